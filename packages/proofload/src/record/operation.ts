/** An operation's measurements as the record has them. */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { Histogram } from '../measure/histogram.ts';
import { distributionOf } from './distribution.ts';
import type { Distribution } from './schema/distribution.ts';
import type { ErrorGroup, OperationRecord } from './schema/operation.ts';

/** What rates and moments refer to. */
export interface TimeBase {
  readonly startedAt: Date;
  /** How long the run was measured, without its warm-up. */
  readonly measuredMs: number;
}

/** The record of an operation; distributions of what never occurred are absent. */
export function operationRecordOf(operation: Omit<AggregatedOperation, 'id'>, time: TimeBase): OperationRecord {
  const { name, kind, tags, counts, errors, exemplars } = operation;
  const { connect, tls, firstByte, download } = counts;
  return {
    name,
    kind,
    tags,
    count: counts.count,
    // A request may fail twice: its task finds it wrong, and the server sends more behind the answer.
    failed: Math.min(counts.failed, counts.count),
    rate: time.measuredMs === 0 ? 0 : (counts.count * 1000) / time.measuredMs,
    bytesIn: counts.bytesIn,
    bytesOut: counts.bytesOut,
    ...distributionsOf({ latency: counts.latency, service: counts.service, queueWait: counts.queueWaits() }),
    phases: distributionsOf({ connect, tls, firstByte, download }),
    trends: distributionsOf(Object.fromEntries(counts.trends)),
    status: Object.fromEntries([...counts.statuses].map(([code, count]) => [String(code), count])),
    censored: counts.censored,
    exemplars: { slowest: exemplars.slowest, failed: exemplars.failed },
    errors: errors.all
      .filter(({ count }) => count > 0)
      .map(({ type, message, count, firstMs, lastMs }) => {
        return { type, message, count, first: moment(time, firstMs), last: moment(time, lastMs) };
      }),
  };
}

function distributionsOf(histograms: Readonly<Record<string, Histogram>>): Readonly<Record<string, Distribution>> {
  const pairs = Object.entries(histograms).map(([name, histogram]) => [name, distributionOf(histogram)] as const);
  return Object.fromEntries(pairs.filter((pair): pair is [string, Distribution] => pair[1] !== undefined));
}

function moment({ startedAt }: TimeBase, sinceStartMs: number): string {
  return new Date(startedAt.getTime() + sinceStartMs).toISOString();
}

/** The failures of several operations by type and message, the most frequent first. */
export function mergeErrors(operations: readonly OperationRecord[]): readonly ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>();
  for (const error of operations.flatMap(({ errors }) => errors)) {
    const key = JSON.stringify([error.type, error.message]);
    const known = groups.get(key);
    groups.set(key, known === undefined ? error : addErrors(known, error));
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

function addErrors(a: ErrorGroup, b: ErrorGroup): ErrorGroup {
  // ISO 8601 in one zone sorts as text.
  const [first = a.first] = [a.first, b.first].sort();
  const [, last = a.last] = [a.last, b.last].sort();
  return { ...a, count: a.count + b.count, first, last };
}
