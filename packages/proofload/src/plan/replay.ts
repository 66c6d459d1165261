/**
 * The pacer of a replay: the times of a trace, faster or slower, as many times as asked for.
 *
 *     trace      |  | |     |          speed 2: half the time between rows
 *     loops: 2   |  | |     |   |  | |     |   the second begins a mean gap after the end of the first
 */
import type { ArrivalSchedule } from './arrivals.ts';
import type { ReplayLoad } from './types.ts';

/** What of a replay decides its times. */
type Times = Pick<ReplayLoad, 'speed' | 'loops'>;

/** Whose rows are wanted, and until when. */
export interface ReplayShare {
  readonly worker: number;
  readonly workers: number;
  /** Since the load's start; rows that are due then or later do not come. */
  readonly untilMs: number;
}

/** How long one pass of a trace takes, with the gap before the next, in ms. */
function passMs(timesMs: Float64Array, { speed }: Times): number {
  const last = timesMs.at(-1) ?? 0;
  return (last + last / Math.max(1, timesMs.length - 1)) / speed;
}

/** How long a replay lasts, in ms. */
export function replayMs(timesMs: Float64Array, times: Times): number {
  // A row at the very end is still part of it.
  return Math.max(1, passMs(timesMs, times) * times.loops);
}

/** The rows of one worker, one after another; numbers go on from pass to pass. */
export class ReplayArrivals implements ArrivalSchedule {
  number: number;
  readonly #timesMs: Float64Array;
  readonly #times: Times;
  readonly #workers: number;
  readonly #untilMs: number;

  constructor(timesMs: Float64Array, times: Times, { worker, workers, untilMs }: ReplayShare) {
    this.#timesMs = timesMs;
    this.#times = times;
    this.#workers = workers;
    this.#untilMs = untilMs;
    this.number = worker - workers;
  }

  next(): number | undefined {
    const number = this.number + this.#workers;
    const rows = this.#timesMs.length;
    const pass = Math.floor(number / rows);
    if (pass >= this.#times.loops) return undefined;
    const passStartMs = pass * passMs(this.#timesMs, this.#times);
    const dueMs = passStartMs + (this.#timesMs[number % rows] as number) / this.#times.speed;
    if (dueMs >= this.#untilMs) return undefined;
    this.number = number;
    return dueMs;
  }
}
