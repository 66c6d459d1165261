/** What was measured beside the operations: checks, custom metrics, caches and resources, a line each. */
import type { CheckRecord, MetricRecord, ResourceRecord } from '../../record/schema/measurements.ts';
import type { RunRecord } from '../../record/schema.ts';
import { durationUnitFor, formatDuration } from '../../units/duration.ts';
import { formatCount, formatNumber } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatRate } from '../../units/rate.ts';
import { formatSize } from '../../units/size.ts';
import { cacheView } from './caches.ts';
import { type Dimension, formatInterval, formatQuantity } from './quantity.ts';
import type { Mark } from './words.ts';

/** One measure in words. */
export interface MeasureView {
  readonly name: string;
  /** What it belongs to or what it is: an operation, `counter`, `cache`, a resource's metric. */
  readonly of: string;
  readonly mark: Mark;
  /** `1,230 of 1,234 held (99.7%)` */
  readonly text: string;
}

/** What was measured, by the heading that it stands under; headings without anything are left out by views. */
export interface MeasuresView {
  /** Those that did not always hold first. */
  readonly checks: readonly MeasureView[];
  readonly metrics: readonly MeasureView[];
  readonly caches: readonly MeasureView[];
  readonly resources: readonly MeasureView[];
  /** What a scenario was made to find out, a sentence each. */
  readonly findings: readonly MeasureView[];
}

export function measuresOf({ checks, metrics, caches, resources, verdict }: RunRecord): MeasuresView {
  return {
    checks: [...checks].sort((a, b) => b.failed - a.failed).map(checkOf),
    metrics: metrics.map((metric) => ({
      name: metric.name,
      of: metric.type,
      mark: 'none',
      text: textOfMetric(metric),
    })),
    caches: caches.map(cacheView),
    resources: resources.map((resource) => ({
      name: resource.name,
      of: resource.metric,
      mark: 'none',
      text: textOfResource(resource),
    })),
    findings: (verdict.findings ?? []).map(({ name, text }) => ({ name, of: '', mark: 'none', text })),
  };
}

function checkOf({ name, operation, passed, failed }: CheckRecord): MeasureView {
  const total = passed + failed;
  const share = total === 0 ? '' : ` (${formatPercent(passed / total)})`;
  return {
    name,
    of: operation ?? '',
    mark: failed > 0 ? 'failed' : passed > 0 ? 'passed' : 'none',
    text: `${formatCount(passed)} of ${formatCount(total)} held${share}`,
  };
}

function textOfMetric(metric: MetricRecord): string {
  switch (metric.type) {
    case 'counter':
      return `${formatNumber(metric.value)}, ${formatRate(metric.rate)}`;
    case 'gauge':
      return `last ${formatNumber(metric.last)}, min ${formatNumber(metric.min)}, max ${formatNumber(metric.max)}`;
    case 'rate': {
      const interval = formatInterval(metric.interval, metric.ratio, 'ratio');
      return `${formatPercent(metric.ratio)}${interval && ` ${interval}`}, ${formatCount(metric.hits)} of ${formatCount(metric.count)}`;
    }
    case 'trend': {
      const { p50, p95, p99, max, count } = metric.distribution;
      const unit = durationUnitFor([p50, p95, p99, max]);
      const [median, high, higher, most] = [p50, p95, p99, max].map((value) => formatDuration(value, unit));
      return `p50 ${median}, p95 ${high}, p99 ${higher}, max ${most} of ${formatCount(count)}`;
    }
  }
}

const DIMENSIONS: Readonly<Record<ResourceRecord['unit'], Dimension>> = {
  bytes: 'size',
  ratio: 'ratio',
  number: 'number',
  ms: 'duration',
  perSecond: 'rate',
};

function textOfResource({ unit, last, min, mean, max }: ResourceRecord): string {
  const show = (value: number) => (unit === 'bytes' ? formatSize(value) : formatQuantity(value, DIMENSIONS[unit]));
  return `mean ${show(mean)}, min ${show(min)}, max ${show(max)}, last ${show(last)}`;
}
