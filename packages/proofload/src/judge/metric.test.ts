import { describe, expect, it } from 'vitest';
import { parseMetric } from './metric.ts';

const percentile = (p: number, source = 'latency') => ({
  kind: 'statistic',
  source,
  statistic: { kind: 'percentile', p },
});

describe('the name of a metric', () => {
  it.each([
    ['p50', 0.5],
    ['p5', 0.05],
    ['p95', 0.95],
    ['p99.9', 0.999],
    ['p999', 0.999],
    ['p9999', 0.9999],
    ['p99.95', 0.9995],
    ['median', 0.5],
  ])('%s is the percentile %d of the latency, exactly', (text, p) => {
    expect(parseMetric(text)).toEqual(percentile(p));
  });

  it.each(['min', 'mean', 'max', 'stddev'])('%s is a figure of the latency', (kind) => {
    expect(parseMetric(kind)).toEqual({ kind: 'statistic', source: 'latency', statistic: { kind } });
  });

  it('p0 and p100 are the extremes', () => {
    expect(parseMetric('p0')).toMatchObject({ statistic: { kind: 'min' } });
    expect(parseMetric('p100')).toMatchObject({ statistic: { kind: 'max' } });
  });

  it('may begin with what it is a figure of', () => {
    expect(parseMetric('service.p95')).toEqual(percentile(0.95, 'service'));
    expect(parseMetric('service.p99.9')).toEqual(percentile(0.999, 'service'));
    expect(parseMetric('queueWait.max')).toMatchObject({ source: 'queueWait', statistic: { kind: 'max' } });
    expect(parseMetric('my.trend.p95')).toEqual(percentile(0.95, 'my.trend'));
  });

  it.each(['rate', 'count', 'errors', 'success', 'checks'])('%s is counted, not measured', (kind) => {
    expect(parseMetric(kind)).toEqual({ kind });
  });

  it.each(['orders', 'orders.count', 'p', 'pp', 'p.95', ''])('"%s" can only be a metric of one\'s own', (text) => {
    expect(parseMetric(text)).toEqual({ kind: 'custom' });
  });
});
