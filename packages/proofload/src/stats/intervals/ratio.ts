/** The interval of a ratio of counts in time: an error rate, a cache's hit ratio, the share of checks that passed. */
import { studentQuantile } from '../distributions/student.ts';
import { requireProbability, StatsInputError } from '../errors.ts';
import { blockVariance, type SliceCounts, sumSlices } from './blocks.ts';
import { wilson } from './proportion.ts';

/** A ratio (0 to 1) with its interval. */
export interface RatioInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
  /** `wilson` treats requests as independent and is optimistic: too narrow where they are not. */
  readonly method: 'blocks' | 'wilson';
  readonly optimistic: boolean;
  readonly standardError: number;
  readonly designEffect: number;
  readonly effectiveCount: number;
}

/**
 * The interval of events per request by blocks of seconds; Wilson's where there are too few slices or events for blocks,
 * or where the caller knows that requests are independent. Throws StatsInputError when there are no requests.
 * @example ratioInterval({ counts: [100, 100], events: [1, 0] }).method // 'wilson': two seconds are no blocks
 */
export function ratioInterval(
  slices: SliceCounts,
  options: { readonly confidence?: number; readonly independent?: boolean } = {},
): RatioInterval {
  const { confidence = 0.95, independent = false } = options;
  requireProbability('ratioInterval', confidence);
  const { count, events } = sumSlices('ratioInterval', slices);
  if (count === 0) throw new StatsInputError('ratioInterval', 'at least one request', count);
  const estimate = events / count;
  const found = independent ? undefined : blockVariance(slices);
  if (found === undefined) {
    return {
      estimate,
      ...wilson(events, count, confidence),
      confidence,
      method: 'wilson',
      optimistic: !independent,
      standardError: Math.sqrt((estimate * (1 - estimate)) / count),
      designEffect: 1,
      effectiveCount: count,
    };
  }
  const reach = studentQuantile((1 + confidence) / 2, found.degrees) * found.standardError;
  return {
    estimate,
    lower: Math.max(0, estimate - reach),
    upper: Math.min(1, estimate + reach),
    confidence,
    method: 'blocks',
    optimistic: false,
    standardError: found.standardError,
    designEffect: found.designEffect,
    effectiveCount: count / found.designEffect,
  };
}
