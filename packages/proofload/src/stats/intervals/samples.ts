/** How many requests it takes before a percentile can be judged at all. */
import { requireProbability, StatsInputError } from '../errors.ts';

/** What `samplesNeeded` is asked for. */
export interface SamplesNeededOptions {
  /** 1 (default): enough to judge the percentile against a bound; 2: enough for a two-sided 95 % interval to exist. */
  readonly sides?: 1 | 2;
  /** How much autocorrelation inflates the variance; below 1 counts as 1, since luck is not information. */
  readonly designEffect?: number;
}

/**
 * The smallest n for which the sample maximum exceeds the percentile `p` with 95 % confidence (97.5 % for two sides):
 * n >= ln 0.05 / ln p, times the design effect.
 * Source: Wilks, "Determination of sample sizes for setting tolerance limits" (1941).
 * @example samplesNeeded(0.99) // 299
 * @example samplesNeeded(0.99, { sides: 2 }) // 368
 */
export function samplesNeeded(p: number, options: SamplesNeededOptions = {}): number {
  requireProbability('samplesNeeded', p);
  const { sides = 1, designEffect = 1 } = options;
  if (!Number.isFinite(designEffect))
    throw new StatsInputError('samplesNeeded', 'a finite design effect', designEffect);
  // A two-sided interval also needs a value below the percentile, which binds for the low ones.
  const rarest = sides === 2 ? Math.max(p, 1 - p) : p;
  return Math.ceil((Math.log(0.05 / sides) / Math.log(rarest)) * Math.max(1, designEffect));
}
