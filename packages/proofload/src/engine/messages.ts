/** What the coordinator and its workers tell one another; all of it survives a structured clone. */
import type { Slice } from '../measure/slice.ts';
import type { LoadPlan, Plan } from '../plan/types.ts';
import type { PacingShares } from './thread-pacing.ts';

/** What a worker is born with. */
export interface WorkerInput {
  readonly plan: Plan;
  /** The URL of the suite's bundle. */
  readonly bundle: string;
  /** This worker's number, from 0. */
  readonly worker: number;
  readonly workers: number;
  /** What `setup` returned. */
  readonly setup: unknown;
}

export type ToWorker =
  /** The load begins at `startMs` of the monotonic clock, which all threads share. */
  | { readonly type: 'go'; readonly startMs: number }
  /** The load is another one from a time since its start on; until then it is the same. */
  | { readonly type: 'load'; readonly load: LoadPlan; readonly fromMs: number }
  /** No further iteration begins. */
  | { readonly type: 'stop' }
  /** The grace is over: what is in flight is censored. */
  | { readonly type: 'abort' };

export type FromWorker =
  /** The suite is loaded; whether the thread goes before others of the machine. */
  | { readonly type: 'ready'; readonly raisedPriority: boolean }
  /** The thread with this number of the system's asks to be a real-time one, or ordinary again. */
  | { readonly type: 'real-time'; readonly thread: number; readonly wanted: boolean }
  | { readonly type: 'slices'; readonly slices: readonly Slice[] }
  | { readonly type: 'log'; readonly message: string }
  /**
   * Every user has stopped, at this time of the monotonic clock, and every slice was sent; by these means the thread was
   * exact.
   */
  | { readonly type: 'done'; readonly endMs: number; readonly pacing: PacingShares };
