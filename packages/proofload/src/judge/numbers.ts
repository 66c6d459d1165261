/** Reading single numbers of operations: `perHour` of jobs, `goodput` and `cost` of models, `products`, `speedup`. */
import type { Histogram } from '../measure/histogram.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { batchFigures } from '../record/batch-figures.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { blockRatio } from '../stats/index.ts';
import type { Limit, Reading } from './decide.ts';
import { certaintyOfShare } from './intervals.ts';
import { perHourIn, perHourOf, perHourWithin } from './per-hour.ts';
import { base, type Subject } from './reading.ts';
import { columnsOf } from './seconds.ts';
import { dimensionOf } from './trends.ts';

interface Source {
  readonly trend: string;
  /** What becomes of its values: their sum each second, their sum, or their mean. */
  readonly as: 'perSecond' | 'sum' | 'mean';
  /** What to say where there are none. */
  readonly missing: string;
}

const SOURCES: Readonly<Record<string, Source>> = {
  products: { trend: 'products', as: 'perSecond', missing: 'no request says what it produces (the option "produces")' },
  tokensPerSecond: { trend: 'outputTokens', as: 'perSecond', missing: 'no answer came whole with tokens' },
  goodput: { trend: 'good', as: 'perSecond', missing: 'no request had bounds of its own (the option "bounds")' },
  goodRatio: { trend: 'good', as: 'mean', missing: 'no request had bounds of its own (the option "bounds")' },
  cost: {
    trend: 'cost',
    as: 'sum',
    missing: 'no answer came whole, with its usage, from a model that has a price in the suite (llm: { prices })',
  },
};

/** The number that a limit is about, why there is none, or undefined where no operation has any of that name. */
export function readNumber(limit: Limit, subject: Subject, run: MeasuredRun): Reading | string | undefined {
  const counts = subject.evidence.merged(subject.operations, subject.spans);
  // Who would have sent what was never begun is not known, so that it is no operation's.
  if (limit.metric === 'dropped' && limit.key === '*' && limit.phase === undefined) {
    const actual = run.generator.dropped + run.generator.droppedUnasked;
    return { ...base(subject), needed: 0, samples: counts.count, actual, interval: null, dimension: 'number' };
  }
  if (limit.metric !== 'perHour') return readCounted(counts, limit, subject);
  return readPerHour(limit, subject, run);
}

/**
 * {@link readNumber} of what was counted in a window, where of things that came to an end there may have been none:
 * that is 0 a second, not nothing.
 */
export function readNumberWithin(counts: OperationCounts, limit: Limit, subject: Subject): Reading | undefined {
  if (limit.metric === 'perHour') {
    const { finished: samples, perHour: actual } = perHourIn(counts, subject.measuredMs) ?? { finished: 0, perHour: 0 };
    return { ...base(subject), needed: 0, samples, actual, interval: null, dimension: 'number' };
  }
  const source = sourceOf(limit.metric);
  const isNone = source !== undefined && (counts.trends.get(source.trend)?.count ?? 0) === 0;
  if (isNone && source.as !== 'mean') {
    const dimension = source.as === 'sum' ? 'number' : 'rate';
    return { ...base(subject), needed: 0, samples: 0, actual: 0, interval: null, dimension };
  }
  const reading = readCounted(counts, limit, subject);
  return typeof reading === 'string' ? undefined : reading;
}

function readCounted(counts: OperationCounts, limit: Limit, subject: Subject): Reading | string | undefined {
  if (isOfBatch(limit.metric)) return readBatch(counts, limit.metric, limit.key, subject);
  const plain = plainOf(limit.metric, counts);
  if (plain !== undefined) return { ...base(subject), needed: 0, samples: counts.count, interval: null, ...plain };
  const source = sourceOf(limit.metric);
  if (source === undefined) return undefined;
  const histogram = counts.trends.get(source.trend);
  if (histogram === undefined || histogram.count === 0) {
    return `${limit.key}: there is no ${limit.metric}, since ${source.missing}.`;
  }
  return readSource(histogram, limit.metric, source, subject);
}

const BATCH_DIMENSIONS = { itemsPerSecond: 'rate', speedup: 'number', efficiency: 'ratio' } as const;
type BatchMetric = keyof typeof BATCH_DIMENSIONS;

function isOfBatch(metric: string): metric is BatchMetric {
  return Object.hasOwn(BATCH_DIMENSIONS, metric);
}

/** Of batches of one size; what they are held against is one item at a time, over the whole run or those spans of it. */
function readBatch(counts: OperationCounts, metric: BatchMetric, key: string, subject: Subject): Reading | string {
  const { evidence, operations, spans } = subject;
  const [first] = operations;
  const perItem = counts.trends.get('perItem');
  if (first?.kind !== 'batch') return `${key}: there is no ${metric}, since it is no batch.`;
  if (perItem === undefined || perItem.count === 0) {
    return `${key}: there is no ${metric}, since no batch was right.`;
  }
  const singles = evidence.operations.filter(
    ({ kind, tags }) => kind === 'batch' && tags.batch === first.tags.batch && tags.size === '1',
  );
  const alone = evidence.merged(singles, spans).trends.get('perItem');
  const aloneMs = alone === undefined || alone.count === 0 ? undefined : alone.mean;
  const actual = batchFigures(Number(first.tags.size), perItem.mean, aloneMs)[metric];
  if (actual === undefined) {
    return `${key}: there is no ${metric}, since no batch of one item was right, to hold it against.`;
  }
  const dimension = BATCH_DIMENSIONS[metric];
  return { ...base(subject), samples: perItem.count, interval: null, actual, dimension };
}

function sourceOf(metric: string): Source | undefined {
  return Object.hasOwn(SOURCES, metric) ? SOURCES[metric] : undefined;
}

function plainOf(metric: string, counts: OperationCounts): Pick<Reading, 'actual' | 'dimension'> | undefined {
  switch (metric) {
    case 'censored':
    case 'dropped':
      return { actual: counts[metric], dimension: 'number' };
    case 'bytesIn':
    case 'bytesOut':
      return { actual: counts[metric], dimension: 'size' };
    default:
      return undefined;
  }
}

function readSource(histogram: Histogram, metric: string, { trend, as }: Source, subject: Subject): Reading | string {
  const common = { ...base(subject), samples: histogram.count, interval: null };
  switch (as) {
    case 'sum':
      return { ...common, actual: histogram.sum, dimension: 'number' };
    case 'perSecond': {
      if (subject.measuredMs === 0) return `${metric} takes a run of more than no time.`;
      const actual = (histogram.sum * 1000) / subject.measuredMs;
      return { ...common, actual, interval: intervalOfRate(actual, trend, subject), dimension: 'rate' };
    }
    case 'mean': {
      const isShare = trend === 'good';
      const dimension = isShare ? 'ratio' : dimensionOf(trend, subject.operations);
      return {
        ...common,
        actual: histogram.mean,
        interval: isShare ? intervalOfShare(trend, subject) : null,
        dimension,
      };
    }
  }
}

function secondsOf(trend: string, { evidence, operations, spans }: Subject) {
  return spans === undefined ? undefined : columnsOf(evidence, { operations, spans, source: trend, thresholds: [] });
}

/** Of sums each second, which are not independent; a second that was cut short makes the estimate another one. */
function intervalOfRate(estimate: number, trend: string, subject: Subject): Reading['interval'] {
  const columns = secondsOf(trend, subject);
  const found = columns && blockRatio(columns.sums, new Float64Array(columns.sums.length).fill(1));
  if (found === undefined) return null;
  const reach = found.upper - found.estimate;
  return [Math.max(0, estimate - reach), estimate + reach];
}

function intervalOfShare(trend: string, subject: Subject): Reading['interval'] {
  const columns = secondsOf(trend, subject);
  return columns === undefined ? null : certaintyOfShare({ counts: columns.values, events: columns.sums }).interval;
}

/** Over the steady part of the run, unless another phase is asked for. */
function readPerHour(limit: Limit, subject: Subject, run: MeasuredRun): Reading | string {
  const { evidence, operations, spans } = subject;
  if (!operations.some(({ kind }) => kind === 'job')) return `${limit.key}: there is no perHour, since it is no job.`;
  const asked = limit.phase !== undefined && spans !== undefined;
  const found = asked ? perHourWithin(operations, evidence, spans) : perHourOf(operations, run, evidence, subject);
  if (found === undefined) return `${limit.key}: there is no perHour, since the run took no time.`;
  const { finished: samples, measuredMs, perHour: actual } = found;
  return { ...base(subject), measuredMs, needed: 0, samples, actual, interval: null, dimension: 'number' };
}
