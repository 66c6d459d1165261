/**
 * A response as a task sees it; all that costs anything happens when it is asked for.
 */
import type { ExchangeError, RawResponse } from '../http1/client.ts';
import type { Call } from './call.ts';
import { charsetOf, decodeBody, decodeText, isUtf8 } from './decode.ts';
import { HttpError } from './errors.ts';
import type { Failure } from './outcome.ts';
import type { HttpResponse, ResponseHeaders, Timings } from './types.ts';

const NO_HEADERS: ResponseHeaders = { get: () => undefined, getAll: () => [], has: () => false };
const BYTE_ORDER_MARK = 0xfeff;
const EXCERPT_LENGTH = 200;

export class CallResponse implements HttpResponse {
  readonly status: number;
  private readonly call: Call;
  private readonly raw: RawResponse | undefined;
  private readonly cause: ExchangeError | undefined;
  private decoded: Buffer | undefined;
  private decodedText: string | undefined;
  /** What the response will count as when the iteration ends. */
  private pending: Failure | undefined;
  /** What it has been counted as. */
  private failure: Failure | undefined;
  private isSettling: boolean;

  /** Exactly one of `raw` and `cause` is given. */
  constructor(call: Call, raw: RawResponse | undefined, cause: ExchangeError | undefined) {
    this.status = raw === undefined ? 0 : raw.status;
    this.call = call;
    this.raw = raw;
    this.cause = cause;
    this.decoded = undefined;
    this.decodedText = undefined;
    this.pending = undefined;
    this.failure = undefined;
    this.isSettling = false;
  }

  get statusText(): string {
    return this.raw?.statusText ?? '';
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get error(): HttpError | undefined {
    const { cause } = this;
    return cause && new HttpError(cause.code, cause.message, cause);
  }

  get headers(): ResponseHeaders {
    return this.raw?.headers ?? NO_HEADERS;
  }

  get url(): string {
    return this.call.url;
  }

  get redirected(): boolean {
    return this.call.hops !== undefined;
  }

  get timings(): Timings {
    return this.call.timings(this.raw ?? this.cause!);
  }

  /** @internal The clock's time at which it began and ended, in ms; that of a redirect's last hop. */
  get span(): { readonly startMs: number; readonly endMs: number } {
    return this.raw ?? this.cause!;
  }

  /** @internal Why it counts as failed, as things stand. */
  get verdict(): Failure | undefined {
    return this.failure ?? this.pending;
  }

  get bytes(): Uint8Array {
    return this.content();
  }

  text(): string {
    this.decodedText ??= this.readText();
    return this.decodedText;
  }

  json<T = unknown>(): T {
    // JSON is UTF-8 whatever the charset says (RFC 8259, section 8.1), so that no header has to be looked for.
    const text = this.utf8Text();
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new HttpError('json', this.noJsonMessage(text), cause);
    }
  }

  fail(why: string): void {
    if (this.isFailed) return;
    this.pending = undefined;
    // In JavaScript it may be an error.
    this.count({ type: 'fail', message: String(why) });
    this.settleLater();
  }

  pass(): void {
    this.pending = undefined;
  }

  /** Counts a failure when the iteration ends, unless the task says otherwise until then. */
  failLater(failure: Failure): void {
    if (this.isFailed) return;
    this.pending = failure;
    this.settleLater();
  }

  /** Decides at the iteration's end what the response counts as, and whether it is kept to explain a percentile. */
  settleLater(): void {
    if (this.isSettling) return;
    this.isSettling = true;
    this.call.session.caller.settleLater(() => {
      if (this.pending !== undefined) this.count(this.pending);
      this.call.keepExemplar(this.raw ?? this.cause!, this, this.failure);
    });
  }

  private get isFailed(): boolean {
    return this.failure !== undefined;
  }

  private count(failure: Failure): void {
    this.failure = failure;
    this.call.operation.failed(failure.type, failure.message, (this.raw ?? this.cause!).endMs);
  }

  /** The body as it came over the wire, once that is known to be all of it. */
  private wholeBody(): RawResponse {
    const { raw } = this;
    if (raw === undefined) throw this.error!;
    if (raw.truncated) {
      throw new HttpError(
        'too-large',
        `The body of ${this.call.name} has ${raw.bodyBytes} bytes, of which only the first ${raw.body.length} were kept.`,
      );
    }
    return raw;
  }

  private content(): Buffer {
    if (this.decoded === undefined) {
      const { body, headers } = this.wholeBody();
      this.decoded = decodeBody(body, headers.get('content-encoding') ?? '');
    }
    return this.decoded;
  }

  private readText(): string {
    const { headers } = this.wholeBody();
    const charset = charsetOf(headers.get('content-type'));
    return isUtf8(charset) ? this.utf8Text() : decodeText(this.content(), charset);
  }

  private utf8Text(): string {
    const raw = this.wholeBody();
    const text = raw.headers.has('content-encoding') ? this.content().toString('utf8') : raw.bodyText();
    return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
  }

  private noJsonMessage(text: string): string {
    const type = this.headers.get('content-type') ?? 'no content type';
    const answer = `The answer ${this.status} to ${this.call.name} (${type}) is not JSON`;
    if (text === '') return `${answer}: it is empty.`;
    const excerpt = text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text;
    return `${answer}: ${JSON.stringify(excerpt)}.`;
  }
}
