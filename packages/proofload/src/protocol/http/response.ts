/**
 * A response as a task sees it; all that costs anything happens when it is asked for.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { Caller } from '../caller.ts';
import type { ExchangeError, RawResponse } from '../http1/client.ts';
import { type Settled, Settlement } from '../settlement.ts';
import type { Call } from './call.ts';
import { charsetOf, decodeBody, decodeText, isUtf8 } from './decode.ts';
import { HttpError } from './errors.ts';
import type { Failure } from './outcome.ts';
import type { HttpResponse, ResponseHeaders, Timings } from './types.ts';

const NO_HEADERS: ResponseHeaders = { get: () => undefined, getAll: () => [], has: () => false };
const BYTE_ORDER_MARK = 0xfeff;
const EXCERPT_LENGTH = 200;

export class CallResponse implements HttpResponse, Settled {
  readonly status: number;
  private readonly call: Call;
  private readonly raw: RawResponse | undefined;
  private readonly cause: ExchangeError | undefined;
  private decoded: Buffer | undefined;
  private decodedText: string | undefined;
  /** There is one as soon as it matters what the response counts as. */
  private settlement: Settlement | undefined;

  /** Exactly one of `raw` and `cause` is given. */
  constructor(call: Call, raw: RawResponse | undefined, cause: ExchangeError | undefined) {
    this.status = raw === undefined ? 0 : raw.status;
    this.call = call;
    this.raw = raw;
    this.cause = cause;
    this.decoded = undefined;
    this.decodedText = undefined;
    this.settlement = undefined;
  }

  get statusText(): string {
    return this.raw?.statusText ?? '';
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get error(): HttpError | undefined {
    const { cause } = this;
    return cause && new HttpError(cause.code, cause.message, cause, this.verdict !== undefined);
  }

  get headers(): ResponseHeaders {
    return this.raw?.headers ?? NO_HEADERS;
  }

  get trailers(): ResponseHeaders {
    return this.raw?.trailers ?? NO_HEADERS;
  }

  get url(): string {
    return this.call.url;
  }

  get redirected(): boolean {
    return this.call.hops !== undefined;
  }

  get timings(): Timings {
    return this.call.timings(this.ended);
  }

  /** @internal Why it counts as failed, as things stand. */
  get verdict(): Failure | undefined {
    return this.settlement?.failure;
  }

  get size(): number {
    return this.raw?.bodyBytes ?? 0;
  }

  get hash(): string | undefined {
    return this.call.digest;
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
      throw new HttpError('json', this.noJsonMessage(text), cause, this.verdict !== undefined);
    }
  }

  fail(why: string): void {
    this.settle().fail(why);
  }

  pass(): void {
    this.settlement?.pass();
  }

  /** Counts a failure when the iteration ends, unless the task says otherwise until then. */
  failLater(failure: Failure): void {
    this.settle().failLater(failure);
  }

  /** Decides at the iteration's end what the response counts as, and whether it is kept to explain a percentile. */
  settleLater(): void {
    this.settle().settleLater();
  }

  /** @internal */
  get caller(): Caller {
    return this.call.session.caller;
  }

  /** @internal */
  get operation(): OperationRecorder {
    return this.call.operation;
  }

  /** @internal */
  get endMs(): number {
    return this.ended.endMs;
  }

  /** @internal */
  keepExemplar(failure: Failure | undefined): void {
    this.call.keepExemplar(this.ended, this, failure);
  }

  private settle(): Settlement {
    this.settlement ??= new Settlement(this);
    return this.settlement;
  }

  private get ended(): RawResponse | ExchangeError {
    return this.raw ?? this.cause!;
  }

  /** The body as it came over the wire, once that is known to be all of it. */
  private wholeBody(): RawResponse {
    const { raw } = this;
    if (raw === undefined) throw this.error!;
    const { discard, hash } = this.call.options;
    if (discard === true || hash !== undefined) {
      const why = discard === true ? 'discard' : 'hash';
      throw new HttpError('discarded', `The body of ${this.call.name} was not kept, since the request says "${why}".`);
    }
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
      try {
        this.decoded = decodeBody(body, headers.get('content-encoding') ?? '');
      } catch (error) {
        throw this.undecodable(error as HttpError);
      }
    }
    return this.decoded;
  }

  /** A body that cannot be decoded is a fault of the service, which shows only when somebody looks into it. */
  private undecodable({ code, message, cause }: HttpError): HttpError {
    this.failLater({ type: code, message });
    return new HttpError(code, message, cause, true);
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
