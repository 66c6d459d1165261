/**
 * One request on its way to one answer: what was asked for, its limits, and the times and sizes noted on the way.
 */
import type { BodySink } from './body-collector.ts';
import type { BodyStream, StreamReceiver } from './body-stream.ts';
import type { Connection } from './connection.ts';
import type { ExchangeError, Fault } from './errors.ts';
import type { ParserExpectation } from './parser.ts';
import type { RawResponse } from './response.ts';
import { Running, type RunningOwner } from './running.ts';
import type { UploadBody } from './upload.ts';

/** A request in the form in which it goes over the wire. */
export interface RawRequest {
  readonly method: string;
  /** Request line and all headers, as `encodeHead` makes them; sent as Latin-1. */
  readonly head: string;
  /** A text is sent as UTF-8; the head already has the length. */
  readonly body: Uint8Array | string | undefined;
  /** In place of `body`: one that is made while it is sent. */
  readonly upload?: UploadBody;
  /** The head says `Expect: 100-continue`: the body is sent when the server consents, or stays silent for a second. */
  readonly expectsContinue?: boolean;
  /** The head asks for another protocol: an answer of 101 has the socket. So has a successful one to CONNECT. */
  readonly upgrades?: boolean;
}

/** What bounds an exchange. */
export interface ExchangeLimits {
  /** From the call to the last byte of the answer, in milliseconds; `Infinity` for no limit. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** How much of a body is kept, in bytes; the rest is counted and dropped. 64 MB by default. */
  readonly maxBodyBytes?: number;
}

/** Who is told how an exchange ended: exactly one of the two, once, and neither may throw. */
export interface ExchangeReceiver {
  /** Asked after `answered`: where a fault counts that shows later; without one, it counts nowhere. */
  readonly aftermath?: Aftermath | undefined;
  answered(response: RawResponse): void;
  failed(error: ExchangeError): void;
}

/** Counts a fault of an exchange that had been answered: more came behind the answer. An operation's recorder is one. */
export interface Aftermath {
  failed(code: Fault['code'], message: string, atMs: number): void;
}

/** Who ends an exchange from this side. */
export interface ExchangeOwner extends RunningOwner<Exchange> {
  /** Whether connections carry one exchange after the other. */
  readonly reuses: boolean;
}

/** Methods that may be sent twice without harm (RFC 9110, section 9.2.2). */
export const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']);

/** An exchange that is waiting for a connection, or for its answer on one. */
export class Exchange extends Running implements ParserExpectation {
  /** The receiver once more, if it wants the answer as it comes. */
  readonly streamReceiver: StreamReceiver | undefined;
  readonly isHead: boolean;
  readonly isConnect: boolean;
  readonly isUpgrade: boolean;
  /** Whether its connection is to be closed after it. */
  readonly isLast: boolean;
  /** Whether the request certainly never left this machine, so that it may be sent again whatever its method. */
  unsent = false;
  /** The connection that it is on, or that is being opened for it. */
  connection: Connection | undefined = undefined;
  /** The way of its answer to the stream's receiver, on the connection that it is on. */
  stream: BodyStream | undefined = undefined;
  protected readonly owner: ExchangeOwner;

  /** @param streamReceiver the receiver, if it wants the answer as it comes */
  constructor(
    request: RawRequest,
    limits: ExchangeLimits,
    receiver: ExchangeReceiver,
    owner: ExchangeOwner,
    streamReceiver: StreamReceiver | undefined,
  ) {
    super(request, limits, receiver, owner.now());
    this.streamReceiver = streamReceiver;
    this.isHead = request.method === 'HEAD';
    this.isConnect = request.method === 'CONNECT';
    this.isUpgrade = request.upgrades === true;
    this.isLast = !owner.reuses;
    this.owner = owner;
  }

  /** Whether its connection may become another protocol's, so that it needs one of its own. */
  get mayLeaveHttp(): boolean {
    return this.isUpgrade || this.isConnect;
  }

  /** Whether its body goes out after the head, in writes of its own. */
  get hasBodyApart(): boolean {
    return this.request.upload !== undefined || this.request.expectsContinue === true;
  }

  /** Whether it may be sent before the one in front of it is answered, and sent again when that closes the connection. */
  get mayPipeline(): boolean {
    const isPlain = !this.hasBodyApart && !this.mayLeaveHttp && this.streamReceiver === undefined;
    return isPlain && !this.isLast && IDEMPOTENT_METHODS.has(this.request.method);
  }

  get bodySink(): BodySink | undefined {
    return this.stream;
  }

  pause(): void {
    if (!this.isSettled) this.connection?.pause();
  }

  resume(): void {
    if (!this.isSettled) this.connection?.resume();
  }

  /**
   * Whether it may be sent again on a new connection: when the kept one turned out to be closed, as servers do with
   * idle connections, and nothing of an answer had come.
   */
  mayRetry(fault: Fault): boolean {
    const { upload } = this.request;
    if (!this.reused || this.retried || this.bytesIn > 0) return false;
    if (upload !== undefined && upload.isRepeatable !== true) return false;
    if (fault.code !== 'reset' && fault.code !== 'early-close') return false;
    return this.unsent || IDEMPOTENT_METHODS.has(this.request.method);
  }
}
