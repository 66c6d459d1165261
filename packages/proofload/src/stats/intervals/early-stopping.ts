/**
 * Stopping a run as soon as its percentile is certain, as MLPerf's load generator does. For one look at the data: looked
 * at every second, a confidence of 0.99 would no longer be one.
 * Source: MLCommons, "Early stopping criterion for the inference benchmarks" (2021).
 */
import { binomialCdf } from '../distributions/binomial.ts';
import { requireProbability, StatsInputError } from '../errors.ts';

/**
 * Whether `within` values inside the bound and `above` outside prove, at `confidence`, that the percentile `p` is inside.
 * @example earlyStoppingPasses(44, 0, 0.9) // true
 */
export function earlyStoppingPasses(within: number, above: number, p: number, confidence = 0.99): boolean {
  requireProbability('earlyStoppingPasses', p);
  requireProbability('earlyStoppingPasses', confidence);
  if (within + above === 0) return false;
  return binomialCdf(above, within + above, 1 - p) <= 1 - confidence;
}

/**
 * The smallest number of values with which `above` of them outside the bound still pass.
 * @example earlyStoppingSamples(1, 0.99) // 662
 */
export function earlyStoppingSamples(above: number, p: number, confidence = 0.99): number {
  if (!(Number.isInteger(above) && above >= 0)) {
    throw new StatsInputError('earlyStoppingSamples', 'a whole number of values above the bound', above);
  }
  let low = 0;
  let high = 1;
  while (!earlyStoppingPasses(high, above, p, confidence)) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (earlyStoppingPasses(middle, above, p, confidence)) high = middle;
    else low = middle;
  }
  return high + above;
}
