/**
 * An operation of a protocol from its send to its record: the times, what is counted, and what is kept to explain it.
 *
 *     intended ── queueWait ──▶ free ── sendLag ──▶ sent ── service ──▶ end
 *     ├─────────────────────────────── latency ───────────────────────┤
 *
 * A protocol extends it, and calls exactly one of `countAnswer`, `countTimeout`, `countLost` and `countCensored`.
 */
import type { OperationRecorder } from '../measure/operation-recorder.ts';
import type { Recorder } from '../measure/recorder.ts';
import { redactText } from '../units/redact.ts';
import type { Caller } from './caller.ts';
import type { Failure } from './http/outcome.ts';
import type { Timings } from './http/types.ts';
import { type Settled, Settlement } from './settlement.ts';

/** Where the time of an operation went, in ms. */
export type CallTimings = Pick<Timings, 'latencyMs' | 'serviceMs' | 'queueWaitMs' | 'sendLagMs'>;

/** The times with which an operation was begun, in ms of the clock. */
export type Begun = Pick<Caller, 'intendedMs' | 'freeMs'>;

/**
 * The times of an operation that had to wait until a library was loaded. That is part of the set-up, once for each
 * worker: the clock of what waits for it begins when it is done.
 */
export function begunLater({ intendedMs, freeMs }: Begun, waitedMs: number): Begun {
  return { intendedMs: intendedMs + waitedMs, freeMs: freeMs + waitedMs };
}

const LONGEST_EXCERPT = 500;

export abstract class MeasuredCall implements Settled {
  /** @internal */
  readonly caller: Caller;
  /** @internal */
  readonly operation: OperationRecorder;
  /** @internal When it ended, in ms of the clock; `NaN` as long as it has not. */
  endMs: number;
  protected readonly sentMs: number;
  /** @internal When it was meant to start, in ms of the clock. */
  readonly intendedMs: number;
  private readonly freeMs: number;
  private readonly task: string | undefined;
  /** Refused, reset and censored operations have none. */
  private hasLatency: boolean;
  private settlement: Settlement | undefined;

  /**
   * @param caller - which has begun the operation
   * @param sentMs - the actual send, in ms of the clock
   * @param begun - when the operation was meant to start and a user was free for it, if the caller has begun others since
   */
  constructor(caller: Caller, operation: OperationRecorder, sentMs: number, begun: Begun = caller) {
    this.caller = caller;
    this.operation = operation;
    this.sentMs = sentMs;
    this.endMs = Number.NaN;
    this.intendedMs = begun.intendedMs;
    this.freeMs = begun.freeMs;
    this.task = caller.task;
    this.hasLatency = false;
    this.settlement = undefined;
  }

  /** The status in the protocol's words, for an exemplar. */
  protected abstract shownStatus(): string | undefined;

  /** What came back, for an exemplar: at most a few thousand characters. */
  protected abstract shownAnswer(): string | undefined;

  get timings(): CallTimings {
    return {
      latencyMs: this.endMs - this.intendedMs,
      serviceMs: this.endMs - this.sentMs,
      queueWaitMs: this.freeMs - this.intendedMs,
      sendLagMs: this.sentMs - Math.max(this.intendedMs, this.freeMs),
    };
  }

  fail(why: string): void {
    this.settle().fail(why);
  }

  pass(): void {
    this.settlement?.pass();
  }

  /** Counts an answer, right or wrong. */
  protected countAnswer(recorder: Recorder, endMs: number): void {
    this.countLatency(recorder, endMs, endMs);
  }

  /** Counts a time-out, which ends at its limit however late the timer was. */
  protected countTimeout(recorder: Recorder, nowMs: number, limitMs: number): void {
    this.countLatency(recorder, nowMs, Math.min(nowMs, this.sentMs + limitMs));
  }

  /** Counts that there was no answer: refused, reset. */
  protected countLost(recorder: Recorder, nowMs: number): void {
    this.finish(nowMs);
    recorder.sendLag(this.sentMs - Math.max(this.intendedMs, this.freeMs));
    this.operation.unanswered(nowMs);
  }

  /** Counts that the run was over before the answer. */
  protected countCensored(nowMs: number): void {
    this.finish(nowMs);
    this.operation.censored(1);
  }

  /** What is wrong counts when the iteration ends, unless the task says otherwise until then. */
  protected failLater(failure: Failure): void {
    this.settle().failLater(failure);
  }

  /** @internal */
  keepExemplar(failure: Failure | undefined): void {
    const { operation } = this;
    const { latencyMs, serviceMs } = this.timings;
    const isSlow = this.hasLatency && operation.slowerThanKept(latencyMs);
    if (!isSlow && (failure === undefined || !operation.wantsFailed)) return;
    operation.keepExemplar({
      intendedMs: this.intendedMs,
      sentMs: this.sentMs,
      latencyMs: this.hasLatency ? latencyMs : undefined,
      serviceMs: this.hasLatency ? serviceMs : undefined,
      status: this.shownStatus(),
      user: this.caller.id,
      task: this.task,
      error: failure && redactText(failure.message),
      excerpt: excerptOf(this.shownAnswer()),
    });
  }

  private countLatency(recorder: Recorder, completedMs: number, endMs: number): void {
    const { operation, intendedMs, freeMs, sentMs } = this;
    const latencyMs = endMs - intendedMs;
    this.finish(endMs);
    this.hasLatency = true;
    recorder.sendLag(sentMs - Math.max(intendedMs, freeMs));
    operation.answered(completedMs, latencyMs, endMs - sentMs, freeMs - intendedMs);
    if (operation.slowerThanKept(latencyMs)) this.settle().settleLater();
  }

  private finish(endMs: number): void {
    this.endMs = endMs;
    this.caller.lastOperation = this.operation.name;
  }

  private settle(): Settlement {
    this.settlement ??= new Settlement(this);
    return this.settlement;
  }
}

/** The beginning of a text, redacted before it is cut, so that no half of a credential stays without its name. */
function excerptOf(text: string | undefined): string | undefined {
  return text === undefined ? undefined : redactText(text.slice(0, 4 * LONGEST_EXCERPT)).slice(0, LONGEST_EXCERPT);
}
