/** What a requirement's metric means: `p99.9`, `service.p95`, `errors`, or a name that the run must know. */

/** A figure of a distribution. A median is the percentile 0.5. */
export type Statistic =
  | { readonly kind: 'percentile'; readonly p: number }
  | { readonly kind: 'min' | 'mean' | 'max' | 'stddev' };

/** Of a distribution that operations have: `latency`, `service`, `queueWait`, a phase or a trend such as `ttft`. */
export interface StatisticMetric {
  readonly kind: 'statistic';
  readonly source: string;
  readonly statistic: Statistic;
}

/** Of the number of requests and failures. */
export interface CountMetric {
  readonly kind: 'rate' | 'count' | 'errors' | 'success';
}

/** What can be read of operations second by second. */
export type FigureMetric = StatisticMetric | CountMetric;

/** A metric as its name tells; whether the run has it is another question. `custom` is perhaps one of the suite's own. */
export type Metric = FigureMetric | { readonly kind: 'checks' } | { readonly kind: 'custom' };

// metric    = statistic | 'rate' | 'count' | 'errors' | 'success' | 'checks' | source '.' statistic | custom
// statistic = percentile | 'min' | 'mean' | 'median' | 'max' | 'stddev'
// percentile = 'p' digits [ '.' digits ]      p95, p99.9; p999 and p9999 read as p99.9 and p99.99
const PERCENTILE = /^p(\d{1,2}(?:\.\d+)?|100|\d{3,})$/;
// 'service.p99.9' is p99.9 of 'service', not '9' of 'service.p99'.
const WITH_SOURCE = /^(.+?)\.(p\d{1,2}\.\d+|[^.]+)$/s;

/**
 * Reads a metric's name.
 *
 * @example
 * parseMetric('service.p95'); // { kind: 'statistic', source: 'service', statistic: { kind: 'percentile', p: 0.95 } }
 */
export function parseMetric(text: string): Metric {
  const whole = parseStatistic(text);
  if (whole !== undefined) return { kind: 'statistic', source: 'latency', statistic: whole };
  if (text === 'rate' || text === 'count' || text === 'errors' || text === 'success' || text === 'checks') {
    return { kind: text };
  }
  const [, source, name] = WITH_SOURCE.exec(text) ?? [];
  const statistic = name === undefined ? undefined : parseStatistic(name);
  return source === undefined || statistic === undefined
    ? { kind: 'custom' }
    : { kind: 'statistic', source, statistic };
}

/** Reads a statistic's name; undefined where it is none. */
export function parseStatistic(text: string): Statistic | undefined {
  switch (text) {
    case 'min':
    case 'mean':
    case 'max':
    case 'stddev':
      return { kind: text };
    case 'median':
      return { kind: 'percentile', p: 0.5 };
  }
  const digits = PERCENTILE.exec(text)?.[1];
  if (digits === undefined) return undefined;
  if (digits === '100') return { kind: 'max' };
  // The decimal point is set in the text, since 99.9 / 100 would not be 0.999.
  const [whole = '', fraction = ''] = digits.includes('.') ? digits.split('.') : [digits.slice(0, 2), digits.slice(2)];
  const p = Number(`0.${whole.padStart(2, '0')}${fraction}`);
  return p === 0 ? { kind: 'min' } : { kind: 'percentile', p };
}
