/**
 * A whole run's measurements: totals by operation, and every second of each, from slices as they come in or as they
 * are read from a file.
 */
import type { ErrorGroup } from './error-groups.ts';
import type { Exemplar } from './exemplars.ts';
import type { Histogram } from './histogram.ts';
import { type AnyMetric, createMetric, type MetricData } from './metric.ts';
import { OperationCounts } from './operation-counts.ts';
import { RowLog } from './row-log.ts';
import { Slabs } from './slabs.ts';
import type { Slice, Tags, UserTime, WorkerHealth } from './slice.ts';
import { SliceReader } from './slice-reader.ts';
import { type CheckTally, Tally } from './tally.ts';

/** An operation of the run. Not to be changed by whoever reads it. */
export interface AggregatedOperation {
  /** Its place among the run's operations. */
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly tags: Tags;
  /** Over the whole run so far. */
  readonly counts: OperationCounts;
  readonly errors: { readonly all: readonly Readonly<ErrorGroup>[] };
  readonly exemplars: { readonly slowest: readonly Exemplar[]; readonly failed: readonly Exemplar[] };
}

/** How the generator fared over the whole run so far. */
export interface AggregatedGenerator {
  readonly iterations: number;
  readonly dropped: number;
  /** In ms. */
  readonly sendLag: Histogram;
  readonly loopLag: Histogram;
  readonly userTime: Readonly<UserTime>;
}

/** A stretch of the run in seconds from its start: `from` is in it, `to` is not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All of the run. */
const WHOLE: Span = { from: 0, to: Number.POSITIVE_INFINITY };

/**
 * Sums up slices.
 *
 * @example
 * const run = new Aggregate();
 * for (const line of lines) run.add(decodeSlice(line));
 * const { latency } = run.merged(run.operations);
 * latency.quantile(0.95);
 */
export class Aggregate {
  readonly #tally = new Tally(Number.POSITIVE_INFINITY);
  readonly #senders: SliceReader[] = [];
  readonly #logs: RowLog[] = [];
  readonly #slabs = new Slabs();
  /** By metric: each second's share of it. */
  readonly #metricRows = new Map<AnyMetric, (readonly [second: number, data: MetricData])[]>();
  /** Of each check and second four numbers: the second, the check's place, how often it held and how often not. */
  readonly #checkRows: number[] = [];
  readonly #checkPlaces = new Map<CheckTally, number>();
  readonly #health = new Map<number, readonly WorkerHealth[]>();
  #seconds = 0;

  /**
   * Adds a slice. Seconds may come in any order and more than once; what comes from one sender must come in the order
   * in which it was sent.
   *
   * @param sender - whose ids the slice has, from 0; merged slices and those of a file have one sender
   * @throws {CorruptMeasurementError} when the slice cannot be read
   */
  add(slice: Slice, sender = 0): void {
    let reader = this.#senders[sender];
    if (reader === undefined) {
      reader = new SliceReader(this.#tally);
      this.#senders[sender] = reader;
    }
    const { second, operations, generator } = slice;
    reader.add(slice, {
      onRow: ({ id }, start, end) => {
        let log = this.#logs[id];
        if (log === undefined) {
          log = new RowLog(id, this.#slabs);
          this.#logs[id] = log;
        }
        log.append(second, sender, operations.subarray(start, end));
      },
      onMetric: (metric, data) => {
        const rows = this.#metricRows.get(metric);
        if (rows === undefined) this.#metricRows.set(metric, [[second, data]]);
        else rows.push([second, data]);
      },
      onCheck: (check, passed, failed) => {
        const place = this.#checkPlaces.get(check) ?? this.#checkPlaces.size;
        this.#checkPlaces.set(check, place);
        this.#checkRows.push(second, place, passed, failed);
      },
    });
    this.#seconds = Math.max(this.#seconds, second + 1);
    if (generator.workers.length > 0) {
      this.#health.set(second, [...(this.#health.get(second) ?? []), ...generator.workers]);
    }
  }

  /** How many seconds there are: the last one that something was measured in, and all before it. */
  get seconds(): number {
    return this.#seconds;
  }

  /** In order of appearance. */
  get operations(): readonly AggregatedOperation[] {
    return this.#tally.operations;
  }

  get checks(): readonly Readonly<CheckTally>[] {
    return this.#tally.checks;
  }

  get metrics(): ReadonlyMap<string, AnyMetric> {
    return this.#tally.metrics;
  }

  /** What a metric counted in some seconds; `undefined` for one that does not exist. */
  metricWithin(name: string, spans: readonly Span[]): AnyMetric | undefined {
    const metric = this.#tally.metrics.get(name);
    if (metric === undefined) return undefined;
    const within = createMetric(metric.type);
    for (const [second, data] of this.#metricRows.get(metric) ?? []) {
      if (spans.some(({ from, to }) => second >= from && second < to)) within.merge(data);
    }
    return within;
  }

  /** What was checked in some seconds. */
  checksWithin(spans: readonly Span[]): readonly Readonly<CheckTally>[] {
    const checks = [...this.#checkPlaces.keys()].map((check) => ({ ...check, passed: 0, failed: 0 }));
    const rows = this.#checkRows;
    for (let row = 0; row < rows.length; row += 4) {
      const [second, place, passed, failed] = rows.slice(row, row + 4) as [number, number, number, number];
      if (!spans.some(({ from, to }) => second >= from && second < to)) continue;
      const check = checks[place] as CheckTally;
      check.passed += passed;
      check.failed += failed;
    }
    return checks;
  }

  get generator(): AggregatedGenerator {
    return this.#tally.generator;
  }

  /** How each worker fared, by second; seconds of which none told are absent. */
  get health(): ReadonlyMap<number, readonly WorkerHealth[]> {
    return this.#health;
  }

  /**
   * What was counted of several operations together.
   *
   * @param span - of the run; all of it when left out
   */
  merged(operations: readonly AggregatedOperation[], span: Span = WHOLE): OperationCounts {
    const merged = new OperationCounts();
    if (span.from <= 0 && span.to >= this.#seconds) {
      for (const { counts } of operations) merged.merge(counts);
    } else {
      this.perSecond(operations, (_, counts) => merged.merge(counts), span);
    }
    return merged;
  }

  /**
   * Goes through the seconds in which any of the operations was active, in order.
   *
   * @param visit - is given the second and what was counted in it of all the operations together; the counts are only
   * valid during the call, since the next second is counted in the same object
   */
  perSecond(
    operations: readonly AggregatedOperation[],
    visit: (second: number, counts: OperationCounts) => void,
    span: Span = WHOLE,
  ): void {
    const counts = new OperationCounts();
    const cursors = operations.flatMap(({ id }) => this.#logs[id]?.cursor(span.from, span.to) ?? []);
    for (;;) {
      let second = Number.POSITIVE_INFINITY;
      for (const cursor of cursors) second = Math.min(second, cursor.second);
      if (second === Number.POSITIVE_INFINITY) return;
      counts.reset();
      for (const cursor of cursors) {
        for (; cursor.second === second; cursor.advance()) {
          counts.mergeFrom(cursor.read(), this.#senders[cursor.sender]!.trendName);
        }
      }
      visit(second, counts);
    }
  }
}
