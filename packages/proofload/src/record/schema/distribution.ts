/** A measured distribution in the record: its summary, how certain that is, and the histogram that it comes from. */
import { z } from 'zod';
import { byName, count, interval, object } from './values.ts';

const value = z.number().describe('In the unit of what was measured: milliseconds for latencies.');

export const precisionSchema = object({
  standardError: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Of the logarithm of the value, of a share of the value itself; null where the interval lacks an end.'),
  designEffect: z
    .number()
    .positive()
    .describe('How many times larger the variance is than that of as many independent values.'),
  method: z
    .enum(['autocorrelated', 'independent'])
    .describe('Whether the interval allows for autocorrelation; one that does not is optimistic.'),
});

export const distributionSchema = object({
  count,
  min: value,
  mean: value,
  stddev: value,
  p50: value,
  p75: value,
  p90: value,
  p95: value,
  p99: value,
  p999: value,
  max: value,
  intervals: byName(interval).optional().describe('By statistic: p50, p95, p99, mean …'),
  precision: byName(precisionSchema).optional().describe('By statistic, as `intervals`.'),
  histogram: z
    .string()
    .describe('Buckets of powers of 2^(1/128) of seconds, sparse, as base64 of deltas in variable-length integers.'),
}).meta({
  id: 'Distribution',
  description: 'What was measured at least once; where nothing was, the distribution is absent.',
});

export const percentileKeys = ['p50', 'p75', 'p90', 'p95', 'p99', 'p999'] as const;

/** The percentiles that every distribution of a record has. */
export type PercentileKey = (typeof percentileKeys)[number];
export type Precision = z.infer<typeof precisionSchema>;
/** The summary of what was measured at least once; where nothing was, a record has no distribution at all. */
export type Distribution = z.infer<typeof distributionSchema>;
