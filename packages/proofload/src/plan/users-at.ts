/**
 * The pacer of a closed load: how many virtual users there are at a time.
 *
 *     users
 *       5 |            ______            A user is added when the line reaches the next whole number and taken away
 *       4 |          _|      |_          when it falls to the one below, so that a stage ends with exactly its users.
 *       3 |    _____|          |_        Here: 3 users from the start on, a stage held at 3, one to 5, one at 5, one
 *       2 |   |                  |_      down to 1. After the last stage its level holds until the run ends.
 *       1 |   |                    |__
 *         +------------------------------ time
 *
 * Within a stage of length D from a to b, the line at time t is a + (b - a) t / D.
 * Spawning at a rate r is a stage from 1 to n of length (n - 1) / r: user i, from 0, starts at i / r.
 */
import type { ClosedLoad } from './types.ts';

/** What rounding may take from a whole number of users. */
const TOLERANCE = 1e-6;

/**
 * The number of virtual users at a time.
 *
 * @param elapsedMs - since the load's start, 0 or more
 * @example
 * const load = { model: 'closed', startUsers: 1, stages: [{ durationMs: 4000, users: 5 }] } as const;
 * usersAt(load, 1999); // 2
 * usersAt(load, 2000); // 3
 */
export function usersAt(load: ClosedLoad, elapsedMs: number): number {
  let from = load.startUsers;
  let startMs = 0;
  for (const { durationMs, users } of load.stages) {
    if (elapsedMs < startMs + durationMs) return wholeUsers(from, users, (elapsedMs - startMs) / durationMs);
    startMs += durationMs;
    from = users;
  }
  return from;
}

function wholeUsers(from: number, to: number, share: number): number {
  const line = from + (to - from) * share;
  return to >= from ? Math.floor(line + TOLERANCE) : Math.max(0, Math.ceil(line - TOLERANCE));
}

/**
 * The next time after `elapsedMs` at which the number of virtual users changes; `undefined` when it stays for good.
 *
 * @example
 * const load = { model: 'closed', startUsers: 1, stages: [{ durationMs: 4000, users: 5 }] } as const;
 * nextChangeAt(load, 0);    // 1000
 * nextChangeAt(load, 4000); // undefined
 */
export function nextChangeAt(load: ClosedLoad, elapsedMs: number): number | undefined {
  const now = usersAt(load, elapsedMs);
  let from = load.startUsers;
  let startMs = 0;
  for (const { durationMs, users } of load.stages) {
    const endMs = startMs + durationMs;
    if (endMs > elapsedMs && from !== users) {
      // Where the stage is still to come, its own first step is wanted, whatever the users are now.
      const before = startMs > elapsedMs ? from : now;
      const step = users > from ? before + 1 : before - 1;
      const isInside = users > from ? step <= users : step >= users;
      if (isInside) return durationMs === 0 ? endMs : startMs + (durationMs * (step - from)) / (users - from);
    }
    startMs = endMs;
    from = users;
  }
  return undefined;
}
