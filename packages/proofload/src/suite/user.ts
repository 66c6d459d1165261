/**
 * Kinds of virtual users.
 */
import type { User, UserOptions } from './types.ts';

/**
 * Describes a kind of virtual user: its tasks, the wait between them, and its share of the load.
 * It is checked when it becomes part of a suite, so that all problems of the suite are reported together.
 *
 * @param name - how reports, profiles' weights and `-k` call it
 * @example
 * const reader = user('Reader', {
 *   weight: 3,
 *   wait: between('1s', '3s'),
 *   tasks: { browse: ({ http }) => http.get('/books') },
 * });
 */
export function user<Data = Record<string, unknown>>(name: string, options: UserOptions<Data>): User<Data> {
  return { ...options, name };
}
