/**
 * One request for a stream, from its send to its end: what it counts as, and the times of its events.
 *
 *     intended ─ … ─ sent ─── head ─── event ─── event ─── event ─── end
 *     ├───── latency ──────────┤         ├eventGap─┤                  │
 *     ├──────────── firstEvent ──────────┤                            │
 *                              ├────────────── session ───────────────┤
 */
import type { OperationRecorder, TrendRecorder } from '../../measure/operation-recorder.ts';
import { writeDuration } from '../../units/duration.ts';
import type { Caller } from '../caller.ts';
import { networkFailure } from '../http/outcome.ts';
import type { HttpTarget } from '../http/target.ts';
import type {
  Aftermath,
  ExchangeError,
  RawResponse,
  ResponseHead,
  RunningExchange,
  StreamReceiver,
} from '../http1/client.ts';
import { MeasuredCall } from '../measured-call.ts';
import type { SseErrorCode } from './errors.ts';
import { headFault } from './head-fault.ts';
import type { LatenessMeter } from './lateness.ts';
import { EventParser, type EventSink } from './parser.ts';

/** Why there is no stream, or no more of it. */
export interface StreamFault {
  readonly code: SseErrorCode;
  /** In few words, as failures are counted. */
  readonly brief: string;
  readonly message: string;
  readonly cause?: unknown;
  /** Whether it counts as a failure; a status that was expected does not. */
  readonly counts: boolean;
}

/** Who is told of a stream. After `onOpened` and events, exactly one of `onEnded` and `onStopped` follows. */
export interface ConnectionOwner {
  /** Whether breaking the connection off is what it wanted. */
  readonly isClosing: boolean;
  /** Whether the run is over. */
  readonly isOver: boolean;
  onOpened(): void;
  /** @param bytes - where the data lies; valid during the call only */
  onEvent(type: string, bytes: Buffer, start: number, end: number): void;
  /** @param fault - `undefined` when it ended in good order */
  onEnded(fault: StreamFault | undefined): void;
  /** The run is over. */
  onStopped(): void;
}

/** What a connection measures with. */
export interface ConnectionTools {
  readonly target: HttpTarget;
  readonly lateness: LatenessMeter;
}

const MOST_BODY_CHARACTERS = 2_000;

export class StreamConnection extends MeasuredCall implements StreamReceiver, EventSink {
  status: number;
  private readonly owner: ConnectionOwner;
  private readonly tools: ConnectionTools;
  private readonly name: string;
  private readonly limitMs: number;
  private readonly expected: readonly number[] | undefined;
  private readonly parser: EventParser;
  private readonly gaps: TrendRecorder;
  private readonly delays: TrendRecorder;
  private exchange: RunningExchange | undefined;
  private isOpen: boolean;
  /** Of an answer that is no stream. */
  private body: string;
  private fault: StreamFault | undefined;
  private events: number;
  private readMs: number;
  /** How long what was read last had lain, at most. */
  private delayMs: number;
  private lastEventMs: number;

  /** The caller has begun the operation. */
  constructor(
    owner: ConnectionOwner,
    tools: ConnectionTools,
    caller: Caller,
    operation: OperationRecorder,
    name: string,
    limitMs: number,
    expected: readonly number[] | undefined,
  ) {
    super(caller, operation, tools.target.now());
    this.status = 0;
    this.owner = owner;
    this.tools = tools;
    this.name = name;
    this.limitMs = limitMs;
    this.expected = expected;
    this.parser = new EventParser(this);
    this.gaps = operation.trend('eventGap');
    this.delays = operation.trend('clientDelay');
    this.exchange = undefined;
    this.isOpen = false;
    this.body = '';
    this.fault = undefined;
    this.events = 0;
    this.readMs = this.sentMs;
    this.delayMs = 0;
    this.lastEventMs = 0;
  }

  /** To be called with what `Http1Client.stream` returned. */
  run(exchange: RunningExchange): void {
    this.exchange = exchange;
  }

  get lastEventId(): string {
    return this.parser.lastEventId;
  }

  get retryMs(): number | undefined {
    return this.parser.retryMs;
  }

  get hasEvents(): boolean {
    return this.events > 0;
  }

  /** Breaks it off. */
  cancel(): void {
    this.exchange?.cancel();
  }

  onHead(head: ResponseHead): void {
    const { operation, tools } = this;
    const connectMs = head.dnsMs + head.connectMs;
    this.status = head.status;
    this.countAnswer(tools.target.recorder, tools.target.now());
    operation.status(head.status);
    operation.phases(connectMs, head.tlsMs, head.firstByteMs - head.startMs - connectMs - head.tlsMs, 0);
    const wrong = headFault(head);
    const isExpected = this.expected?.includes(head.status) ?? wrong?.code !== 'status';
    if (wrong === undefined && isExpected) {
      this.isOpen = true;
      this.owner.onOpened();
    } else if (wrong === undefined || wrong.code !== 'status' || !isExpected) {
      this.refuse(
        wrong?.code ?? 'status',
        wrong?.brief ?? `expected ${this.expected?.join(' or ')}, got ${head.status}`,
        true,
      );
    } else {
      this.refuse(wrong.code, wrong.brief, false);
    }
    this.exchange?.renew(this.limitMs);
  }

  onBody(bytes: Buffer, start: number, end: number, atMs: number): void {
    if (!this.isOpen) {
      this.collect(bytes, start, end);
      return;
    }
    const { exchange } = this;
    // Events that one read brought have lain as long as one another.
    if (atMs !== this.readMs) this.delayMs = this.tools.lateness.latenessMs(atMs, this.readMs);
    this.delays.record(this.delayMs);
    this.readMs = atMs;
    exchange?.renew(this.limitMs);
    if (this.parser.feed(bytes, start, end)) return;
    this.fault = faultOf('too-large', 'an event is too long', `${this.name} sent an event that is too long.`);
    exchange?.cancel();
  }

  event(type: string, bytes: Buffer, start: number, end: number): void {
    if (this.owner.isClosing) return;
    const { readMs } = this;
    this.events += 1;
    if (this.events > 1) this.gaps.record(readMs - this.lastEventMs);
    else this.operation.trend('firstEvent').record(readMs - this.intendedMs);
    this.lastEventMs = readMs;
    this.owner.onEvent(type, bytes, start, end);
  }

  /** @internal of the client */
  get aftermath(): Aftermath | undefined {
    return this.fault === undefined ? this.operation : undefined;
  }

  /** @internal of the client */
  answered({ bytesIn, bytesOut, endMs }: RawResponse): void {
    this.operation.bytes(bytesIn, bytesOut);
    if (this.isOpen) {
      if (this.events === 0 && this.parser.isForeign) this.spoil(endMs);
      this.recordSession(endMs);
    }
    this.owner.onEnded(this.fault);
  }

  /** @internal of the client */
  failed(error: ExchangeError): void {
    const { owner, operation } = this;
    operation.bytes(error.bytesIn, error.bytesOut);
    if (error.code === 'aborted' && owner.isOver) this.cutOff(error.endMs);
    else if (this.status === 0) this.lose(error);
    else if (!this.isOpen) owner.onEnded(this.fault);
    else if (error.code === 'aborted' && owner.isClosing) {
      this.recordSession(error.endMs);
      owner.onEnded(undefined);
    } else this.breakOff(error);
  }

  protected shownStatus(): string | undefined {
    return this.status === 0 ? undefined : String(this.status);
  }

  protected shownAnswer(): string | undefined {
    return this.body === '' ? this.fault?.message : this.body;
  }

  /** The answer is no stream; its body is waited for, since it mostly says why. */
  private refuse(code: SseErrorCode, brief: string, counts: boolean): void {
    this.fault = { code, brief, message: `${this.name} was not opened: ${brief}.`, counts };
    if (counts) this.failLater({ type: code, message: brief });
  }

  private collect(bytes: Buffer, start: number, end: number): void {
    this.body += bytes.toString('utf8', start, end).slice(0, MOST_BODY_CHARACTERS - this.body.length);
    if (this.body.length >= MOST_BODY_CHARACTERS) this.exchange?.cancel();
  }

  private cutOff(nowMs: number): void {
    if (this.status === 0) this.countCensored(nowMs);
    else this.operation.trend('events').record(this.events);
    this.owner.onStopped();
  }

  /** There was no answer. */
  private lose(error: ExchangeError): void {
    const { target } = this.tools;
    const { type, message } = networkFailure(error.code, error.message, this.limitMs);
    if (error.code === 'timeout') this.countTimeout(target.recorder, error.endMs, this.limitMs);
    else this.countLost(target.recorder, error.endMs);
    this.fault = faultOf(error.code, message, error.message, error);
    this.failLater({ type, message });
    this.owner.onEnded(this.fault);
  }

  /** What came is none of the format: readers are to ignore what they do not know, but a stream of nothing else is wrong. */
  private spoil(endMs: number): void {
    const brief = 'what came is no stream of events';
    this.fault = faultOf('malformed', brief, `${this.name} was opened, but ${brief}.`);
    this.operation.failed('malformed', brief, endMs);
    this.keepExemplar({ type: 'malformed', message: brief });
  }

  /** The stream broke. */
  private breakOff(error: ExchangeError): void {
    const { operation } = this;
    this.fault ??= this.breach(error);
    const { code, brief, message } = this.fault;
    operation.failed(code, brief, error.endMs);
    this.keepExemplar({ type: code, message });
    this.recordSession(error.endMs);
    this.owner.onEnded(this.fault);
  }

  private breach(error: ExchangeError): StreamFault {
    switch (error.code) {
      case 'timeout': {
        const limit = writeDuration(this.limitMs);
        return faultOf(
          error.code,
          `nothing came for ${limit}`,
          `${this.name} stalled: nothing came for ${limit}.`,
          error,
        );
      }
      case 'early-close':
        return faultOf(error.code, 'the stream was cut short', `${this.name} was cut short. ${error.message}`, error);
      default:
        return faultOf(error.code, networkFailure(error.code, error.message, 0).message, error.message, error);
    }
  }

  private recordSession(endMs: number): void {
    this.operation.trend('session').record(endMs - this.endMs);
    this.operation.trend('events').record(this.events);
  }
}

function faultOf(code: SseErrorCode, brief: string, message: string, cause?: unknown): StreamFault {
  return { code, brief, message, cause, counts: true };
}
