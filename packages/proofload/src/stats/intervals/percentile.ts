/**
 * The interval of a percentile within one run, whose requests are autocorrelated: the binomial interval would be too
 * narrow, so the variance of the share above the percentile is taken from blocks of seconds.
 *
 *   [Q(p - t s), Q(p + t s)],  t = t(0.975, degrees),  s^2 = design effect * p (1 - p) / N
 *
 * Source: Woodruff, "Confidence intervals for medians and other position measures" (1952), with batch means for s.
 */
import { binomialQuantile } from '../distributions/binomial.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { studentQuantile } from '../distributions/student.ts';
import { requireProbability, StatsInputError } from '../errors.ts';
import type { QuantileSource } from '../sample.ts';
import { blockVariance, type SliceCounts } from './blocks.ts';

/** A percentile with its interval. Values carry the unit of the distribution. */
export interface PercentileInterval {
  /** The percentile as a share, 0.95 for p95. */
  readonly p: number;
  readonly estimate: number;
  /** Undefined when there are too few values below for a lower end. */
  readonly lower: number | undefined;
  /** Undefined when there are too few values above for an upper end. */
  readonly upper: number | undefined;
  readonly confidence: number;
  /** `binomial` treats requests as independent and is optimistic: too narrow where they are not. */
  readonly method: 'blocks' | 'binomial';
  readonly optimistic: boolean;
  /** Standard error of ln Q(p); undefined where an end is missing or not positive. */
  readonly standardErrorLog: number | undefined;
  /** How many times the variance of independent requests; 1 for `binomial`. */
  readonly designEffect: number;
  /** Count over design effect: as many independent requests would tell as much. */
  readonly effectiveCount: number;
  /** Number of blocks and slices per block; 0 for `binomial`. */
  readonly blocks: number;
  readonly blockLength: number;
}

/**
 * The interval of the percentile `p` of `total`. `slices.events` holds, per second, how many values exceed
 * `total.quantile(p)`. Throws StatsInputError when there are no values.
 * @example
 * const q = histogram.quantile(0.95);
 * percentileInterval(0.95, histogram, { counts: seconds.map((s) => s.count), events: seconds.map((s) => s.countAbove(q)) });
 */
export function percentileInterval(
  p: number,
  total: QuantileSource,
  slices: SliceCounts,
  confidence = 0.95,
): PercentileInterval {
  requireProbability('percentileInterval', p);
  requireProbability('percentileInterval', confidence);
  if (!(total.count > 0)) throw new StatsInputError('percentileInterval', 'at least one value', total.count);
  const found = blockVariance(slices);
  if (found === undefined) return binomialPercentileInterval(p, total, confidence);

  const effectiveCount = total.count / found.designEffect;
  const t = studentQuantile((1 + confidence) / 2, found.degrees);
  const reach = t * Math.sqrt((p * (1 - p)) / effectiveCount);
  const estimate = total.quantile(p);
  const lower = p - reach > 0 ? total.quantile(p - reach) : undefined;
  const upper = p + reach < 1 ? total.quantile(p + reach) : undefined;
  return {
    p,
    estimate,
    lower,
    upper,
    confidence,
    method: 'blocks',
    optimistic: false,
    standardErrorLog: standardErrorLog(lower, upper, t),
    designEffect: found.designEffect,
    effectiveCount,
    blocks: found.blocks,
    blockLength: found.blockLength,
  };
}

/**
 * The interval of the percentile `p` of independent values, from order statistics.
 * Source: Hahn and Meeker, "Statistical Intervals" (1991), 5.2.
 */
export function binomialPercentileInterval(p: number, total: QuantileSource, confidence = 0.95): PercentileInterval {
  requireProbability('binomialPercentileInterval', p);
  const n = total.count;
  if (!(n > 0)) throw new StatsInputError('binomialPercentileInterval', 'at least one value', n);
  const tail = (1 - confidence) / 2;
  // The value of rank k is below the percentile unless fewer than k values are: ranks are quantiles of their number.
  const lowerRank = binomialQuantile(tail, n, p);
  const upperRank = binomialQuantile(1 - tail, n, p) + 1;
  const lower = lowerRank >= 1 ? total.quantile((lowerRank - 0.5) / n) : undefined;
  const upper = upperRank <= n ? total.quantile((upperRank - 0.5) / n) : undefined;
  return {
    p,
    estimate: total.quantile(p),
    lower,
    upper,
    confidence,
    method: 'binomial',
    optimistic: true,
    standardErrorLog: standardErrorLog(lower, upper, normalQuantile(1 - tail)),
    designEffect: 1,
    effectiveCount: n,
    blocks: 0,
    blockLength: 0,
  };
}

/** (ln upper - ln lower) / (2 t). */
function standardErrorLog(lower: number | undefined, upper: number | undefined, t: number): number | undefined {
  if (lower === undefined || upper === undefined || !(lower > 0)) return undefined;
  return Math.log(upper / lower) / (2 * t);
}
