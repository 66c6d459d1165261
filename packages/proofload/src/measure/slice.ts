/**
 * A slice: all that was measured in one second, as plain data. Workers post it to the coordinator; merged over all
 * workers and written by `slice-line.ts` it is a line of `series.ndjson`.
 *
 * Names are sent once: a slice's dictionary has those that occur for the first time, and everything else refers to them
 * by id. Ids count from 0 and are those of one sender, so slices of one sender must be read from the first on.
 */
import type { Exemplar } from './exemplars.ts';
import type { MetricData, MetricType } from './metric.ts';

/** Tags of an operation, by name. */
export type Tags = Readonly<Record<string, string>>;

/** Names that occur for the first time, each with its id. */
export interface SliceDictionary {
  readonly operations: readonly (readonly [id: number, name: string, kind: string, tags: Tags])[];
  readonly errors: readonly (readonly [id: number, operation: number, type: string, message: string])[];
  readonly checks: readonly (readonly [id: number, name: string, operation: string | null])[];
  readonly metrics: readonly (readonly [id: number, name: string, type: MetricType])[];
  readonly trends: readonly (readonly [id: number, name: string])[];
}

/** How the workers that generate the load fared in one second; the worker's own account, one entry for each. */
export interface WorkerHealth {
  /** CPU of the worker's own thread less its spinning, as a share of one core, 0 to 1. */
  readonly busyShare: number;
  /** Share of the second in which the thread could have run and was not let; absent where the system does not tell. */
  readonly deniedShare?: number | undefined;
  /** Virtual users that are running. */
  readonly activeUsers: number;
  /** Arrivals that wait for a free user. */
  readonly waiting: number;
}

/** What the virtual users of closed loads did with their time, over all of them together. */
export interface UserTime {
  /** For which they were there, told of each when it goes. */
  presentMs: number;
  /** Iterations that they completed. */
  iterations: number;
  /** That these took, each from when its user was free for it. */
  workMs: number;
  /** That they spent between these as their load asks: waiting, in `start` and in `stop`. */
  betweenMs: number;
}

/** What concerns the generator itself. */
export interface SliceGenerator {
  /** Iterations begun. */
  readonly iterations: number;
  /** Arrivals given up that belong to no operation yet. */
  readonly dropped: number;
  /** Packed histograms in base64, empty when nothing was recorded: `sendLag` and the lag of the event loop, in ms. */
  readonly sendLag: string;
  readonly loopLag: string;
  /** Absent where there is nothing to tell. */
  readonly userTime?: Readonly<UserTime> | undefined;
  readonly workers: readonly WorkerHealth[];
}

/** All that was measured in one second. */
export interface Slice {
  /** The second, counted from 0 at the run's start, in which the requests were completed. */
  readonly second: number;
  readonly dictionary: SliceDictionary;
  /** For each operation, ascending by id: varint of the id less the one before (the first less 0), then its row (`operation-counts.ts`). */
  readonly operations: Uint8Array;
  /** Times are ms since the run's start. */
  readonly errors: readonly (readonly [error: number, count: number, firstMs: number, lastMs: number])[];
  readonly exemplars: readonly (readonly [operation: number, exemplar: Exemplar])[];
  /** Digests of keys and of the bytes that they first gave a worker; settled by merging, so that merged slices have none. */
  readonly prints?: readonly (readonly [operation: number, key: string, digest: string])[] | undefined;
  readonly checks: readonly (readonly [check: number, passed: number, failed: number])[];
  /** A counter's sum; a gauge's last, least and largest; a rate's hits and total; a trend's packed histogram. */
  readonly metrics: readonly (readonly [metric: number, data: MetricData])[];
  readonly generator: SliceGenerator;
}
