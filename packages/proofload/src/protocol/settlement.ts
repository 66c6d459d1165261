/**
 * What an operation will have counted as when the iteration ends: until then its task may say that an outcome was
 * right after all, or wrong.
 */
import type { OperationRecorder } from '../measure/operation-recorder.ts';
import type { Caller } from './caller.ts';
import type { Failure } from './http/outcome.ts';

/** An operation that ended and is counted; whether it failed is decided here. */
export interface Settled {
  readonly caller: Caller;
  readonly operation: OperationRecorder;
  /** When it ended, in ms of the clock. */
  readonly endMs: number;
  /** Keeps the exchange as an exemplar, if it is one of those to keep. */
  keepExemplar(failure: Failure | undefined): void;
}

export class Settlement {
  readonly #settled: Settled;
  /** What it will count as when the iteration ends. */
  #pending: Failure | undefined;
  /** What it has been counted as. */
  #failure: Failure | undefined;
  #isQueued = false;

  constructor(settled: Settled) {
    this.#settled = settled;
  }

  /** What it counts as failed for, as things stand. */
  get failure(): Failure | undefined {
    return this.#failure ?? this.#pending;
  }

  /** Counts as failed, at once, in place of any other failure; only the first call counts. */
  fail(why: string): void {
    if (this.#failure !== undefined) return;
    this.#pending = undefined;
    // In JavaScript it may be an error.
    this.#count({ type: 'fail', message: String(why) });
    this.settleLater();
  }

  /** Takes back what would be counted at the end of the iteration. */
  pass(): void {
    this.#pending = undefined;
  }

  /** Counts a failure when the iteration ends, unless the task says otherwise until then. */
  failLater(failure: Failure): void {
    if (this.#failure !== undefined) return;
    this.#pending = failure;
    this.settleLater();
  }

  /** Has the end of the iteration decide whether the exchange is kept, with what it then counts as. */
  settleLater(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    this.#settled.caller.settleLater(() => {
      if (this.#pending !== undefined) this.#count(this.#pending);
      this.#settled.keepExemplar(this.#failure);
    });
  }

  #count(failure: Failure): void {
    this.#failure = failure;
    this.#settled.operation.failed(failure.type, failure.message, this.#settled.endMs);
  }
}
