/**
 * Tasks in an order of their own, in place of a weighted choice.
 */
import { isRecord } from './problem.ts';
import type { Sequence, Tasks } from './types.ts';

/**
 * Makes a user do its tasks in the order in which they are written, over and over.
 *
 * @example
 * user('Buyer', {
 *   tasks: sequence({
 *     login: ({ http }) => http.post('/login', { json: { user: 'u1', password: 'secret' } }),
 *     buy: ({ http }) => http.post('/orders', { json: { book: 7 } }),
 *   }),
 * });
 */
export function sequence<Data = Record<string, unknown>>(tasks: Tasks<Data>): Sequence<Data> {
  return { sequence: tasks };
}

/** The tasks of a user, whether they are weighted or in a sequence. */
export function tasksOf<Data>(tasks: Tasks<Data> | Sequence<Data>): {
  readonly tasks: Tasks<Data>;
  readonly inOrder: boolean;
} {
  return isSequence(tasks) ? { tasks: tasks.sequence, inOrder: true } : { tasks, inOrder: false };
}

/**
 * Whether tasks are a sequence. A task of one's own may be called `sequence` too; then it is a function or has a
 * `run`, which a sequence has not.
 */
export function isSequence<Data>(tasks: Tasks<Data> | Sequence<Data>): tasks is Sequence<Data> {
  const { sequence: inner } = tasks;
  return isRecord(inner) && typeof inner.run !== 'function';
}
