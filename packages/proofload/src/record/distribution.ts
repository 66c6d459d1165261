/** A histogram as the record has it, and back. */
import { Histogram } from '../measure/histogram.ts';
import type { Distribution, PercentileKey } from './schema/distribution.ts';

/** The share that a percentile's key stands for: `p999` is 0.999. */
export const PERCENTILE_SHARES: Readonly<Record<PercentileKey, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

/** The distribution of what was measured; undefined where nothing was. */
export function distributionOf(histogram: Histogram): Distribution | undefined {
  if (histogram.count === 0) return undefined;
  return {
    count: histogram.count,
    min: histogram.min,
    mean: histogram.mean,
    stddev: histogram.stddev,
    p50: histogram.quantile(PERCENTILE_SHARES.p50),
    p75: histogram.quantile(PERCENTILE_SHARES.p75),
    p90: histogram.quantile(PERCENTILE_SHARES.p90),
    p95: histogram.quantile(PERCENTILE_SHARES.p95),
    p99: histogram.quantile(PERCENTILE_SHARES.p99),
    p999: histogram.quantile(PERCENTILE_SHARES.p999),
    max: histogram.max,
    histogram: histogram.encode().buckets,
  };
}

/**
 * The histogram of a distribution in a record: for percentiles that the record does not list, for merging and for charts.
 *
 * @throws {CorruptMeasurementError} when the buckets contradict the count
 */
export function histogramOf(distribution: Distribution): Histogram {
  const { count, mean, stddev, min, max, histogram } = distribution;
  const sum = mean * count;
  // stddev^2 (n - 1) = sumOfSquares - sum mean
  const sumOfSquares = stddev * stddev * (count - 1) + sum * mean;
  return Histogram.decode({ count, sum, sumOfSquares, min, max, buckets: histogram });
}
