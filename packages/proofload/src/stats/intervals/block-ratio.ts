/**
 * Means and rates of a run, as ratios of sums over seconds that resemble each other: with x_i the sum of a second's
 * latencies and w_i their number it is the mean, with x_i the number of requests and w_i = 1 it is the rate.
 *
 *   ratio = sum x_i / sum w_i,  r_i = x_i - ratio w_i,  variance of the sum of r by blocks (`varianceOfSum`)
 *
 * Source: batch means for a ratio estimator (Cochran, "Sampling Techniques", 1977, 6.3).
 */
import { studentQuantile } from '../distributions/student.ts';
import { requireFinite, requireProbability, StatsInputError } from '../errors.ts';
import { varianceOfSum } from './blocks.ts';

/** A ratio of sums and how certain it is. */
export interface BlockRatio {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly standardError: number;
  /** Degrees of freedom of the standard error; not necessarily whole. */
  readonly degrees: number;
}

/**
 * The ratio with its interval; undefined with fewer than 10 seconds or nothing to divide by.
 * @example blockRatio(requestsPerSecond, requestsPerSecond.map(() => 1))?.estimate // the rate
 */
export function blockRatio(x: ArrayLike<number>, w: ArrayLike<number>, confidence = 0.95): BlockRatio | undefined {
  requireFinite('blockRatio', x);
  requireFinite('blockRatio', w);
  requireProbability('blockRatio', confidence);
  if (x.length !== w.length) throw new StatsInputError('blockRatio', `${x.length} divisors`, w);
  let sumX = 0;
  let sumW = 0;
  for (let i = 0; i < x.length; i++) {
    sumX += x[i]!;
    sumW += w[i]!;
  }
  if (sumW === 0) return undefined;
  const estimate = sumX / sumW;
  const found = varianceOfSum(Float64Array.from(x, (value, i) => value - estimate * w[i]!));
  if (found === undefined) return undefined;
  const standardError = Math.sqrt(found.variance) / Math.abs(sumW);
  const reach = studentQuantile((1 + confidence) / 2, found.degrees) * standardError;
  return { estimate, lower: estimate - reach, upper: estimate + reach, standardError, degrees: found.degrees };
}
