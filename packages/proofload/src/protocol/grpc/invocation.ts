/**
 * A call from its start to its status, and the response that it becomes. It speaks to the library's calls directly: the
 * streams of Node.js that the library puts around them would cost more than they bring.
 */
import type { ChannelInterface, InterceptingListener, Metadata, StatusObject } from '@grpc/grpc-js';
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import { stopped } from '../http/call.ts';
import { type Failure, judged } from '../http/outcome.ts';
import { type Begun, MeasuredCall } from '../measured-call.ts';
import type { Method } from './definition.ts';
import { GrpcError } from './errors.ts';
import { type CallFault, type CallPlace, networkFault, said, statusFault, timeoutFault } from './fault.ts';
import { Incoming } from './incoming.ts';
import { readMetadata } from './metadata.ts';
import { Outgoing, PREFIX_BYTES } from './outgoing.ts';
import type { GrpcSession } from './session.ts';
import { CANCELLED, DEADLINE_EXCEEDED, INTERNAL, OK, type StatusName, statusName } from './status.ts';
import type { CallOptions, GrpcResponse, ResponseMetadata } from './types.ts';

type LibraryCall = ReturnType<ChannelInterface['createCall']>;
type Message = Record<string, unknown>;

/** Longer messages are not decoded for the sake of an exemplar. */
const MOST_SHOWN_BYTES = 10_000;

/** What is called, and how. */
export interface CallPlan {
  readonly session: GrpcSession;
  readonly place: CallPlace;
  readonly channel: ChannelInterface;
  readonly method: Method;
  readonly metadata: Metadata;
  readonly operation: OperationRecorder;
  readonly options: CallOptions;
  readonly limitMs: number;
}

export class Invocation extends MeasuredCall implements GrpcResponse, InterceptingListener {
  /** @internal */
  readonly outgoing: Outgoing;
  /** @internal */
  readonly incoming: Incoming;
  private readonly plan: CallPlan;
  private readonly call: LibraryCall;
  private readonly resolve: (response: GrpcResponse) => void;
  private readonly reject: (reason: unknown) => void;
  private headers: Metadata | undefined;
  private ending: StatusObject | undefined;
  private fault: CallFault | undefined;
  private isCounted: boolean;
  private isCancelled: boolean;
  private decoded: Message | undefined;
  private lastMessageMs: number;

  constructor(
    plan: CallPlan,
    begun: Begun,
    resolve: (response: GrpcResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    const { session, channel, method, operation, limitMs } = plan;
    super(session.caller, operation, session.target.http.now(), begun);
    this.plan = plan;
    this.resolve = resolve;
    this.reject = reject;
    this.headers = undefined;
    this.ending = undefined;
    this.fault = undefined;
    this.isCounted = false;
    this.isCancelled = false;
    this.decoded = undefined;
    this.lastMessageMs = 0;
    this.call = channel.createCall(method.path, Date.now() + limitMs, null, null, null);
    this.outgoing = new Outgoing(this.call, method, operation);
    this.incoming = new Incoming(this.call, method.streamsResponses);
  }

  /** Sends the call, with its one message or, of a stream, what there is of it. */
  start(message: Buffer | undefined, messages: AsyncIterable<object> | Iterable<object> | undefined): void {
    const { session, metadata } = this.plan;
    session.add(this);
    this.call.start(metadata, this);
    this.call.startRead();
    if (message !== undefined) this.outgoing.only(message);
    else if (messages !== undefined) this.outgoing.pump(messages).catch((thrown) => this.spoil(thrown));
  }

  get status(): StatusName {
    return statusName(this.code);
  }

  get code(): number {
    return this.ending?.code ?? OK;
  }

  get ok(): boolean {
    return this.code === OK;
  }

  get details(): string {
    return this.ending?.details ?? '';
  }

  get error(): GrpcError | undefined {
    const { fault } = this;
    return fault && new GrpcError(fault.code, fault.message, this.isCounted, fault.cause);
  }

  get message(): Message {
    this.decoded ??= this.readOnly();
    return this.decoded;
  }

  get metadata(): ResponseMetadata {
    return readMetadata(this.headers);
  }

  get trailers(): ResponseMetadata {
    return readMetadata(this.ending?.metadata);
  }

  get messagesIn(): number {
    return this.incoming.count;
  }

  get messagesOut(): number {
    return this.outgoing.count;
  }

  /** The next message of a stream; `undefined` when there are no more. */
  async read(): Promise<Message | undefined> {
    if (!this.plan.method.streamsResponses) {
      throw new GrpcError('stream', `${this.plan.method.operation} answers with one message: await the call for it.`);
    }
    const bytes = await this.incoming.take();
    if (bytes !== undefined) return this.decode(bytes);
    if (this.fault !== undefined) throw this.error;
    return undefined;
  }

  cancel(): void {
    if (this.isOver) return;
    this.isCancelled = true;
    this.call.cancelWithStatus(CANCELLED, 'The task has ended the call.');
  }

  /** @internal The run is over. */
  cutOff(): void {
    if (this.isOver) return;
    this.countCensored(this.plan.session.target.http.now());
    this.call.cancelWithStatus(CANCELLED, 'The run is over.');
    this.leave(stopped(), true);
    this.reject(stopped());
  }

  /** @internal of the library */
  onReceiveMetadata(metadata: Metadata): void {
    this.headers = metadata;
  }

  /** @internal of the library */
  onReceiveMessage(bytes: Buffer): void {
    const { operation } = this;
    if (this.isOver) return;
    if (this.plan.method.streamsResponses) {
      const nowMs = this.plan.session.target.http.now();
      if (this.messagesIn > 0) operation.trend('eventGap').record(nowMs - this.lastMessageMs);
      else operation.trend('firstEvent').record(nowMs - this.intendedMs);
      this.lastMessageMs = nowMs;
    }
    operation.bytes(bytes.length + PREFIX_BYTES, 0);
    this.incoming.put(bytes);
  }

  /** @internal of the library */
  onReceiveStatus(status: StatusObject): void {
    if (this.isOver) return;
    const { session, limitMs, method } = this.plan;
    const { recorder, http } = session.target;
    const nowMs = http.now();
    this.ending = status;
    const lost = this.networkFault(status, nowMs);
    if (lost === undefined) {
      this.countAnswer(recorder, nowMs);
      this.operation.status(status.code);
      this.fault ??= this.answerFault(status);
    } else {
      this.fault = lost;
      if (lost.code === 'timeout') this.countTimeout(recorder, nowMs, limitMs);
      else this.countLost(recorder, nowMs);
    }
    if (method.streamsRequests || method.streamsResponses) this.countMessages();
    this.judge(lost !== undefined);
    this.leave(this.error ?? this.over());
    // A target that refuses does so at once, and a task that asks again must not keep the loop from turning.
    if (lost === undefined) this.resolve(this);
    else setImmediate(() => this.resolve(this));
  }

  protected shownStatus(): string | undefined {
    return this.ending === undefined ? undefined : this.status;
  }

  protected shownAnswer(): string | undefined {
    const { fault, incoming } = this;
    if (fault !== undefined) return fault.message;
    const { only } = incoming;
    if (only === undefined || only.length > MOST_SHOWN_BYTES) return undefined;
    try {
      return JSON.stringify(this.message);
    } catch {
      return undefined;
    }
  }

  private get isOver(): boolean {
    return !Number.isNaN(this.endMs);
  }

  private networkFault({ code, details }: StatusObject, nowMs: number): CallFault | undefined {
    const { limitMs, place } = this.plan;
    if (code === OK) return undefined;
    // The library's clock has whole milliseconds.
    if (code === DEADLINE_EXCEEDED && nowMs - this.sentMs >= limitMs - 1) return timeoutFault(limitMs);
    return networkFault(place, details);
  }

  private answerFault({ code, details }: StatusObject): CallFault | undefined {
    if (code === CANCELLED && this.isCancelled) return undefined;
    if (code !== OK) return statusFault(code, details);
    const { method } = this.plan;
    if (method.streamsResponses || this.incoming.count === 1) return undefined;
    const count = this.incoming.count === 0 ? 'no message' : `${this.incoming.count} messages`;
    return statusFault(INTERNAL, `${count} came where there has to be one`);
  }

  /** Decides whether the call has failed. */
  private judge(isLost: boolean): void {
    const failure = isLost ? failureOf(this.fault) : this.unexpected();
    this.isCounted = failure !== undefined;
    if (failure !== undefined) this.failLater(failure);
  }

  private unexpected(): Failure | undefined {
    const { expect } = this.plan.options;
    if (expect === undefined) return failureOf(this.fault);
    if (typeof expect === 'function') return judged(expect, this);
    const accepted = typeof expect === 'string' ? [expect] : expect;
    if (accepted.includes(this.status)) return undefined;
    const got = this.fault?.code === 'status' ? this.fault.brief : this.status;
    return { type: 'expect', message: `expected ${accepted.join(' or ')}, got ${got}` };
  }

  private countMessages(): void {
    this.operation.trend('messagesIn').record(this.messagesIn);
    this.operation.trend('messagesOut').record(this.messagesOut);
  }

  /** The generator that makes the messages threw, or made what is none. */
  private spoil(thrown: unknown): void {
    if (this.isOver) return;
    const { session } = this.plan;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    this.fault = said('request', `The messages of ${this.operation.name} could not be made: ${why}`, thrown);
    this.countLost(session.target.recorder, session.target.http.now());
    this.judge(true);
    this.call.cancelWithStatus(CANCELLED, 'There are no more messages.');
    this.leave(this.error!);
    this.reject(thrown);
  }

  private leave(ending: Error, isRunsEnd = false): void {
    this.plan.session.forget(this);
    this.outgoing.finish(ending);
    this.incoming.finish(isRunsEnd ? ending : undefined);
  }

  private over(): GrpcError {
    return new GrpcError('stream', `The call of ${this.operation.name} has ended, so that nothing more can be sent.`);
  }

  private readOnly(): Message {
    const { only } = this.incoming;
    if (only !== undefined) return this.decode(only);
    if (this.fault !== undefined) throw this.error;
    const { name } = this.operation;
    throw new GrpcError(
      'stream',
      `The call of ${name} has a stream as its answer; loop over the call to get its messages.`,
    );
  }

  private decode(bytes: Buffer): Message {
    try {
      return this.plan.method.decode(bytes) as Message;
    } catch (cause) {
      const why = (cause as Error).message;
      this.fault = said('decode', `A message of ${this.operation.name} does not fit its type: ${why}`, cause);
      this.isCounted = true;
      if (this.isOver) this.failLater({ type: 'decode', message: this.fault.brief });
      else this.call.cancelWithStatus(INTERNAL, this.fault.brief);
      throw this.error;
    }
  }
}

function failureOf(fault: CallFault | undefined): Failure | undefined {
  return fault && { type: fault.code, message: fault.brief };
}
