/**
 * Feeders: the data of a load, a row for each iteration.
 *
 * Which row an iteration gets is worked out from its number in the run, the user's number and the seed. So no two
 * iterations share a row by accident, nothing has to be agreed between workers, and the same seed gives the same rows
 * whatever their number. The n-th iteration (turn n, from 0) or user u (from 1) gets
 *
 *     sequential   row n
 *     shuffled     row p(n), p a permutation of all rows; another one for each pass
 *     random       any row, as often as the others
 *     a key law    the row of the key that is drawn: `zipf(1000)`
 *     user         row u - 1: one for each user, for its whole life
 */
import type { VirtualUser } from '../types.ts';
import { checkFeeder } from './arguments.ts';
import { FeederError } from './error.ts';
import { type KeyLaw, uniformKeys } from './key-laws.ts';
import { createPermutation } from './permutation.ts';
import { type RowSource, rowsOf } from './sources.ts';

/** The user that a row is for. */
export type RowTaker = Pick<VirtualUser, 'id' | 'random'> & Partial<Pick<VirtualUser, 'turn' | 'seed'>>;

export interface FeederOptions {
  /** Default `sequential`. */
  readonly order?: 'sequential' | 'shuffled' | 'random' | 'user' | KeyLaw;
  /**
   * What comes after the last row of a sequence: the first again (`repeat`), or an error of the task (`stop`), so that
   * each row is used at most once. Default `repeat`; of `user`, `stop`.
   */
  readonly end?: 'repeat' | 'stop';
}

/** Rows to be taken by virtual users. */
export interface Feeder<Row> {
  /** How many rows there are; `undefined` for a function, which makes as many as are wanted. */
  readonly count: number | undefined;
  /**
   * The row for the user's current iteration: the same however often it is asked for, except of `random` and of key
   * laws, which draw each time.
   *
   * @throws {FeederError} `feeder-exhausted` when there is none left
   */
  take(user: RowTaker): Row;
}

/**
 * Makes a feeder.
 *
 * @param source - a file (`csv`, `ndjson`, `json`), a list, or a function from a row's number to a row
 * @throws {FeederError} for a file that can't be read or that has no rows
 * @throws {TypeError} for arguments that are none of these
 * @example
 * const books = feeder(csv('books.csv'), { order: 'shuffled' });
 * const accounts = feeder((number) => ({ name: `user${number}` }), { order: 'user' });
 *
 * user('Reader', {
 *   tasks: { read: ({ http, vu }) => http.get(http.path`/books/${books.take(vu).id ?? ''}`) },
 * });
 */
export function feeder<Row>(
  source: RowSource<Row> | readonly Row[] | ((number: number) => Row),
  options: FeederOptions = {},
): Feeder<Row> {
  checkFeeder(source, options);
  const rows = asSource(source);
  const { order = 'sequential', end = order === 'user' ? 'stop' : 'repeat' } = options;
  const numberOf = createOrder(rows, order);
  return {
    count: rows.count,
    take: (user) => {
      const number = numberOf(user);
      if (rows.count === undefined || number < rows.count) return rows.row(number);
      if (end === 'repeat') return rows.row(number % rows.count);
      throw new FeederError('feeder-exhausted', rows.name, exhausted(rows.name, rows.count, order === 'user'));
    },
  };
}

/** The same sentence for all whom it comes to, so that they are counted as one failure. */
function exhausted(name: string, count: number, isForUsers: boolean): string {
  const why = isForUsers ? 'there are more users, each of which wants one of its own' : 'all of them have been taken';
  return `${name} has ${count} row${count === 1 ? '' : 's'}, and ${why}: add rows, or say end: 'repeat'.`;
}

function asSource<Row>(source: RowSource<Row> | readonly Row[] | ((number: number) => Row)): RowSource<Row> {
  if (typeof source === 'function') return { name: 'the function', count: undefined, row: source };
  return 'row' in source ? source : rowsOf(source, 'the list');
}

/** Which row a user gets next; numbers past the last go on from the first. */
function createOrder<Row>(
  { count }: RowSource<Row>,
  order: NonNullable<FeederOptions['order']>,
): (user: RowTaker) => number {
  if (typeof order === 'function') return order;
  if (order === 'user') return ({ id }) => id - 1;
  const turnOf = createTurns();
  if (order === 'sequential' || count === undefined) return turnOf;
  return order === 'random' ? uniformKeys(count) : shuffled(count, turnOf);
}

function shuffled(count: number, turnOf: (user: RowTaker) => number): (user: RowTaker) => number {
  let pass = -1;
  let placeOf = (number: number) => number;
  return (user) => {
    const turn = turnOf(user);
    const current = Math.floor(turn / count);
    if (current !== pass) {
      placeOf = createPermutation(count, (user.seed ?? 1) + current);
      pass = current;
    }
    return current * count + placeOf(turn % count);
  };
}

/** The number of an iteration in the run; where nobody numbers them, the order in which rows are asked for. */
function createTurns(): (user: RowTaker) => number {
  let next = 0;
  return ({ turn }) => {
    if (turn !== undefined) return turn;
    next += 1;
    return next - 1;
  };
}
