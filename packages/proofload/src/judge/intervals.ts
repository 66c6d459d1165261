/** Puts into each operation of a run how certain its percentiles, its mean, its rate and its failures are. */
import type { Histogram } from '../measure/histogram.ts';
import { histogramOf, PERCENTILE_SHARES } from '../record/distribution.ts';
import { standsApart } from '../record/kinds.ts';
import { type Distribution, type Precision, percentileKeys } from '../record/schema/distribution.ts';
import type { OperationRecord } from '../record/schema/operation.ts';
import type { RecordInterval } from '../record/schema/values.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { blockRatio, percentileInterval, ratioInterval, type SliceCounts } from '../stats/index.ts';
import { withCacheIntervals } from './cache-intervals.ts';
import { withCutOff } from './cut-off.ts';
import type { Evidence, SecondSpan, SeriesEvidence } from './evidence.ts';
import type { Named } from './keys.ts';
import { perHourOf } from './per-hour.ts';
import { columnsOf, type SecondColumns } from './seconds.ts';

/** How certain a figure is. */
export interface Certainty {
  readonly interval: RecordInterval;
  readonly precision: Precision;
}

/** The certainty of a percentile, from how many values of each second exceed it. */
export function certaintyOfPercentile(p: number, total: Histogram, slices: SliceCounts): Certainty {
  const found = percentileInterval(p, total, slices);
  return {
    interval: [found.lower ?? null, found.upper ?? null],
    precision: {
      standardError: found.standardErrorLog ?? null,
      designEffect: found.designEffect,
      method: found.optimistic ? 'independent' : 'autocorrelated',
    },
  };
}

/** The certainty of a share of requests, failed ones for instance. */
export function certaintyOfShare(slices: SliceCounts): Certainty {
  const found = ratioInterval(slices);
  return {
    interval: [found.lower, found.upper],
    precision: {
      standardError: found.standardError,
      designEffect: found.designEffect,
      method: found.optimistic ? 'independent' : 'autocorrelated',
    },
  };
}

/** The certainty of a mean, in ms. */
export function certaintyOfMean(total: Histogram, { sums, values }: SecondColumns): Certainty {
  const independent = total.stddev / Math.sqrt(total.count);
  return certaintyOfRatio(blockRatio(sums, values), total.mean, independent);
}

/** The certainty of a rate per second. */
export function certaintyOfRate(rate: number, { requests }: SecondColumns): Certainty {
  // The variance of a Poisson process equals its mean.
  const independent = Math.sqrt(rate / Math.max(1, requests.length));
  return certaintyOfRatio(blockRatio(requests, new Float64Array(requests.length).fill(1)), rate, independent);
}

const NORMAL_975 = 1.959964;

function certaintyOfRatio(found: ReturnType<typeof blockRatio>, estimate: number, independent: number): Certainty {
  const standardError = found?.standardError ?? independent;
  const reach = found === undefined ? NORMAL_975 * independent : found.upper - found.estimate;
  // A second that was cut short makes the estimate of whole seconds another; the interval is centred on what is shown.
  return {
    interval: [Math.max(0, estimate - reach), estimate + reach],
    precision: {
      standardError: estimate > 0 ? standardError / estimate : null,
      designEffect: found === undefined || independent === 0 ? 1 : Math.max(1e-9, (standardError / independent) ** 2),
      method: found === undefined ? 'independent' : 'autocorrelated',
    },
  };
}

/** The run with intervals in its operations and totals. */
export function addIntervals(run: MeasuredRun, evidence: SeriesEvidence): MeasuredRun {
  const { seconds } = evidence;
  const together = evidence.operations.filter(({ kind }) => !standsApart(kind));
  return {
    ...run,
    totals: withIntervals(run.totals, evidence, together, seconds),
    operations: run.operations.map((operation, index) => {
      const own = evidence.operations.slice(index, index + 1);
      return { ...withIntervals(operation, evidence, own, seconds), ...withPerHour(operation, own, run, evidence) };
    }),
    caches: run.caches.map((cache, index) => withCacheIntervals(cache, evidence, evidence.caches[index]!)),
  };
}

function withPerHour(
  { kind }: OperationRecord,
  own: readonly Named[],
  run: MeasuredRun,
  evidence: SeriesEvidence,
): Pick<OperationRecord, 'perHour'> {
  if (kind !== 'job') return {};
  const { from, to } = evidence.seconds;
  const found = perHourOf(own, run, evidence, { spans: [evidence.seconds], measuredMs: (to - from) * 1000 });
  return found === undefined ? {} : { perHour: found.perHour };
}

/** An operation's record with intervals, where the record and the operations are of that span. */
export function withIntervals(
  operation: OperationRecord,
  evidence: Evidence,
  operations: readonly Named[],
  span: SecondSpan,
): OperationRecord {
  const { latency, rate, count } = operation;
  const spans = [span];
  const thresholds = latency === undefined ? [] : percentileKeys.map((key) => latency[key]);
  const columns = columnsOf(evidence, { operations, spans, source: 'latency', thresholds });
  const certainties: Record<string, Certainty> = { rate: certaintyOfRate(rate, columns) };
  if (count > 0) certainties.errors = certaintyOfShare({ counts: columns.requests, events: columns.failed });
  return {
    ...operation,
    ...(latency === undefined ? {} : { latency: withCertainties(latency, columns) }),
    ...withCutOff(evidence.merged(operations, spans), operations),
    ...split(certainties),
  };
}

function withCertainties(distribution: Distribution, columns: SecondColumns): Distribution {
  const total = histogramOf(distribution);
  const certainties: Record<string, Certainty> = { mean: certaintyOfMean(total, columns) };
  for (const [index, key] of percentileKeys.entries()) {
    const slices = { counts: columns.values, events: columns.above[index]! };
    certainties[key] = certaintyOfPercentile(PERCENTILE_SHARES[key], total, slices);
  }
  return { ...distribution, ...split(certainties) };
}

function split(certainties: Readonly<Record<string, Certainty>>) {
  const entries = Object.entries(certainties);
  return {
    intervals: Object.fromEntries(entries.map(([name, { interval }]) => [name, interval])),
    precision: Object.fromEntries(entries.map(([name, { precision }]) => [name, precision])),
  };
}
