/**
 * A request under way, and the reply that it becomes.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { Caller } from '../caller.ts';
import { stopped } from '../http/call.ts';
import { judged, networkFailure } from '../http/outcome.ts';
import type { DeadlineList, Timed } from '../http1/deadlines.ts';
import { MeasuredCall } from '../measured-call.ts';
import { WebSocketError } from './errors.ts';
import { type SessionFault, said } from './fault.ts';
import type { Message } from './message.ts';
import type { SocketReply, SocketRequestOptions } from './types.ts';

/** As much as could be in an exemplar. */
const MOST_SHOWN_BYTES = 2000;

/** Where a request is waited for. */
export interface ReplyOwner {
  readonly recorder: Recorder;
  /** The request's time is over. */
  forget(reply: Reply): void;
}

export class Reply extends MeasuredCall implements SocketReply, Timed {
  deadlineMs: number;
  deadlineList: DeadlineList | undefined;
  previousTimed: Timed | undefined;
  nextTimed: Timed | undefined;
  private readonly owner: ReplyOwner;
  private readonly options: SocketRequestOptions;
  private readonly limitMs: number;
  private readonly resolve: (reply: SocketReply) => void;
  private readonly reject: (reason: unknown) => void;
  private message: Message | undefined;
  private fault: SessionFault | undefined;

  constructor(
    owner: ReplyOwner,
    caller: Caller,
    operation: OperationRecorder,
    options: SocketRequestOptions,
    sentMs: number,
    limitMs: number,
    resolve: (reply: SocketReply) => void,
    reject: (reason: unknown) => void,
  ) {
    super(caller, operation, sentMs);
    this.deadlineMs = 0;
    this.deadlineList = undefined;
    this.previousTimed = undefined;
    this.nextTimed = undefined;
    this.owner = owner;
    this.options = options;
    this.limitMs = limitMs;
    this.resolve = resolve;
    this.reject = reject;
    this.message = undefined;
    this.fault = undefined;
  }

  get isText(): boolean {
    return this.message?.isText ?? false;
  }

  get error(): WebSocketError | undefined {
    const { fault } = this;
    return fault && new WebSocketError(fault.code, fault.message, true, fault.cause);
  }

  get bytes(): Uint8Array {
    return this.content().bytes;
  }

  text(): string {
    return this.content().text();
  }

  json<T = unknown>(): T {
    return this.content().json<T>();
  }

  /** Whether a message is the reply; a function of the suite that throws instead of telling ends the request. */
  accepts(message: Message, nowMs: number): boolean {
    const { match } = this.options;
    if (match === undefined) return true;
    try {
      return match(message) === true;
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      this.owner.forget(this);
      this.lost(said('match', `the function \`match\` threw: ${why}`, thrown), nowMs);
      return false;
    }
  }

  answered(message: Message, nowMs: number): void {
    this.message = message;
    this.countAnswer(this.owner.recorder, nowMs);
    const { expect } = this.options;
    if (expect !== undefined) {
      const failure = judged(expect, message);
      if (failure !== undefined) this.failLater(failure);
    }
    this.resolve(this);
  }

  /** @internal of the deadlines */
  expire(nowMs: number): void {
    const { owner, limitMs } = this;
    owner.forget(this);
    const { type, message } = networkFailure('timeout', '', limitMs);
    this.fault = { ...said('timeout', `there was no reply: the request ${message}`), brief: message };
    this.countTimeout(owner.recorder, nowMs, limitMs);
    this.failLater({ type, message });
    this.resolve(this);
  }

  /** The session is gone. */
  lost(fault: SessionFault, nowMs: number): void {
    this.fault = fault;
    this.countLost(this.owner.recorder, nowMs);
    this.failLater({ type: fault.code, message: fault.brief });
    this.resolve(this);
  }

  /** The run is over. */
  cutOff(nowMs: number): void {
    this.countCensored(nowMs);
    this.reject(stopped());
  }

  protected shownStatus(): undefined {
    return undefined;
  }

  protected shownAnswer(): string | undefined {
    const { message, fault } = this;
    if (message === undefined) return fault?.message;
    return message.isText ? message.bytes.toString('utf8', 0, MOST_SHOWN_BYTES) : undefined;
  }

  private content(): Message {
    const { message } = this;
    if (message === undefined) throw this.error;
    return message;
  }
}
