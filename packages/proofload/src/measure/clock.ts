/**
 * The one clock of a run: monotonic, in milliseconds, and the same for all threads of the process.
 *
 * A worker's `performance.now()` counts from the worker's own start. The high-resolution clock of the process counts
 * the same for all, so its difference to `performance.now()`, taken once, makes one common time of it.
 */
import { performance } from 'node:perf_hooks';

/** Tells the time. Only differences mean anything. */
export interface Clock {
  /** Milliseconds since some moment that is the same for all threads of the process; never runs back. */
  now(): number;
}

/**
 * The clock of this process. Reading it costs what `performance.now()` costs.
 *
 * @returns times that can be compared between threads, to a few microseconds
 */
export function monotonicClock(): Clock {
  const offsetMs = smallestOffsetMs();
  return { now: () => performance.now() + offsetMs };
}

/** Reads both clocks some times: between the two readings nothing but the shortest delay is left. */
function smallestOffsetMs(): number {
  let offsetMs = Number.POSITIVE_INFINITY;
  for (let reading = 0; reading < 32; reading += 1) {
    const ownMs = performance.now();
    offsetMs = Math.min(offsetMs, Number(process.hrtime.bigint()) / 1e6 - ownMs);
  }
  return offsetMs;
}

/** Turns a clock's times into wall time; made once, so that a change of the wall clock in mid-run does no harm. */
export interface WallTime {
  /** Milliseconds since 1970 (the epoch) of a clock's time. */
  toEpochMs(clockMs: number): number;
  /** The clock's time of milliseconds since 1970. */
  fromEpochMs(epochMs: number): number;
}

/**
 * Ties a clock to the wall clock at this moment.
 *
 * @param epochMs - the wall time of now; tests pass their own
 */
export function wallTime(clock: Clock, epochMs: number = Date.now()): WallTime {
  const originMs = epochMs - clock.now();
  return { toEpochMs: (clockMs) => originMs + clockMs, fromEpochMs: (atMs) => atMs - originMs };
}

/**
 * A clock that stands still until it is told to advance: for tests and simulations.
 *
 * @example
 * const clock = new VirtualClock();
 * clock.advance(250);
 * clock.now(); // 250
 */
export class VirtualClock implements Clock {
  #nowMs: number;

  constructor(startMs = 0) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  /** @throws {RangeError} for a negative time, since the clock never runs back */
  advance(byMs: number): void {
    if (!(byMs >= 0)) throw new RangeError(`A clock cannot be advanced by ${byMs} ms.`);
    this.#nowMs += byMs;
  }
}
