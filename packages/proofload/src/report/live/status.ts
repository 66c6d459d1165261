/** What is known of a run while it goes on: plain data, so that it can be sent to a browser as well as drawn here. */
import type { RequirementResult } from '../../record/schema/verdict.ts';

/** A requirement so far. */
export interface LiveGate {
  readonly key: string;
  readonly metric: string;
  /** As it was written: `<100ms`. */
  readonly bound: string;
  readonly dimension: RequirementResult['dimension'];
  /** Null while nothing was measured. */
  readonly actual: number | null;
  readonly status: RequirementResult['status'];
}

/** An operation so far. */
export interface LiveOperation {
  readonly name: string;
  readonly count: number;
  readonly failed: number;
  /** Per second, of the last seconds. */
  readonly rate: number;
  readonly p50Ms: number | undefined;
  readonly p95Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

/** A model, a job or a cache so far, in words. */
export interface LiveWork {
  readonly name: string;
  readonly text: string;
}

/** Failures of one kind so far. */
export interface LiveFailure {
  readonly count: number;
  readonly message: string;
  readonly operation: string;
}

/** A run at one moment. */
export interface LiveStatus {
  readonly phase: 'starting' | 'warming up' | 'running' | 'stopping';
  readonly suite: string;
  /** Scenario or profile. */
  readonly variant?: string | undefined;
  readonly elapsedMs: number;
  /** Undefined where the end is not known: iterations, or until every gate is decided. */
  readonly totalMs: number | undefined;
  readonly users: number;
  /** Requests a second, of the last seconds. */
  readonly rate: number;
  readonly count: number;
  readonly failed: number;
  readonly p95Ms?: number | undefined;
  readonly operations: readonly LiveOperation[];
  readonly work?: readonly LiveWork[] | undefined;
  readonly gates: readonly LiveGate[];
  readonly failures: readonly LiveFailure[];
  readonly generator: {
    /** Busy share of a worker, 0 to 1. */
    readonly cpu: number;
    readonly sendLagP99Ms: number | undefined;
    readonly loopLagP99Ms: number | undefined;
    readonly dropped: number;
  };
  readonly paused?: boolean | undefined;
  /** What keys do: `{ key: 'w', does: 'one user more' }`. */
  readonly hints?: readonly { readonly key: string; readonly does: string }[] | undefined;
}
