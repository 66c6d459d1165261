/** Reading what a requirement asks for out of the evidence: which operations, which part of the run, which figure. */
import type { Histogram } from '../measure/histogram.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import type { CheckRecord } from '../record/schema/measurements.ts';
import { samplesNeeded, wilson } from '../stats/index.ts';
import { cutOffOf, readWithCutOff } from './cut-off.ts';
import type { Limit, Reading } from './decide.ts';
import type { Evidence, SecondSpan } from './evidence.ts';
import { sourceOf } from './evidence.ts';
import {
  type Certainty,
  certaintyOfMean,
  certaintyOfPercentile,
  certaintyOfRate,
  certaintyOfShare,
} from './intervals.ts';
import type { Named } from './keys.ts';
import type { CountMetric, FigureMetric, Statistic } from './metric.ts';
import { columnsOf } from './seconds.ts';
import { dimensionOf, statisticOf, widened } from './trends.ts';

/** The part of a run that is read, and of what. */
export interface Subject {
  readonly evidence: Evidence;
  readonly operations: readonly Named[];
  /** The seconds to read; undefined for the whole run where there are none to look at. */
  readonly spans: readonly SecondSpan[] | undefined;
  /** Length of what is read, in ms. */
  readonly measuredMs: number;
  /** How late the generator was over the whole run. */
  readonly sendLag: Histogram | undefined;
}

/** The figure that a limit is about; undefined where nothing of the kind was measured. */
export function readFigure(limit: Limit, metric: FigureMetric, subject: Subject) {
  const counts = subject.evidence.merged(subject.operations, subject.spans);
  return readFrom(counts, limit, metric, subject);
}

/** {@link readFigure} of counts that are merged already. */
export function readFrom(
  counts: OperationCounts,
  limit: Limit,
  metric: FigureMetric,
  subject: Subject,
): Reading | undefined {
  if (metric.kind === 'statistic') {
    if (metric.source === 'sendLag') return readSendLag(limit, metric.statistic, subject);
    const histogram = sourceOf(counts, metric.source);
    const cutOff = cutOffOf(counts, metric.source, subject.operations);
    const withCutOff = cutOff && readWithCutOff(histogram, cutOff, metric.statistic, limit, base(subject));
    if (withCutOff !== undefined) return widened(withCutOff, counts, metric.source, metric.statistic);
    if (histogram === undefined || histogram.count === 0) return undefined;
    const reading = readStatistic(histogram, limit, metric.source, metric.statistic, subject);
    return widened(reading, counts, metric.source, metric.statistic);
  }
  return readCount(counts, metric.kind, subject);
}

/** The generator's delay is known of all operations together, over the whole run. */
function readSendLag(limit: Limit, statistic: Statistic, subject: Subject): Reading | undefined {
  const { sendLag } = subject;
  const isWhole = limit.key === '*' && limit.windowMs === undefined && limit.phase === undefined;
  if (!isWhole || sendLag === undefined || sendLag.count === 0) return undefined;
  const needed = statistic.kind === 'percentile' ? samplesNeeded(statistic.p) : 1;
  const actual = statisticOf(sendLag, statistic);
  return { ...base(subject), samples: sendLag.count, needed, actual, interval: null, dimension: 'duration' };
}

/** What all readings of a subject have in common. */
export function base({ operations, measuredMs }: Subject) {
  return { operations: operations.map(({ name }) => name), measuredMs, needed: 1 };
}

function readCount(counts: OperationCounts, kind: CountMetric['kind'], subject: Subject): Reading | undefined {
  const { count } = counts;
  // Whether a request failed is settled when its iteration ends, which may be in a later window than its own.
  const failed = Math.min(counts.failed, count);
  const common = { ...base(subject), samples: count };
  switch (kind) {
    case 'count':
      // None at all is a count too, and a rate.
      return { ...common, needed: 0, actual: count, interval: null, dimension: 'number' };
    case 'rate': {
      if (subject.measuredMs === 0) return undefined;
      const actual = (count * 1000) / subject.measuredMs;
      const interval = secondsOf(subject, [], 'latency', (columns) => certaintyOfRate(actual, columns));
      return { ...common, needed: 0, actual, interval: interval?.interval ?? null, dimension: 'rate' };
    }
    default: {
      if (count === 0) return undefined;
      const events = kind === 'errors' ? failed : count - failed;
      const interval = intervalOfShare(events, count, kind, subject);
      return { ...common, actual: events / count, interval, dimension: 'ratio' };
    }
  }
}

function intervalOfShare(
  events: number,
  count: number,
  kind: 'errors' | 'success',
  subject: Subject,
): Reading['interval'] {
  const errors = secondsOf(subject, [], 'latency', ({ requests, failed }) =>
    certaintyOfShare({ counts: requests, events: failed }),
  );
  if (errors === undefined) {
    const { lower, upper } = wilson(events, count);
    return [lower, upper];
  }
  const [lower, upper] = errors.interval;
  return kind === 'errors' ? errors.interval : [1 - (upper ?? 1), 1 - (lower ?? 0)];
}

function readStatistic(
  histogram: Histogram,
  limit: Limit,
  source: string,
  statistic: Statistic,
  subject: Subject,
): Reading {
  const common = { ...base(subject), samples: histogram.count, dimension: dimensionOf(source, subject.operations) };
  const actual = statisticOf(histogram, statistic);
  const { sendLag } = subject;
  // The actual send is where service time begins, so the generator's delay is no part of it.
  const lagged = source === 'latency' && sendLag !== undefined && sendLag.count > 0 && statistic.kind !== 'stddev';
  const withoutSendLag = lagged ? { withoutSendLag: Math.max(0, actual - statisticOf(sendLag, statistic)) } : {};
  if (statistic.kind === 'percentile') {
    const { p } = statistic;
    const certainty =
      secondsOf(subject, [actual], source, ({ values, above }) =>
        certaintyOfPercentile(p, histogram, { counts: values, events: above[0]! }),
      ) ?? certaintyOfPercentile(p, histogram, { counts: [], events: [] });
    const percentile = { p, above: histogram.countAbove(limit.bound.value) };
    const needed = samplesNeeded(p);
    return { ...common, actual, interval: certainty.interval, needed, percentile, ...withoutSendLag };
  }
  const certainty =
    statistic.kind === 'mean'
      ? secondsOf(subject, [], source, (columns) => certaintyOfMean(histogram, columns))
      : undefined;
  return { ...common, actual, interval: certainty?.interval ?? null, ...withoutSendLag };
}

function secondsOf(
  { evidence, operations, spans }: Subject,
  thresholds: readonly number[],
  source: string,
  work: (columns: ReturnType<typeof columnsOf>) => Certainty,
): Certainty | undefined {
  return spans === undefined ? undefined : work(columnsOf(evidence, { operations, spans, source, thresholds }));
}

/** The share of checks that held; undefined where none was made. */
export function readChecks(checks: readonly CheckRecord[], subject: Subject): Reading | undefined {
  const passed = checks.reduce((sum, check) => sum + check.passed, 0);
  const samples = checks.reduce((sum, check) => sum + check.passed + check.failed, 0);
  if (samples === 0) return undefined;
  const { lower, upper } = wilson(passed, samples);
  return { ...base(subject), samples, actual: passed / samples, interval: [lower, upper], dimension: 'ratio' };
}
