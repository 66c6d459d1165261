/**
 * The pacer of an open load: when each arrival is meant to start, whatever the target does.
 *
 *     constant   the k-th where the rate's integral reaches k: i x interval for a rate that doesn't change
 *     poisson    the integral reaches the sum of gaps drawn from an exponential distribution of mean 1
 *     gamma      likewise from a gamma distribution of mean 1; a coefficient of variation above 1 makes bursts
 *
 *     integral  3 |              /         A ramp's first arrival is due when the integral reaches 1, and what a stage
 *               2 |         ____/          leaves over is carried into the next. A load that begins with a steady rate
 *               1 |     ___/               has its first arrival at 0.
 *                 |____/   |    |
 *                 +----|---|----|--- time
 *
 * Arrival n belongs to worker n modulo the number of workers. Each worker draws the gaps of all arrivals, so that the
 * same seed gives the same arrivals whatever the number of workers.
 */
import { Random } from './random.ts';
import { RateCurve } from './rate-curve.ts';
import type { OpenLoad } from './types.ts';

/** Which arrivals are wanted. */
export interface ArrivalOptions {
  readonly seed: number;
  /** No arrival starts at this time or later, in ms since the load's start; default: there is no end. */
  readonly untilMs?: number | undefined;
  /** No arrival starts earlier: for a load that was changed while it runs; default 0. */
  readonly fromMs?: number;
  /** The worker whose arrivals are wanted, from 0, and of how many; default: all arrivals. */
  readonly worker?: number;
  readonly workers?: number;
}

/** The arrivals of one worker, one after another. */
export interface ArrivalSchedule {
  /** The number of the arrival last given, from 0, among those of all workers. */
  readonly number: number;
  /** The intended start of the next arrival in ms since the load's start, never earlier than the last; `undefined` at the end. */
  next(): number | undefined;
}

/** What rounding may add to the integral of a rate, relative to it. */
const TOLERANCE = 1e-12;

/**
 * The arrivals of an open load.
 *
 * @example
 * const load = { model: 'open', startRate: 4, stages: [], maxUsers: 10, arrivals: 'constant', overflow: 'wait' } as const;
 * const schedule = arrivalsOf(load, { seed: 1, untilMs: 1000 });
 * schedule.next(); // 0, then 250, 500, 750 and undefined
 */
export function arrivalsOf(load: OpenLoad, options: ArrivalOptions): ArrivalSchedule {
  return load.arrivals === 'constant' ? new EvenArrivals(load, options) : new RandomArrivals(load, options);
}

/** How many arrivals an open load has by a time; for random arrivals, on average. */
export function expectedArrivals(load: OpenLoad, untilMs: number): number {
  const due = new RateCurve(load).dueBy(untilMs);
  return load.arrivals === 'constant' ? Math.max(0, Math.ceil(due * (1 - TOLERANCE)) - firstCount(load)) : due;
}

/** What the integral is at the first arrival: 0 for a load that begins with a steady rate, else 1. */
function firstCount({ startRate, stages }: OpenLoad): number {
  const lasting = stages.findIndex(({ durationMs }) => durationMs > 0);
  const jumps = lasting < 0 ? stages : stages.slice(0, lasting);
  const start = jumps.at(-1)?.rate ?? startRate;
  const next = stages[lasting]?.rate ?? start;
  return start > 0 && next === start ? 0 : 1;
}

class EvenArrivals implements ArrivalSchedule {
  number: number;
  readonly #curve: RateCurve;
  readonly #first: number;
  readonly #end: number;
  readonly #workers: number;

  constructor(load: OpenLoad, { untilMs, fromMs = 0, worker = 0, workers = 1 }: ArrivalOptions) {
    this.#curve = new RateCurve(load);
    this.#first = firstCount(load);
    this.#end = untilMs === undefined ? Number.POSITIVE_INFINITY : expectedArrivals(load, untilMs);
    this.#workers = workers;
    const passed = fromMs === 0 ? 0 : expectedArrivals(load, fromMs);
    const stripes = Math.ceil((passed - worker) / workers);
    this.number = worker + (Math.max(0, stripes) - 1) * workers;
  }

  next(): number | undefined {
    const number = this.number + this.#workers;
    if (number >= this.#end) return undefined;
    const atMs = this.#curve.timeOf(number + this.#first);
    if (atMs === Number.POSITIVE_INFINITY) return undefined;
    this.number = number;
    return atMs;
  }
}

class RandomArrivals implements ArrivalSchedule {
  number: number;
  readonly #curve: RateCurve;
  readonly #random: Random;
  readonly #gap: (random: Random) => number;
  readonly #fromDue: number;
  readonly #endDue: number;
  readonly #workers: number;
  /** The arrivals drawn so far, and the integral at the last of them. */
  #drawn = 0;
  #due = 0;

  constructor(load: OpenLoad, { seed, untilMs, fromMs = 0, worker = 0, workers = 1 }: ArrivalOptions) {
    this.#curve = new RateCurve(load);
    this.#random = new Random(seed, 'arrivals');
    this.#gap = gapOf(load.arrivals);
    this.#fromDue = fromMs === 0 ? 0 : this.#curve.dueBy(fromMs);
    this.#endDue = untilMs === undefined ? Number.POSITIVE_INFINITY : this.#curve.dueBy(untilMs);
    this.#workers = workers;
    this.number = worker - workers;
  }

  next(): number | undefined {
    do {
      const number = this.number + this.#workers;
      while (this.#drawn <= number && this.#due < this.#endDue) {
        this.#due += this.#gap(this.#random);
        this.#drawn += 1;
      }
      if (this.#due >= this.#endDue) return undefined;
      this.number = number;
    } while (this.#due < this.#fromDue);
    const atMs = this.#curve.timeOf(this.#due);
    return atMs === Number.POSITIVE_INFINITY ? undefined : atMs;
  }
}

function gapOf(arrivals: OpenLoad['arrivals']): (random: Random) => number {
  if (typeof arrivals === 'string') return (random) => random.exponential();
  const variance = arrivals.gamma ** 2;
  return (random) => random.gamma(1 / variance) * variance;
}
