/** A suite's own metrics in the form of the record. */
import type { AnyMetric } from '../measure/metric.ts';
import { distributionOf } from './distribution.ts';
import type { MetricRecord } from './schema/measurements.ts';

/**
 * What a metric counted in some time; `undefined` where that says nothing. A counter that counted nothing is 0.
 *
 * @param measuredMs - the time, by which a counter's rate goes
 */
export function metricRecordOf(name: string, metric: AnyMetric, measuredMs: number): MetricRecord | undefined {
  switch (metric.type) {
    case 'counter': {
      const rate = measuredMs === 0 ? 0 : (metric.sum * 1000) / measuredMs;
      return { name, type: 'counter', value: metric.sum, rate };
    }
    case 'gauge':
      if (metric.empty) return undefined;
      return { name, type: 'gauge', last: metric.last, min: metric.min, max: metric.max };
    case 'rate':
      if (metric.empty) return undefined;
      return { name, type: 'rate', ratio: metric.hits / metric.total, hits: metric.hits, count: metric.total };
    case 'trend': {
      const distribution = distributionOf(metric.histogram);
      return distribution === undefined ? undefined : { name, type: 'trend', distribution };
    }
  }
}
