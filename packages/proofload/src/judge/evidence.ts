/**
 * What a judge can look at: the seconds of a run, or, where these are gone, what its record sums up. Either way
 * operations can be taken together.
 */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { Histogram } from '../measure/histogram.ts';
import type { AnyMetric } from '../measure/metric.ts';
import { OperationCounts } from '../measure/operation-counts.ts';
import { histogramOf } from '../record/distribution.ts';
import { isCache, wasActive } from '../record/kinds.ts';
import type { Measurements } from '../record/measurements.ts';
import type { Distribution } from '../record/schema/distribution.ts';
import type { CheckRecord } from '../record/schema/measurements.ts';
import type { OperationRecord } from '../record/schema/operation.ts';
import type { MeasuredRun } from '../record/schema.ts';
import type { Named } from './keys.ts';

/** A stretch of whole seconds from the run's start: `from` is in it, `to` is not. */
export interface SecondSpan {
  readonly from: number;
  readonly to: number;
}

/** Told of a second and what was counted in it; the counts are only valid during the call. */
export type SecondVisitor = (second: number, counts: OperationCounts) => void;

export interface Evidence {
  /** Those that were active, in the order of the record. */
  readonly operations: readonly Named[];
  /** Those that can be looked at by the second, in the order of the record. */
  readonly caches: readonly Named[];
  /** All seconds that count; undefined where there are none to look at. */
  readonly seconds: SecondSpan | undefined;
  /** What was counted of operations together, in some seconds or in all of the run. */
  merged(operations: readonly Named[], spans?: readonly SecondSpan[]): OperationCounts;
  /** Goes through the seconds in which any of the operations was active, in order. */
  perSecond(operations: readonly Named[], span: SecondSpan, visit: SecondVisitor): void;
  /** What a metric of the suite's own counted in some seconds; undefined where that cannot be told. */
  metric(name: string, spans: readonly SecondSpan[]): AnyMetric | undefined;
  /** What was checked in some seconds. */
  checks(spans: readonly SecondSpan[]): readonly CheckRecord[];
}

/** The seconds of a run. */
export class SeriesEvidence implements Evidence {
  readonly operations: readonly AggregatedOperation[];
  readonly caches: readonly AggregatedOperation[];
  readonly seconds: SecondSpan;
  readonly #measurements: Measurements;

  constructor(measurements: Measurements) {
    this.#measurements = measurements;
    const { counted, firstSecond } = measurements;
    this.operations = counted.operations.filter(wasActive);
    this.caches = counted.operations.filter(({ kind }) => isCache(kind));
    this.seconds = { from: firstSecond, to: Math.max(firstSecond, counted.seconds) };
  }

  merged(operations: readonly Named[], spans?: readonly SecondSpan[]): OperationCounts {
    const { counted } = this.#measurements;
    const own = operations as readonly AggregatedOperation[];
    if (spans === undefined) return counted.merged(own);
    const merged = new OperationCounts();
    for (const span of spans) merged.merge(counted.merged(own, span));
    return merged;
  }

  perSecond(operations: readonly Named[], span: SecondSpan, visit: SecondVisitor): void {
    this.#measurements.counted.perSecond(operations as readonly AggregatedOperation[], visit, span);
  }

  metric(name: string, spans: readonly SecondSpan[]): AnyMetric | undefined {
    return this.#measurements.counted.metricWithin(name, spans);
  }

  checks(spans: readonly SecondSpan[]): readonly CheckRecord[] {
    const checks = this.#measurements.counted.checksWithin(spans);
    return checks.map((check) => ({ ...check, operation: check.operation ?? null }));
  }
}

/** A run of which only the record is left. */
export class RecordEvidence implements Evidence {
  readonly operations: readonly OperationRecord[];
  readonly caches = [];
  readonly seconds = undefined;

  constructor({ operations }: Pick<MeasuredRun, 'operations'>) {
    this.operations = operations;
  }

  /** Spans cannot be told apart here; whoever asks for them has looked at `seconds` before. */
  merged(operations: readonly Named[]): OperationCounts {
    const merged = new OperationCounts();
    for (const operation of operations as readonly OperationRecord[]) merged.merge(countsOf(operation));
    return merged;
  }

  perSecond(): void {}

  metric(): undefined {}

  checks(): readonly CheckRecord[] {
    return [];
  }
}

/** The counts of an operation, from its record. */
function countsOf(operation: OperationRecord): OperationCounts {
  const counts = new OperationCounts();
  counts.count = operation.count;
  counts.failed = operation.failed;
  counts.censored = operation.censored;
  const { connect, tls, firstByte, download } = operation.phases;
  const { latency, service, queueWait } = operation;
  const pairs: readonly (readonly [Histogram, Distribution | undefined])[] = [
    [counts.latency, latency],
    [counts.service, service],
    [counts.queueWait, queueWait],
    [counts.connect, connect],
    [counts.tls, tls],
    [counts.firstByte, firstByte],
    [counts.download, download],
    ...Object.entries(operation.trends).map(([name, trend]) => [counts.trend(name), trend] as const),
  ];
  for (const [histogram, distribution] of pairs)
    if (distribution !== undefined) histogram.merge(histogramOf(distribution));
  return counts;
}

/** The distribution that a metric's source names: `latency`, `service`, `queueWait`, a phase or a trend. */
export function sourceOf(counts: OperationCounts, source: string): Histogram | undefined {
  switch (source) {
    case 'latency':
    case 'service':
    case 'connect':
    case 'tls':
    case 'firstByte':
    case 'download':
      return counts[source];
    case 'queueWait':
      return counts.queueWaits();
    default:
      return counts.trends.get(source);
  }
}
