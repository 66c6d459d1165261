/**
 * The metrics that a requirement may bound: their names, how they are summed up, and in which dimension their bounds
 * are given. The grammar of a metric:
 *
 *     metric     = aggregate | base [ '.' aggregate ]       an aggregate alone is one of the latency
 *     base       = 'latency' | 'service' | 'ttft' | … | a custom metric's name
 *     aggregate  = percentile | 'min' | 'mean' | 'median' | 'max' | 'stddev'
 *                | 'count' | 'rate' | 'value'               of custom metrics only
 *     percentile = 'p' number                               p50 to p99.999; p999 is p99.9, as in the run record
 */
import type { BoundDimension } from '../units/bound.ts';

/** What is known of a built-in metric. */
export interface MetricDefinition {
  /** The dimensions in which its bound may be given. */
  readonly accepts: readonly BoundDimension[];
  /** It is a single number: `errors`, `memory`. */
  readonly single: boolean;
  /** It is a distribution: `ttft.p95`, `memory.mean`. */
  readonly distribution: boolean;
  /** A bound as one would write it, for messages. */
  readonly example: string;
}

const distribution = (accepts: readonly BoundDimension[], example: string): MetricDefinition => ({
  accepts: [...accepts, 'change'],
  single: false,
  distribution: true,
  example,
});

const single = (accepts: readonly BoundDimension[], example: string): MetricDefinition => ({
  accepts: [...accepts, 'change'],
  single: true,
  distribution: false,
  example,
});

const both = (accepts: readonly BoundDimension[], example: string): MetricDefinition => ({
  accepts: [...accepts, 'change'],
  single: true,
  distribution: true,
  example,
});

const time = distribution(['duration'], '<100ms');
const tokens = distribution(['number'], '<1000');

/** Every built-in metric by the name that a requirement gives it. */
export const METRICS: Readonly<Record<string, MetricDefinition>> = {
  // Every operation. A bare `p95` is `latency.p95`.
  latency: time,
  service: time,
  queueWait: time,
  sendLag: time,
  connect: time,
  tls: time,
  firstByte: time,
  download: time,
  rate: single(['rate', 'number'], '>50/s'),
  count: single(['number'], '>=100'),
  errors: single(['ratio', 'number'], '<1%'),
  success: single(['ratio', 'number'], '>95%'),
  checks: single(['ratio', 'number'], '>99%'),
  censored: single(['number'], '<=0'),
  dropped: single(['number'], '<=0'),
  bytesIn: single(['size'], '<100MB'),
  bytesOut: single(['size'], '<100MB'),
  // Of requests that say what they produce: so many a second, or how many each answer has.
  products: both(['rate', 'number'], '>5/s'),
  // Streams of events and messages.
  firstEvent: time,
  eventGap: time,
  session: time,
  // Language models.
  ttft: time,
  ttfot: time,
  itl: time,
  chunkGap: time,
  streaming: time,
  tpot: time,
  e2e: time,
  inputTokens: tokens,
  outputTokens: tokens,
  cachedTokens: tokens,
  tokensPerSecond: both(['number', 'rate'], '>50/s'),
  goodput: single(['rate', 'number'], '>5/s'),
  goodRatio: single(['ratio', 'number'], '>95%'),
  cost: single(['number'], '<2.50'),
  // Jobs.
  submit: time,
  queue: time,
  run: time,
  notice: time,
  fetch: time,
  // The ends of phases that are known as intervals only.
  queueLeast: time,
  queueMost: time,
  runLeast: time,
  runMost: time,
  noticeLeast: time,
  noticeMost: time,
  total: time,
  perHour: single(['number', 'rate'], '>=2/h'),
  // Caches and batches.
  speedup: both(['number'], '>=3'),
  // Batches.
  perItem: time,
  itemsPerSecond: both(['rate', 'number'], '>10/s'),
  efficiency: both(['ratio', 'number'], '>80%'),
  // Caches.
  hit: time,
  miss: time,
  stale: time,
  coalesced: time,
  hitRatio: single(['ratio', 'number'], '>85%'),
  missRatio: single(['ratio', 'number'], '<15%'),
  staleRatio: single(['ratio', 'number'], '<1%'),
  coalescedRatio: single(['ratio', 'number'], '<5%'),
  // Of all its answers while it was cold, and from then on.
  cold: time,
  warm: time,
  'cold.hitRatio': single(['ratio', 'number'], '>20%'),
  'warm.hitRatio': single(['ratio', 'number'], '>85%'),
  evictions: single(['number'], '<=0'),
  // Resources of the target.
  memory: both(['size'], '<2GB'),
  cpu: both(['ratio', 'number'], '<80%'),
  leak: single(['size'], 'none'),
};

/** What a custom metric's name is declared as in the suite. */
export type CustomMetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/** A requirement's metric, taken apart. */
export interface MetricReference {
  /** What is measured: `latency`, `ttft`, `errors`, or a custom metric's name. */
  readonly base: string;
  /** How a distribution is summed up: `p95`, `mean`; `median` is given as `p50`. */
  readonly aggregate: string | undefined;
  /** True for a metric of the suite's own. */
  readonly custom: boolean;
}

const PERCENTILE = /^p(\d{2,}(?:\.\d+)?)$/;

/** The percentiles that are meant when someone writes one; p59 is more often a slip than a wish. */
function isUsualPercentile(percent: number): boolean {
  if (percent >= 90) return percent < 100;
  return percent >= 50 && (percent % 5 === 0 || percent === 66);
}

const SUMMARIES: ReadonlySet<string> = new Set(['min', 'mean', 'median', 'max', 'stddev']);

/**
 * An aggregate of a distribution in its one form; `undefined` for what is none.
 *
 * @example
 * canonicalAggregate('median'); // 'p50'
 * canonicalAggregate('p999');   // 'p99.9'
 * canonicalAggregate('p59');    // undefined
 */
export function canonicalAggregate(name: string): string | undefined {
  if (name === 'median') return 'p50';
  if (SUMMARIES.has(name)) return name;
  const [, digits] = PERCENTILE.exec(name) ?? [];
  if (digits === undefined) return undefined;
  const decimal = /^99\d+$/.test(digits) ? `99.${digits.slice(2)}` : digits;
  return isUsualPercentile(Number(decimal)) ? `p${decimal}` : undefined;
}

/** The aggregates to offer in "did you mean". */
export const COMMON_AGGREGATES: readonly string[] = ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9', ...SUMMARIES];

/** How a custom metric of each type may be summed up; `undefined` is the bare name. */
const CUSTOM_AGGREGATES: Readonly<Record<CustomMetricType, (aggregate: string | undefined) => boolean>> = {
  counter: (aggregate) => aggregate === undefined || aggregate === 'count' || aggregate === 'rate',
  gauge: (aggregate) => aggregate === undefined || ['value', 'min', 'mean', 'max'].includes(aggregate),
  rate: (aggregate) => aggregate === undefined || aggregate === 'rate' || aggregate === 'count',
  trend: (aggregate) =>
    aggregate !== undefined && (aggregate === 'count' || canonicalAggregate(aggregate) !== undefined),
};

/** How one writes a metric of each type, for messages. */
export const CUSTOM_EXAMPLES: Readonly<Record<CustomMetricType, (name: string) => string>> = {
  counter: (name) => `"${name}" for its sum or "${name}.rate" for what it is per second`,
  gauge: (name) => `"${name}" for its last value, "${name}.min", "${name}.mean" or "${name}.max"`,
  rate: (name) => `"${name}" for the share of hits`,
  trend: (name) => `"${name}.p95" or "${name}.mean"`,
};

/** Whether a custom metric of this type has this aggregate. */
export function hasAggregate(type: CustomMetricType, aggregate: string | undefined): boolean {
  return CUSTOM_AGGREGATES[type](aggregate);
}

/** The aggregates that end a custom metric's name after a dot: `orders.rate`, `render.p95`. */
export function isCustomAggregate(name: string): boolean {
  return name === 'count' || name === 'rate' || name === 'value' || canonicalAggregate(name) !== undefined;
}
