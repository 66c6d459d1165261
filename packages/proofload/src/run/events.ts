/** What the conductor tells while a run goes on; views are made of it. */
import type { LoadRun } from '../engine/coordinator.ts';
import type { Measurements } from '../record/measurements.ts';
import type { RunHeader } from '../record/schema/header.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';

/** What a run's load is, and how to make it another one while it goes on. */
export type LoadControl = Pick<LoadRun, 'parts' | 'fixed' | 'changeUsers' | 'changeRate'>;

/** Why no further iterations begin before the planned end; `over` and `fault` are those of the load's tick. */
export type StopReason = 'interrupted' | 'decided' | 'aborted' | 'over' | 'fault';

export type RunEvent =
  /** Something before the load that takes a while: `starting the target`. */
  | { readonly type: 'preparing'; readonly what: string }
  /** The load has begun. `totalMs` is undefined where the end is not known. */
  | {
      readonly type: 'started';
      readonly header: RunHeader;
      readonly folder: string | undefined;
      readonly totalMs: number | undefined;
      readonly control: LoadControl;
    }
  /** A second is complete: everything so far, and the requirements as they stand. */
  | {
      readonly type: 'second';
      readonly elapsedMs: number;
      readonly measurements: Measurements;
      readonly requirements: readonly RequirementResult[];
    }
  /** No further iterations begin. */
  | { readonly type: 'stopping'; readonly why: StopReason }
  | { readonly type: 'log'; readonly line: string }
  /** The record cannot be written; the run goes on. */
  | { readonly type: 'store-failed'; readonly message: string };
