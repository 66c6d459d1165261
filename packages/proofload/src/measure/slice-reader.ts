/**
 * Reading slices: what ids mean is looked up, and everything is added to a tally.
 */
import { ByteReader } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import { type AnyMetric, type MetricData, mergePacked } from './metric.ts';
import type { Slice, SliceDictionary, UserTime } from './slice.ts';
import type { CheckTally, OperationTally, Tally } from './tally.ts';

interface ErrorName {
  readonly operation: OperationTally;
  readonly type: string;
  readonly message: string;
}

/** Told of what a slice holds, beside its being added. */
export interface SliceListener {
  /** An operation's row, and where it lies in the slice's bytes. */
  onRow?(operation: OperationTally, start: number, end: number): void;
  onMetric?(metric: AnyMetric, data: MetricData): void;
  onCheck?(check: CheckTally, passed: number, failed: number): void;
}

/** Adds the slices of one sender to a tally. They must come in the order in which they were sent. */
export class SliceReader {
  readonly #tally: Tally;
  readonly #operations: OperationTally[] = [];
  readonly #errors: ErrorName[] = [];
  readonly #checks: CheckTally[] = [];
  readonly #metrics: AnyMetric[] = [];
  readonly #trends: string[] = [];
  /** The name of a trend by its id. */
  readonly trendName = (id: number): string => known(this.#trends, id, 'trend');

  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** The operation of an id. */
  operation(id: number): OperationTally {
    return known(this.#operations, id, 'operation');
  }

  /** @throws {CorruptMeasurementError} when the slice cannot be read, or an earlier one with a name is missing */
  add(slice: Slice, listener: SliceListener = {}): void {
    this.#learn(slice.dictionary);
    this.#addOperations(slice.operations, listener);
    for (const [id, count, firstMs, lastMs] of slice.errors) {
      const { operation, type, message } = known(this.#errors, id, 'error');
      this.#tally.touch(operation);
      operation.errors.add(type, message, count, firstMs, lastMs);
    }
    for (const [id, exemplar] of slice.exemplars) {
      const operation = known(this.#operations, id, 'operation');
      this.#tally.touch(operation);
      operation.exemplars.keep(exemplar);
    }
    for (const [id, passed, failed] of slice.checks) {
      const check = known(this.#checks, id, 'check');
      check.passed += passed;
      check.failed += failed;
      listener.onCheck?.(check, passed, failed);
    }
    for (const [id, data] of slice.metrics) {
      const metric = known(this.#metrics, id, 'metric');
      metric.merge(data);
      listener.onMetric?.(metric, data);
    }
    const { iterations, dropped, sendLag, loopLag, userTime } = slice.generator;
    const { generator } = this.#tally;
    generator.iterations += iterations;
    generator.dropped += dropped;
    if (sendLag !== '') mergePacked(generator.sendLag, sendLag);
    if (loopLag !== '') mergePacked(generator.loopLag, loopLag);
    if (userTime !== undefined) addTime(generator.userTime, userTime);
  }

  #learn(dictionary: SliceDictionary): void {
    const tally = this.#tally;
    for (const [id, name, kind, tags] of dictionary.operations) {
      this.#operations[id] = tally.operation(name, kind, tags);
    }
    for (const [id, operationId, type, message] of dictionary.errors) {
      this.#errors[id] = { operation: known(this.#operations, operationId, 'operation'), type, message };
    }
    for (const [id, name, operation] of dictionary.checks) {
      this.#checks[id] = tally.check(name, operation ?? undefined);
    }
    for (const [id, name, type] of dictionary.metrics) {
      // One worker cannot know that another uses the name with another type, and neither count may be lost.
      const clash = (tally.metrics.get(name)?.type ?? type) !== type;
      this.#metrics[id] = tally.metric(clash ? `${name} (${type})` : name, type);
    }
    for (const [id, name] of dictionary.trends) this.#trends[id] = name;
  }

  #addOperations(bytes: Uint8Array, listener: SliceListener): void {
    const reader = new ByteReader(bytes);
    let id = 0;
    while (!reader.atEnd) {
      id += reader.varint();
      const operation = known(this.#operations, id, 'operation');
      const start = reader.position;
      this.#tally.touch(operation);
      operation.counts.mergeFrom(reader, this.trendName);
      listener.onRow?.(operation, start, reader.position);
    }
  }
}

function addTime(sum: UserTime, time: Readonly<UserTime>): void {
  sum.presentMs += time.presentMs;
  sum.iterations += time.iterations;
  sum.workMs += time.workMs;
  sum.betweenMs += time.betweenMs;
}

function known<Named>(named: readonly Named[], id: number, sort: string): Named {
  const found = named[id];
  if (found === undefined) throw new CorruptMeasurementError(`the name of ${sort} ${id} is missing`);
  return found;
}
