/**
 * One request to a model, from its send until its outcome is recorded.
 *
 *     intended ─ … ─ sent ─── role ─── first token ─── token ─── token ─── last token ─── usage, end
 *     ├──────────────── ttft ──────────┤               ├chunkGap─┤          │              │
 *     │                                ├────────── itl x (tokens - 1) ──────┤              │
 *     ├───────────────────────────────────── e2e = latency ────────────────────────────────┤
 *
 * A request that met the rate limit may be sent again; all that is then in its times.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { Caller } from '../caller.ts';
import { stopped } from '../http/call.ts';
import type { HttpClient } from '../http/network.ts';
import { type Failure, judged } from '../http/outcome.ts';
import type { HttpSession } from '../http/session.ts';
import type {
  Aftermath,
  ExchangeError,
  RawRequest,
  RawResponse,
  ResponseHead,
  StreamReceiver,
} from '../http1/client.ts';
import { MeasuredCall } from '../measured-call.ts';
import { type HeadFault, headFault, statusFault } from '../sse/head-fault.ts';
import type { LatenessMeter } from '../sse/lateness.ts';
import type { StreamTimers } from '../sse/session.ts';
import { type Answer, WholeAnswer } from './answer.ts';
import { meets, type ParsedBounds } from './bounds.ts';
import type { ChunkScanner } from './chunk-scanner.ts';
import { EVENT_TOO_LONG, INCOMPLETE, type LlmFault, NO_JSON, NO_TOKENS, networkFault, refusal } from './fault.ts';
import { figuresOf, NO_TIMES, replyUsage } from './figures.ts';
import type { Price } from './prices.ts';
import type { LlmRecording } from './recording.ts';
import { Reply } from './reply.ts';
import { retryAfterMs } from './retry-after.ts';
import type { LlmSettings } from './settings.ts';
import { TokenStream } from './token-stream.ts';
import type { LlmOptions, LlmReply } from './types.ts';

/** What the requests of a worker share. */
export interface CallTools {
  readonly timers: StreamTimers;
  readonly lateness: LatenessMeter;
  readonly scanner: ChunkScanner;
  readonly settings: LlmSettings;
}

/** What is to be sent, and how. */
export interface Dispatch {
  readonly http: HttpSession;
  readonly client: HttpClient;
  readonly request: RawRequest;
  readonly isStreamed: boolean;
  readonly limitMs: number;
  readonly retries: number;
  readonly bounds: ParsedBounds | undefined;
  readonly price: Price | undefined;
  readonly options: LlmOptions;
}

/** Who waits for the reply. Exactly one of `resolve` and `reject` is told, after `forget`. */
export interface Waiter {
  resolve(reply: LlmReply): void;
  reject(reason: unknown): void;
  forget(call: ModelCall): void;
}

const TOO_MANY_REQUESTS = 429;
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
const MOST_SHOWN_CHARACTERS = 2_000;
/** Where the server does not say how long to wait: the first pause, doubled each time. */
const FIRST_PAUSE_MS = 1_000;

export class ModelCall extends MeasuredCall implements StreamReceiver {
  private readonly tools: CallTools;
  private readonly dispatch: Dispatch;
  private readonly recording: LlmRecording;
  private readonly waiter: Waiter;
  private cancel: () => void;
  private head: ResponseHead | undefined;
  private wrongHead: HeadFault | undefined;
  private tokens: TokenStream | undefined;
  /** Of a body that is no stream. */
  private pieces: Buffer[];
  private pieceBytes: number;
  private readMs: number;
  /** How long what was read last had lain, at most. */
  private delayMs: number;
  private tries: number;
  private fault: LlmFault | undefined;
  private parsedBody: { readonly value: unknown } | undefined;
  /** What it will have counted as, as far as is known: what is `doubted` the task may still pardon. */
  private standing: 'right' | 'doubted' | 'failed';

  /** The caller has begun the operation. */
  constructor(
    tools: CallTools,
    dispatch: Dispatch,
    caller: Caller,
    operation: OperationRecorder,
    recording: LlmRecording,
    waiter: Waiter,
  ) {
    super(caller, operation, dispatch.http.shared.now());
    this.tools = tools;
    this.dispatch = dispatch;
    this.recording = recording;
    this.waiter = waiter;
    this.cancel = () => {};
    this.head = undefined;
    this.wrongHead = undefined;
    this.tokens = undefined;
    this.pieces = [];
    this.pieceBytes = 0;
    this.readMs = this.sentMs;
    this.delayMs = 0;
    this.tries = 0;
    this.fault = undefined;
    this.parsedBody = undefined;
    this.standing = 'right';
  }

  /** Sends the request, for the first time or again. */
  send(nowMs: number): void {
    const { http, client, request, limitMs, options } = this.dispatch;
    // In whole milliseconds, so that the deadlines of many requests are of few lengths.
    const leftMs = this.tries === 0 ? limitMs : Math.ceil(this.sentMs + limitMs - nowMs);
    this.tries += 1;
    this.readMs = nowMs;
    const exchange = client.stream(request, http.shared.limits(leftMs, options), this);
    this.cancel = () => exchange.cancel();
  }

  /** @internal The run is over while it waits to be sent again; an exchange tells by itself. */
  cutOff(): void {
    if (Number.isNaN(this.endMs)) this.censor(this.dispatch.http.shared.now());
  }

  onHead(head: ResponseHead): void {
    const { isStreamed, options } = this.dispatch;
    this.head = head;
    this.wrongHead = isStreamed ? headFault(head) : statusFault(head);
    this.pieces = [];
    this.pieceBytes = 0;
    this.tokens = undefined;
    if (!isStreamed || this.wrongHead !== undefined) return;
    const { trends } = this.recording;
    this.tokens = new TokenStream(this.tools.scanner, trends, this.intendedMs, options.onText);
  }

  onBody(bytes: Buffer, start: number, end: number, atMs: number): void {
    const { tokens } = this;
    if (tokens === undefined) {
      this.keep(bytes, start, end);
      return;
    }
    // Chunks that one read brought have lain as long as one another.
    if (atMs !== this.readMs) this.delayMs = this.tools.lateness.latenessMs(atMs, this.readMs);
    this.recording.trends.clientDelay.record(this.delayMs);
    this.readMs = atMs;
    if (tokens.feed(bytes, start, end, atMs)) return;
    tokens.fault = EVENT_TOO_LONG;
    this.cancel();
  }

  /** @internal of the client */
  get aftermath(): Aftermath | undefined {
    return this.fault === undefined ? this.operation : undefined;
  }

  /** @internal of the client */
  answered(raw: RawResponse): void {
    this.operation.bytes(raw.bytesIn, raw.bytesOut);
    if (raw.status === TOO_MANY_REQUESTS && this.waitsForLimit(raw)) return;
    const { operation } = this;
    const connectMs = raw.dnsMs + raw.connectMs;
    this.countAnswer(this.dispatch.http.shared.recorder, raw.endMs);
    operation.status(raw.status);
    operation.phases(
      connectMs,
      raw.tlsMs,
      raw.firstByteMs - raw.startMs - connectMs - raw.tlsMs,
      raw.endMs - raw.firstByteMs,
    );
    this.fault = this.answerFault();
    this.end(raw.endMs);
  }

  /** @internal of the client */
  failed(error: ExchangeError): void {
    if (!Number.isNaN(this.endMs)) return;
    const { http, limitMs } = this.dispatch;
    const { recorder } = http.shared;
    this.operation.bytes(error.bytesIn, error.bytesOut);
    if (error.code === 'aborted' && http.isOver) {
      this.censor(error.endMs);
      return;
    }
    if (error.code === 'timeout') this.countTimeout(recorder, error.endMs, limitMs);
    else this.countLost(recorder, error.endMs);
    this.fault = this.tokens?.fault ?? networkFault(error, limitMs, this.head !== undefined);
    this.end(error.endMs);
  }

  override fail(why: string): void {
    super.fail(why);
    this.standing = 'failed';
  }

  override pass(): void {
    super.pass();
    if (this.standing === 'doubted') this.standing = 'right';
  }

  /** @internal 0 when there was no answer. */
  get status(): number {
    return this.head?.status ?? 0;
  }

  /** @internal Whether it counts as right, as far as is known. */
  get isRight(): boolean {
    return this.standing === 'right';
  }

  /** @internal What a request without a stream was answered with; `undefined` when that is no JSON. */
  get body(): unknown {
    this.parsedBody ??= { value: this.tokens === undefined ? parseJson(this.bodyText()) : undefined };
    return this.parsedBody.value;
  }

  protected override failLater(failure: Failure): void {
    super.failLater(failure);
    if (this.standing === 'right') this.standing = 'doubted';
  }

  protected shownStatus(): string | undefined {
    return this.head === undefined ? undefined : String(this.head.status);
  }

  protected shownAnswer(): string | undefined {
    const text = this.tokens === undefined ? this.bodyText() : this.tokens.answer.text;
    const shown = text === '' ? (this.fault?.brief ?? '') : text;
    return shown.slice(0, MOST_SHOWN_CHARACTERS);
  }

  /** Has the request sent again when the rate limit lets it; false when it is not. */
  private waitsForLimit(raw: RawResponse): boolean {
    const { http, limitMs, retries } = this.dispatch;
    const { shared } = http;
    const askedMs = retryAfterMs(raw.headers, shared.epochMs());
    this.recording.trends.rateLimited.record(askedMs ?? 0);
    const dueMs = raw.endMs + (askedMs ?? FIRST_PAUSE_MS * 2 ** (this.tries - 1));
    if (this.tries > retries || dueMs >= this.sentMs + limitMs) return false;
    this.tools.timers.at(dueMs, {
      ring: () => {
        if (Number.isNaN(this.endMs)) this.send(shared.now());
      },
    });
    return true;
  }

  private answerFault(): LlmFault | undefined {
    const { wrongHead, tokens } = this;
    if (wrongHead !== undefined) {
      const isLimited = this.head?.status === TOO_MANY_REQUESTS;
      return refusal(isLimited ? 'rate-limited' : wrongHead.code, wrongHead.brief, this.bodyText());
    }
    if (tokens === undefined) return this.body === undefined ? NO_JSON : undefined;
    if (tokens.fault !== undefined) return tokens.fault;
    if (!tokens.hasEnded) return INCOMPLETE;
    return tokens.chunks === 0 ? NO_TOKENS : undefined;
  }

  private end(endMs: number): void {
    const { fault, dispatch } = this;
    const { bounds, price } = dispatch;
    const answer: Answer = this.tokens?.answer ?? new WholeAnswer(fault === undefined ? this.body : undefined);
    const times = this.tokens ?? NO_TIMES;
    if (times.chunks > 0) this.recording.trends.streaming.record(endMs - times.firstMs);
    const e2eMs = fault === undefined ? endMs - this.intendedMs : undefined;
    const figures = figuresOf(times, replyUsage(answer.usage, times), this.intendedMs, e2eMs, price);
    const isInBounds = bounds && fault === undefined && meets(bounds, figures);
    const reply = new Reply(this, answer, times.chunks, figures, isInBounds, fault);
    if (fault === undefined) {
      this.recording.record(figures);
      this.inspect(reply);
    } else {
      this.failLater({ type: fault.code, message: fault.brief });
    }
    if (isInBounds !== undefined) this.judgeLater(isInBounds);
    this.waiter.forget(this);
    if (this.tokens?.thrown === undefined) this.waiter.resolve(reply);
    else this.waiter.reject(this.tokens.thrown.reason);
  }

  private inspect(reply: LlmReply): void {
    const { expect } = this.dispatch.options;
    const failure = expect === undefined ? undefined : judged(expect, reply);
    if (failure !== undefined) this.failLater(failure);
  }

  /** Whether it was good is known when the iteration ends: until then the task may find it wrong. */
  private judgeLater(isInBounds: boolean): void {
    this.caller.settleLater(() => this.recording.trends.good.record(isInBounds && this.isRight ? 1 : 0));
  }

  private censor(nowMs: number): void {
    this.countCensored(nowMs);
    this.waiter.forget(this);
    this.waiter.reject(stopped());
  }

  private keep(bytes: Buffer, start: number, end: number): void {
    if (this.pieceBytes > MOST_KEPT_BYTES) return;
    this.pieces.push(Buffer.from(bytes.subarray(start, end)));
    this.pieceBytes += end - start;
  }

  private bodyText(): string {
    return Buffer.concat(this.pieces).toString('utf8');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
