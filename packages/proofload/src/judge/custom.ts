/** Reading custom metrics: `orders`, `orders.rate`, `queue.max`, `found`, `render.p95`. */
import { histogramOf } from '../record/distribution.ts';
import type { MetricRecord } from '../record/schema/measurements.ts';
import { samplesNeeded, wilson } from '../stats/index.ts';
import type { Limit, Reading } from './decide.ts';
import { certaintyOfPercentile } from './intervals.ts';
import { parseStatistic } from './metric.ts';

/** The custom metric that a requirement's metric names, and the part of it that is asked for. */
export interface CustomMetric {
  readonly record: MetricRecord;
  /** Undefined for the metric as a whole. */
  readonly part: string | undefined;
}

/** Finds a custom metric; a name may itself hold dots, so the longest that fits is meant. */
export function findCustom(text: string, metrics: readonly MetricRecord[]): CustomMetric | undefined {
  const fitting = metrics.filter(({ name }) => text === name || text.startsWith(`${name}.`));
  const record = fitting.sort((a, b) => b.name.length - a.name.length)[0];
  return record && { record, part: text === record.name ? undefined : text.slice(record.name.length + 1) };
}

/** The parts that a metric has, by its type; the first is what the metric as a whole means. */
export function partsOf(type: MetricRecord['type']): readonly string[] {
  switch (type) {
    case 'counter':
      return ['value', 'count', 'rate'];
    case 'gauge':
      return ['last', 'value', 'min', 'max'];
    case 'rate':
      return ['ratio', 'rate', 'value', 'count'];
    case 'trend':
      return ['p95', 'p50', 'p99', 'min', 'mean', 'median', 'max', 'stddev', 'count'];
  }
}

/** The figure of a custom metric; undefined where it has no such part. */
export function readCustom({ record, part }: CustomMetric, limit: Limit, measuredMs: number): Reading | undefined {
  const common = { operations: [], measuredMs, needed: 1, samples: 1, interval: null } as const;
  const plain = (actual: number, dimension: Reading['dimension'] = 'number') => ({ ...common, actual, dimension });
  switch (record.type) {
    case 'counter':
      if (part === 'rate') return plain(record.rate, 'rate');
      return part === undefined || part === 'value' || part === 'count' ? plain(record.value) : undefined;
    case 'gauge':
      if (part === undefined || part === 'last' || part === 'value') return plain(record.last, ofBound(limit));
      return part === 'min' || part === 'max' ? plain(record[part], ofBound(limit)) : undefined;
    case 'rate': {
      if (part === 'count') return plain(record.count);
      if (part !== undefined && !['ratio', 'rate', 'value'].includes(part)) return undefined;
      const { lower, upper } = wilson(record.hits, record.count);
      return { ...plain(record.ratio, 'ratio'), samples: record.count, interval: [lower, upper] };
    }
    case 'trend':
      return readTrend(record, part ?? 'p95', limit, common);
  }
}

function readTrend(
  { distribution }: Extract<MetricRecord, { type: 'trend' }>,
  part: string,
  limit: Limit,
  common: Pick<Reading, 'operations' | 'measuredMs' | 'needed' | 'interval'>,
): Reading | undefined {
  const samples = distribution.count;
  const dimension = ofBound(limit);
  if (part === 'count') return { ...common, samples, actual: samples, dimension: 'number' };
  const statistic = parseStatistic(part);
  if (statistic === undefined) return undefined;
  if (statistic.kind !== 'percentile') return { ...common, samples, actual: distribution[statistic.kind], dimension };
  const histogram = histogramOf(distribution);
  const { p } = statistic;
  return {
    ...common,
    samples,
    dimension,
    needed: samplesNeeded(p),
    actual: histogram.quantile(p),
    // Its seconds are not kept apart, so the interval is that of independent values.
    interval: certaintyOfPercentile(p, histogram, { counts: [], events: [] }).interval,
    percentile: { p, above: histogram.countAbove(limit.bound.value) },
  };
}

/** What a value of the suite's own is, only the bound's unit tells. */
function ofBound({ bound }: Limit): Reading['dimension'] {
  return bound.dimension;
}
