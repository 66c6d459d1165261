/** What every other file of this room asks of a plain list of numbers: mean, variance, median, quantile, spread. */
import { StatsInputError } from './errors.ts';

/** The arithmetic mean; throws StatsInputError without values. */
export function mean(values: ArrayLike<number>): number {
  requireValues('mean', values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** The unbiased variance, with n - 1 below; 0 for a single value. */
export function variance(values: ArrayLike<number>): number {
  const centre = mean(values);
  if (values.length === 1) return 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - centre) ** 2;
  return squares / (values.length - 1);
}

/** The values in ascending order, as a copy. */
export function sorted(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort();
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: ArrayLike<number>): number {
  return quantileOfSorted(sorted(values), 0.5);
}

/**
 * The quantile of values in ascending order, with linear interpolation between ranks.
 * Source: Hyndman and Fan (1996), definition 7, which R and NumPy use by default.
 */
export function quantileOfSorted(ascending: ArrayLike<number>, p: number): number {
  requireValues('quantileOfSorted', ascending);
  const position = p * (ascending.length - 1);
  const below = Math.min(ascending.length - 1, Math.max(0, Math.floor(position)));
  const low = ascending[below]!;
  const high = ascending[Math.min(ascending.length - 1, below + 1)]!;
  return low === high ? low : low + (position - below) * (high - low);
}

/**
 * A standard deviation that a few outliers cannot move: 1.4826 times the median distance from the median.
 * Source: Hampel (1974).
 */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const centre = median(values);
  return 1.482602218505602 * median(Float64Array.from(values, (value) => Math.abs(value - centre)));
}

function requireValues(where: string, values: ArrayLike<number>): void {
  if (values.length === 0) throw new StatsInputError(where, 'at least one value', values);
}

/** A distribution of values that can be asked for its quantiles, such as a histogram. */
export interface QuantileSource {
  /** How many values it holds. */
  readonly count: number;
  /** The value that a share `p` of the values (0 to 1) does not exceed: the one of rank ceil(p count). */
  quantile(p: number): number;
}

/** Plain values as such a distribution. */
export function sampleQuantiles(values: ArrayLike<number>): QuantileSource {
  requireValues('sampleQuantiles', values);
  const ascending = sorted(values);
  const count = ascending.length;
  // p = k / count must find rank k, whatever the division made of it.
  return { count, quantile: (p) => ascending[Math.min(count - 1, Math.max(0, Math.ceil(p * count - 1e-9) - 1))]! };
}
