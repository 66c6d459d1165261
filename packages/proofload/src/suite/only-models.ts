/**
 * Whether a suite asks for nothing but language models. Such a suite has no other target than the address of its models,
 * wherever that comes from.
 */
import { tasksOf } from './sequence.ts';
import type { Suite } from './types.ts';

/** What a task may take out of its context and still reach no server but that of the models. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...['llm', 'vu', 'check', 'sleep', 'measure', 'group', 'metrics', 'log', 'batch', 'setup'],
]);

/** A function that takes its context apart: `async ({ llm, check }) => …`, `run({ llm }) { … }`. */
const TAKEN_APART = /^(?:async\b\s*)?(?:function\b\s*)?[\w$]*\s*\(\s*\{([^{}]*)\}\s*\)/;

/**
 * Goes by the source of the tasks: one that does not take its context apart may do anything.
 *
 * @example
 * asksOnlyModels(suite); // true where every task is like ({ llm }) => llm.chat(…)
 */
export function asksOnlyModels({ users, setup, teardown }: Suite): boolean {
  if (setup !== undefined || teardown !== undefined) return false;
  const functions = users.flatMap(({ tasks, start, stop }) => [
    ...Object.values(tasksOf(tasks).tasks).map((task) => (typeof task === 'function' ? task : task.run)),
    ...[start, stop].filter((work) => work !== undefined),
  ]);
  const taken = functions.map((work) => takenBy(String(work)));
  return (
    taken.every((names) => names?.every((name) => HARMLESS.has(name))) && taken.some((names) => names?.includes('llm'))
  );
}

function takenBy(source: string): readonly string[] | undefined {
  const inside = TAKEN_APART.exec(source)?.[1];
  // Bundling makes `{ llm: llm2 }` of a name that is taken.
  return inside
    ?.split(',')
    .map((part) => part.split(/[:=]/)[0]!.trim())
    .filter((name) => name !== '');
}
