/**
 * Where a run's warm-up ends, by the marginal standard error rule on batches of five (MSER-5): the cut after which the
 * rest has the narrowest interval for its mean.
 *
 *   d = argmin over d <= n / 2 of  sum over i > d of (x_i - mean)^2 / (n - d)^2
 *
 * Source: White, Cobb and Spratt, "A comparison of five steady-state truncation heuristics for simulation" (2000).
 */
import { requireFinite } from '../errors.ts';

/** What `warmUp` finds. */
export interface WarmUp {
  /** How many of the values at the start belong to the warm-up. */
  readonly length: number;
  /** False when there are too few values to tell, or when the best cut is as late as a cut may be. */
  readonly conclusive: boolean;
}

const BATCH = 5;
const FEWEST_BATCHES = 10;

/**
 * The warm-up of a series such as the means of a run's seconds. Needs at least 50 values; with fewer, nothing is cut and
 * the answer is not conclusive. Whether what is left is steady is another question: see `mannKendall`.
 * @example warmUp(perSecondMeans).length // 15: the first 15 seconds are warm-up
 */
export function warmUp(values: ArrayLike<number>): WarmUp {
  requireFinite('warmUp', values);
  const batches = Math.floor(values.length / BATCH);
  if (batches < FEWEST_BATCHES) return { length: 0, conclusive: false };
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  const latest = Math.floor(batches / 2);
  // Backwards, so that mean and sum of squares of the rest grow by one batch at a time (Welford's update).
  let kept = 0;
  let centre = 0;
  let squares = 0;
  for (let d = batches - 1; d >= 0; d--) {
    const value = batchMean(values, d);
    kept++;
    const step = value - centre;
    centre += step / kept;
    squares += step * (value - centre);
    const error = squares / (kept * kept);
    if (d <= latest && error <= least) {
      least = error;
      best = d;
    }
  }
  return { length: best * BATCH, conclusive: best < latest };
}

function batchMean(values: ArrayLike<number>, batch: number): number {
  let sum = 0;
  for (let i = batch * BATCH; i < (batch + 1) * BATCH; i++) sum += values[i]!;
  return sum / BATCH;
}
