/**
 * The knee of a curve: where more load begins to buy little throughput, or much latency.
 * Source: Satopaa and others, "Finding a 'kneedle' in a haystack: detecting knee points in system behavior" (2011),
 * sensitivity S = 1.
 */
import { requireFinite, StatsInputError } from '../errors.ts';

/** The shape of the curve, as load rises. */
export interface KneedleOptions {
  /** `concave` flattens (throughput over load), `convex` bends upwards (latency over load). */
  readonly curve: 'concave' | 'convex';
  /** How far the difference curve has to fall off again, in mean steps of x, before a peak counts as a knee; 1. */
  readonly sensitivity?: number;
}

/**
 * The position of the first knee in an increasing curve, or undefined where there is none: on a straight line, or while
 * the bend is not yet proven by what follows. `x` ascends strictly.
 * @example kneedle([1, 2, 3, 4, 5, 6, 7, 8], [10, 20, 30, 38, 41, 42, 42, 42], { curve: 'concave' }) // 3
 */
export function kneedle(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { curve, sensitivity = 1 }: KneedleOptions,
): number | undefined {
  requireFinite('kneedle', x);
  requireFinite('kneedle', y);
  if (x.length !== y.length) throw new StatsInputError('kneedle', `${x.length} values of y`, y);
  for (let i = 1; i < x.length; i++)
    if (!(x[i]! > x[i - 1]!)) throw new StatsInputError('kneedle', 'ascending x', x[i]);
  const n = x.length;
  const level = normalised(y);
  if (n < 3 || level === undefined) return undefined;
  const width = x[n - 1]! - x[0]!;
  const distance = Array.from(level, (value, i) => {
    const along = (x[i]! - x[0]!) / width;
    return curve === 'concave' ? value - along : along - value;
  });
  const drop = sensitivity / (n - 1);
  for (let i = 1; i < n - 1; i++) {
    const peak = distance[i]!;
    const isPeak = peak > 0 && peak >= distance[i - 1]! && peak > distance[i + 1]!;
    if (!isPeak) continue;
    for (let j = i + 1; j < n; j++) {
      if (distance[j]! < peak - drop) return i;
      if (distance[j]! > peak) break;
    }
  }
  return undefined;
}

/** To 0 to 1; undefined for a curve that does not rise. */
function normalised(y: ArrayLike<number>): Float64Array | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < y.length; i++) {
    low = Math.min(low, y[i]!);
    high = Math.max(high, y[i]!);
  }
  return high > low ? Float64Array.from(y, (value) => (value - low) / (high - low)) : undefined;
}
