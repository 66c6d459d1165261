/**
 * The rate of an open load over time, its integral (how many arrivals are due by then) and the integral's inverse (when
 * the n-th is due).
 *
 *     rate                              Within a stage of length D from rate a to b, with t since its beginning:
 *      b |        /------
 *        |      /        |                rate(t)     = a + s t,  s = (b - a) / D
 *      a |----/          |                due(t)      = before + a t + s t^2 / 2
 *        |               |                time(n)     = 2 c / (a + sqrt(a^2 + 2 s c)),  c = n - before
 *        +----------------- time
 *
 * The last form is the root of the quadratic that loses no digits where s is small. After the last stage its rate holds.
 */
import type { OpenLoad } from './types.ts';

interface Segment {
  readonly startMs: number;
  readonly durationMs: number;
  /** Arrivals per millisecond at the beginning, and how much that changes each millisecond. */
  readonly from: number;
  readonly slope: number;
  /** Arrivals due before this stage. */
  readonly before: number;
}

/** An open load's rate as a function of time. */
export class RateCurve {
  readonly #segments: readonly Segment[];

  constructor(load: OpenLoad) {
    const segments: Segment[] = [];
    let from = load.startRate / 1000;
    let startMs = 0;
    let before = 0;
    for (const { durationMs, rate } of load.stages) {
      const to = rate / 1000;
      if (durationMs > 0) {
        segments.push({ startMs, durationMs, from, slope: (to - from) / durationMs, before });
        before += ((from + to) / 2) * durationMs;
      }
      startMs += durationMs;
      from = to;
    }
    segments.push({ startMs, durationMs: Number.POSITIVE_INFINITY, from, slope: 0, before });
    this.#segments = segments;
  }

  /** Arrivals a second at a time. */
  rateAt(elapsedMs: number): number {
    const { startMs, from, slope } = this.#last((segment) => segment.startMs <= elapsedMs);
    return (from + slope * (elapsedMs - startMs)) * 1000;
  }

  /** How many arrivals are due by a time; a fraction is on its way. */
  dueBy(elapsedMs: number): number {
    const { startMs, from, slope, before } = this.#last((segment) => segment.startMs <= elapsedMs);
    const sinceMs = elapsedMs - startMs;
    return before + (from + (slope * sinceMs) / 2) * sinceMs;
  }

  /**
   * When so many arrivals are due, in ms since the load's start; infinite when that is never.
   *
   * @param count - fractions allowed; never a smaller time for a larger count
   */
  timeOf(count: number): number {
    const { startMs, durationMs, from, slope, before } = this.#last((segment) => segment.before < count);
    const missing = count - before;
    if (missing <= 0) return startMs;
    const root = Math.sqrt(Math.max(0, from * from + 2 * slope * missing));
    const sinceMs = (2 * missing) / (from + root);
    // Where the rate falls to 0 at a stage's end, rounding may take the root past it.
    return startMs + Math.min(sinceMs, durationMs);
  }

  /** The last segment for which a condition holds that holds for a beginning of the list; else the first. */
  #last(holds: (segment: Segment) => boolean): Segment {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (holds(this.#segments[middle]!)) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low]!;
  }
}
