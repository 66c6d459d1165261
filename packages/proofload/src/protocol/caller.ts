/**
 * What a protocol needs to know of the virtual user on whose behalf it works: when the operation was meant to start,
 * when the user was free for it, and how a failure's classification is put off to the end of the iteration.
 */
export interface Caller {
  /** The virtual user's number, from 1, unique in the run. */
  readonly id: number;
  /** The task that is running, for errors and exemplars; `undefined` in `start` and `stop`. */
  readonly task: string | undefined;
  /**
   * Begins an operation: sets {@link intendedMs} and {@link freeMs}. The first operation of an iteration has the
   * iteration's intended start, a later one its own call.
   *
   * @param nowMs - the clock's time of the call
   */
  begin(nowMs: number): void;
  /** The group of the task that is running, with those around it: `shop / pay`; `undefined` outside of any. */
  readonly groupName?: string | undefined;
  /** Intended start of the operation last begun, in ms of the clock. */
  readonly intendedMs: number;
  /** When the virtual user was free for the operation last begun, in ms of the clock; `queueWait` = free - intended. */
  readonly freeMs: number;
  /** The name of the operation last completed, to which a `check` belongs. */
  lastOperation: string | undefined;
  /** Runs `settle` at the end of the iteration: a response that failed may still be told `pass()` until then. */
  settleLater(settle: () => void): void;
  /** True once the run's grace is over: what is unanswered now is censored, not failed. */
  readonly stopped: boolean;
}
