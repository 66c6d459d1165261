/**
 * Groups of operations: which one a piece of a task's code is in, also where a virtual user does several things at once.
 *
 *     group('shop') ──▶ group('pay') ──▶ http.post(…)        tagged  group: 'shop / pay'
 *
 * The runtime carries the name along each chain of promises. It begins to do so with the first group, so that suites
 * without groups pay nothing for them. Until Node.js 22 it calls a hook for each promise then, 1.5 µs a request of about
 * 10; from 24 on it carries contexts by itself.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const path = new AsyncLocalStorage<string>();

/** The group that the running code is in, with those around it: `shop / pay`; `undefined` outside of any. */
export function currentGroup(): string | undefined {
  return path.getStore();
}

/**
 * Runs code as a group within the one that is running.
 *
 * @returns what `work` returns; it is given the group with those around it
 */
export function insideGroup<T>(name: string, work: (group: string) => T): T {
  const outer = currentGroup();
  const group = outer === undefined ? name : `${outer} / ${name}`;
  return path.run(group, () => work(group));
}
