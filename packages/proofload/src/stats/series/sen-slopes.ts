/**
 * The slopes between all pairs of points of a series, in order of size. Few are listed and sorted; of many, the one asked
 * for is searched for, since as many slopes are at most m as pairs of y - m x are out of order.
 * Source for the latter: Cole, Salowe, Steiger and Szemeredi, "An optimal-time algorithm for slope selection" (1989).
 */
import { invertCdf } from '../distributions/invert.ts';
import { requireFinite, StatsInputError } from '../errors.ts';
import { sortCountingInversions, tieLengths } from './inversions.ts';

/** Slopes in ascending order. */
export interface RankedSlopes {
  /** How many pairs have a slope: all but those at the same time. */
  readonly count: number;
  /** The slope of a rank from 0 to count - 1. */
  at(rank: number): number;
}

/** Of a slope that is not listed, as a share of the distance between the steepest ones. */
const PRECISION = 1e-12;
/** Beyond this many points the list of their pairs would cost more than searching. */
const MOST_LISTED = 500;

/** The slopes of `values` over `times` (default: their positions), which may be in any order and may repeat. */
export function senSlopes(values: ArrayLike<number>, times?: ArrayLike<number>): RankedSlopes {
  requireFinite('senSlopes', values);
  if (times !== undefined) {
    requireFinite('senSlopes', times);
    if (times.length !== values.length) throw new StatsInputError('senSlopes', `${values.length} times`, times);
  }
  const order = Int32Array.from(values, (_, i) => i);
  if (times !== undefined) order.sort((a, b) => times[a]! - times[b]! || values[a]! - values[b]!);
  const x = Float64Array.from(order, (i) => times?.[i] ?? i);
  const y = Float64Array.from(order, (i) => values[i]!);
  return x.length <= MOST_LISTED ? listed(x, y) : searched(x, y);
}

/** The median of the slopes; throws StatsInputError when all points share one time. */
export function medianSlope(slopes: RankedSlopes): number {
  if (slopes.count === 0) throw new StatsInputError('medianSlope', 'points at two times at least', slopes.count);
  const middle = Math.floor((slopes.count - 1) / 2);
  if (slopes.count % 2 === 1) return slopes.at(middle);
  return (slopes.at(middle) + slopes.at(middle + 1)) / 2;
}

function listed(x: Float64Array, y: Float64Array): RankedSlopes {
  const slopes = new Float64Array((x.length * (x.length - 1)) / 2);
  let count = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      if (x[j] !== x[i]) slopes[count++] = (y[j]! - y[i]!) / (x[j]! - x[i]!);
    }
  }
  const ascending = slopes.subarray(0, count).sort();
  return { count, at: (rank) => ascending[rank]! };
}

function searched(x: Float64Array, y: Float64Array): RankedSlopes {
  const pairs = (x.length * (x.length - 1)) / 2;
  const count = tieLengths(x).reduce((left, t) => left - (t * (t - 1)) / 2, pairs);
  const heights = new Float64Array(x.length);
  const atMost = (slope: number): number => {
    for (let i = 0; i < x.length; i++) heights[i] = y[i]! - slope * x[i]!;
    // Points of one time ascend, so that only their exact equals count, and these are no slopes.
    return sortCountingInversions(heights, true) - twins;
  };
  let twins = 0;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  // Points at one time: `start` is the first of them. The extreme slopes lie between neighbouring times.
  let start = 0;
  let before = -1;
  for (let i = 1; i < x.length; i++) {
    if (x[i] === x[i - 1]) {
      for (let j = start; j < i; j++) if (y[j] === y[i]) twins++;
    } else {
      before = start;
      start = i;
    }
    for (let j = before; j >= 0 && j < start; j++) {
      const slope = (y[i]! - y[j]!) / (x[i]! - x[j]!);
      lowest = Math.min(lowest, slope);
      highest = Math.max(highest, slope);
    }
  }
  const tolerance = PRECISION * (highest - lowest);
  const shareAtMost = (slope: number): number => atMost(slope) / count;
  return { count, at: (rank) => invertCdf(shareAtMost, (rank + 0.5) / count, lowest, highest, tolerance) };
}
