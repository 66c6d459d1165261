/**
 * A load that is asked for while it runs: a function that is told each second what was measured, and says how much load
 * there is to be from then on.
 */
import { parseRate } from '../units/rate.ts';
import { type Fault, isRecord, show } from './problem.ts';
import type { Rate } from './types.ts';
import { problemsOf, rate, members as schemaOf, wholeFromZero } from './values.ts';

/** What was measured in the last seconds. */
export interface LoadFigures {
  /** Answers a second. */
  readonly rate: number;
  /** Share of the requests that failed, 0 to 1. */
  readonly errors: number;
  /** Latency, in ms; `undefined` when nothing was answered. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

/** How the load fares; its figures are those of all operations together in the last five seconds. */
export interface LoadState extends LoadFigures {
  /** Since the load's start, in seconds. */
  readonly elapsed: number;
  /** How much load there is to be now: virtual users, or arrivals a second. */
  readonly level: number;
  /** Virtual users that run. */
  readonly users: number;
  /** Arrivals that wait for a free user. */
  readonly waiting: number;
  /** The figures of an operation by its name. */
  of(operation: string): LoadFigures;
}

/**
 * Is asked each second of a run how much load there is to be from then on: users (at once, or by a spawn rate) or a rate,
 * as the load begins; `undefined` leaves it as it is, `null` ends the run. What it remembers by itself it remembers also in
 * the next of several runs (`--runs`): a run is a new one where `elapsed` is 1.
 *
 * @example
 * // Two more users a second, until the p95 is above 200 ms.
 * const climb: LoadTick = ({ level, p95 = 0 }) => (p95 < 200 ? { users: level + 2 } : null);
 */
export type LoadTick = (
  state: LoadState,
) => { readonly users: number; readonly spawnRate?: Rate | undefined } | { readonly rate: Rate } | null | undefined;

/** What a tick asks for, in canonical units. */
export type TickAnswer =
  | { readonly users: number; readonly spawnRate: number | undefined }
  | { readonly rate: number }
  | 'stay'
  | 'end';

const users = schemaOf<{ users: unknown; spawnRate?: unknown }>({
  users: wholeFromZero,
  spawnRate: rate({ zero: false }).optional(),
});
const perSecond = schemaOf<{ rate: unknown }>({ rate: rate({ zero: true }) });

/**
 * Reads what a tick returned.
 *
 * @param unit - of the load
 * @example
 * readTick({ users: 5 }, 'users'); // { users: 5, spawnRate: undefined }
 */
export function readTick(given: unknown, unit: 'users' | 'rate'): TickAnswer | Fault {
  if (given === undefined) return 'stay';
  if (given === null) return 'end';
  if (!isRecord(given)) return { message: `returned ${show(given)}; it returns { ${unit} }, undefined or null` };
  const [first] = problemsOf(unit === 'users' ? users : perSecond, given);
  if (first !== undefined) {
    const { path, message } = first;
    return { message: `returned what is no level of this load: ${path === '' ? '' : `${path} `}${message}` };
  }
  if (unit === 'rate') return { rate: parseRate(given.rate as Rate) };
  const { users: wanted, spawnRate } = given as { readonly users: number; readonly spawnRate?: Rate };
  return { users: wanted, spawnRate: spawnRate === undefined ? undefined : parseRate(spawnRate) };
}
