/**
 * Intervals of means and rates from seconds that are autocorrelated, as ratios of sums over blocks of seconds.
 *
 *   ratio = sum x_i / sum w_i,  r_i = x_i - ratio w_i,  R_j the sums of r over J blocks,
 *   s^2 = J / (J - 1) * sum(R_j^2) / (sum w_i)^2
 *
 * With x_i the sum of a second's latencies and w_i their number it is the mean; with x_i the number of requests and
 * w_i = 1 it is the rate. Source: batch means for a ratio estimator (Cochran, 1977, 6.3).
 */
import { circularBlockLength, studentQuantile } from '../stats/index.ts';

const FEWEST_BLOCKS = 10;

/** A ratio of sums and how certain it is. */
export interface BlockRatio {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly standardError: number;
}

/** The ratio with its 95 % interval; undefined with fewer than 10 seconds or nothing to divide by. */
export function blockRatio(x: ArrayLike<number>, w: ArrayLike<number>): BlockRatio | undefined {
  const length = x.length;
  const [sumX, sumW] = [sum(x), sum(w)];
  if (length < FEWEST_BLOCKS || sumW === 0) return undefined;
  const estimate = sumX / sumW;
  const residuals = Float64Array.from(x, (value, i) => value - estimate * w[i]!);
  const blockLength = Math.min(Math.floor(length / FEWEST_BLOCKS), Math.ceil(circularBlockLength(residuals)));
  const blocks = Math.floor(length / blockLength);
  const standardError = Math.sqrt((blocks / (blocks - 1)) * sumOfSquares(residuals, blocks)) / sumW;
  const reach = studentQuantile(0.975, blocks - 1) * standardError;
  return { estimate, lower: estimate - reach, upper: estimate + reach, standardError };
}

/** Leftover seconds are spread over the blocks. */
function sumOfSquares(residuals: Float64Array, blocks: number): number {
  let squares = 0;
  for (let block = 0; block < blocks; block += 1) {
    const from = Math.floor((block * residuals.length) / blocks);
    const to = Math.floor(((block + 1) * residuals.length) / blocks);
    squares += sum(residuals.subarray(from, to)) ** 2;
  }
  return squares;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i]!;
  return total;
}
