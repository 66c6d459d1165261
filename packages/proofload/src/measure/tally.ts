/**
 * A tally: everything that is counted by name, whoever counts it. A worker's recorder counts one second in it and packs
 * that into a slice; the merger adds the slices of all workers for one second and packs them again; the aggregate adds
 * the slices of a whole run and never packs.
 */
import { redactName } from '../units/redact.ts';
import { ByteWriter } from './bytes.ts';
import { type ErrorGroup, ErrorGroups, OTHER } from './error-groups.ts';
import { ExemplarKeeper } from './exemplars.ts';
import { Histogram } from './histogram.ts';
import {
  type AnyMetric,
  createMetric,
  type MetricOfType,
  type MetricType,
  MetricTypeError,
  packHistogram,
} from './metric.ts';
import { OperationCounts } from './operation-counts.ts';
import type { Slice, SliceDictionary, SliceGenerator, Tags, UserTime, WorkerHealth } from './slice.ts';

/** An operation and what was counted of it. */
export interface OperationTally {
  readonly id: number;
  readonly name: string;
  /** `http`, `code`, `poll`, `health`, or the protocol. */
  readonly kind: string;
  readonly tags: Tags;
  readonly counts: OperationCounts;
  readonly errors: ErrorGroups;
  readonly exemplars: ExemplarKeeper;
  /** Of the first answers for keys, since the last packing: the key's digest and that of its bytes. */
  readonly prints: (readonly [key: string, digest: string])[];
  /** True when something was counted since the last packing. */
  touched: boolean;
}

/** A check and how often it held. */
export interface CheckTally {
  readonly name: string;
  /** The operation that it belongs to; `undefined` before the first. */
  readonly operation: string | undefined;
  passed: number;
  failed: number;
}

/** What is counted of the generator itself. */
export interface GeneratorTally {
  iterations: number;
  dropped: number;
  readonly sendLag: Histogram;
  readonly loopLag: Histogram;
  readonly userTime: UserTime;
  workers: readonly WorkerHealth[];
}

/** How many names of one sort are kept; further ones are counted as `(other)`. */
const MOST_NAMES = 1000;
/** How many operations are told apart in a run, whatever the number of workers; further ones are counted as `(other)`. */
export const MOST_OPERATIONS = 1000;

const NO_TAGS: Tags = {};

const NO_TIME: Readonly<UserTime> = { presentMs: 0, iterations: 0, workMs: 0, betweenMs: 0 };

export class Tally {
  readonly #mostOperations: number;
  readonly #operations: OperationTally[] = [];
  readonly #operationsByName = new Map<string, OperationTally[]>();
  #touched: OperationTally[] = [];
  readonly #checks: CheckTally[] = [];
  readonly #checksByName = new Map<string, CheckTally[]>();
  readonly #metrics = new Map<string, AnyMetric>();
  readonly #trendIds = new Map<string, number>();
  readonly generator: GeneratorTally = {
    iterations: 0,
    dropped: 0,
    sendLag: new Histogram(),
    loopLag: new Histogram(),
    userTime: { ...NO_TIME },
    workers: [],
  };
  /** How many names of each sort have been put in a slice's dictionary. */
  readonly #sent = { operations: 0, checks: 0, metrics: 0, trends: 0 };
  readonly #errorIds = new Map<ErrorGroup, number>();
  readonly #writer = new ByteWriter();
  readonly #trendId = (name: string): number => {
    const id = this.#trendIds.get(name) ?? this.#trendIds.size;
    this.#trendIds.set(name, id);
    return id;
  };

  constructor(mostOperations: number) {
    this.#mostOperations = mostOperations;
  }

  /** In order of appearance; an operation's id is its place. */
  get operations(): readonly OperationTally[] {
    return this.#operations;
  }

  get checks(): readonly CheckTally[] {
    return this.#checks;
  }

  get metrics(): ReadonlyMap<string, AnyMetric> {
    return this.#metrics;
  }

  /** The operation of this name, kind and tags; allocates nothing when it is known. */
  operation(name: string, kind: string, tags: Tags = NO_TAGS): OperationTally {
    const sameName = this.#operationsByName.get(name);
    if (sameName !== undefined) {
      for (const known of sameName) if (known.kind === kind && sameTags(known.tags, tags)) return known;
    }
    // The kind is kept, since it decides whether an operation counts in the totals.
    const full = this.#operations.length >= this.#mostOperations && name !== OTHER;
    return full ? this.operation(OTHER, kind) : this.#open(name, kind, tags);
  }

  #open(name: string, kind: string, tags: Tags): OperationTally {
    const operation: OperationTally = {
      id: this.#operations.length,
      name: redactName(name),
      kind,
      tags,
      counts: new OperationCounts(),
      errors: new ErrorGroups(),
      exemplars: new ExemplarKeeper(),
      prints: [],
      touched: false,
    };
    this.#operations.push(operation);
    const sameName = this.#operationsByName.get(name);
    if (sameName === undefined) this.#operationsByName.set(name, [operation]);
    else sameName.push(operation);
    return operation;
  }

  /** Must be called before something of an operation is counted. */
  touch(operation: OperationTally): void {
    if (operation.touched) return;
    operation.touched = true;
    this.#touched.push(operation);
  }

  /** The check of this name on this operation; allocates nothing when it is known. */
  check(name: string, operation: string | undefined): CheckTally {
    const sameName = this.#checksByName.get(name);
    if (sameName !== undefined) {
      for (const known of sameName) if (known.operation === operation) return known;
    }
    if (this.#checks.length >= MOST_NAMES && name !== OTHER) return this.check(OTHER, undefined);
    const check: CheckTally = { name: redactName(name), operation, passed: 0, failed: 0 };
    this.#checks.push(check);
    if (sameName === undefined) this.#checksByName.set(name, [check]);
    else sameName.push(check);
    return check;
  }

  /**
   * The custom metric of this name.
   *
   * @throws {MetricTypeError} when the name is known with another type
   */
  metric<Type extends MetricType>(name: string, type: Type): MetricOfType[Type] {
    let metric = this.#metrics.get(name);
    if (metric === undefined) {
      const other = `${OTHER} ${type}`;
      if (this.#metrics.size >= MOST_NAMES && name !== other) return this.metric(other, type);
      metric = createMetric(type);
      this.#metrics.set(name, metric);
    }
    if (metric.type !== type) throw new MetricTypeError(name, type, metric.type);
    return metric as MetricOfType[Type];
  }

  /** Everything counted since the last packing, as a slice; the tally starts from zero again and keeps its names. */
  pack(second: number): Slice {
    const touched = this.#touched.sort((a, b) => a.id - b.id);
    const errors = this.#packErrors(touched);
    const exemplars = touched.flatMap(({ id, exemplars: kept }) =>
      kept.takeFresh().map((exemplar) => [id, exemplar] as const),
    );
    const prints = touched.flatMap(({ id, prints }) => prints.map(([key, digest]) => [id, key, digest] as const));
    const operations = this.#packOperations(touched);
    const checks = this.#checks.flatMap((check, id) =>
      check.passed + check.failed === 0 ? [] : [[id, check.passed, check.failed] as const],
    );
    const metrics = [...this.#metrics.values()].flatMap((metric, id) =>
      metric.empty ? [] : [[id, metric.data()] as const],
    );
    const dictionary = { ...this.#newNames(), errors: errors.names };
    const slice = {
      second,
      dictionary,
      operations,
      errors: errors.rows,
      exemplars,
      ...(prints.length === 0 ? {} : { prints }),
      checks,
      metrics,
      generator: this.#packGenerator(),
    };
    this.#reset();
    return slice;
  }

  #packOperations(touched: readonly OperationTally[]): Uint8Array {
    let previous = 0;
    for (const { id, counts } of touched) {
      this.#writer.varint(id - previous);
      counts.write(this.#writer, this.#trendId);
      previous = id;
    }
    return this.#writer.take();
  }

  #packErrors(touched: readonly OperationTally[]): {
    readonly names: SliceDictionary['errors'];
    readonly rows: Slice['errors'];
  } {
    const names: [id: number, operation: number, type: string, message: string][] = [];
    const rows: [error: number, count: number, firstMs: number, lastMs: number][] = [];
    for (const operation of touched) {
      for (const group of operation.errors.all) {
        if (group.count === 0) continue;
        let id = this.#errorIds.get(group);
        if (id === undefined) {
          id = this.#errorIds.size;
          this.#errorIds.set(group, id);
          names.push([id, operation.id, group.type, group.message]);
        }
        rows.push([id, group.count, group.firstMs, group.lastMs]);
      }
    }
    return { names, rows };
  }

  #newNames(): Omit<SliceDictionary, 'errors'> {
    const sent = this.#sent;
    const names = {
      operations: this.#operations
        .slice(sent.operations)
        .map(({ id, name, kind, tags }) => [id, name, kind, tags] as const),
      checks: this.#checks
        .slice(sent.checks)
        .map(({ name, operation }, index) => [sent.checks + index, name, operation ?? null] as const),
      metrics: [...this.#metrics]
        .slice(sent.metrics)
        .map(([name, { type }], index) => [sent.metrics + index, name, type] as const),
      trends: [...this.#trendIds].slice(sent.trends).map(([name, id]) => [id, name] as const),
    };
    sent.operations = this.#operations.length;
    sent.checks = this.#checks.length;
    sent.metrics = this.#metrics.size;
    sent.trends = this.#trendIds.size;
    return names;
  }

  #packGenerator(): SliceGenerator {
    const { iterations, dropped, sendLag, loopLag, userTime, workers } = this.generator;
    const { presentMs, workMs, betweenMs } = userTime;
    return {
      iterations,
      dropped,
      sendLag: sendLag.count === 0 ? '' : packHistogram(sendLag),
      loopLag: loopLag.count === 0 ? '' : packHistogram(loopLag),
      ...(presentMs + workMs + betweenMs === 0 ? {} : { userTime: { ...userTime } }),
      workers,
    };
  }

  #reset(): void {
    for (const operation of this.#touched) {
      operation.counts.reset();
      operation.errors.reset();
      operation.prints.length = 0;
      operation.touched = false;
    }
    this.#touched.length = 0;
    for (const check of this.#checks) {
      check.passed = 0;
      check.failed = 0;
    }
    for (const metric of this.#metrics.values()) metric.reset();
    this.generator.iterations = 0;
    this.generator.dropped = 0;
    this.generator.sendLag.reset();
    this.generator.loopLag.reset();
    Object.assign(this.generator.userTime, NO_TIME);
    this.generator.workers = [];
  }
}

function sameTags(a: Tags, b: Tags): boolean {
  if (a === b) return true;
  let left = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    left += 1;
  }
  for (const _ in b) left -= 1;
  return left === 0;
}
