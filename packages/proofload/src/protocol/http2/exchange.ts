/**
 * One request on its way over a stream of HTTP/2, with the times and sizes noted on the way. Sizes count header fields
 * before compression and bodies as they are.
 */
import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import { BodyCollector } from '../http1/body-collector.ts';
import type { RunningExchange, StreamReceiver } from '../http1/body-stream.ts';
import type { DeadlineList, Timed } from '../http1/deadlines.ts';
import { type ExchangeError, exchangeError, type Fault } from '../http1/errors.ts';
import {
  DEFAULT_MAX_BODY_BYTES,
  type ExchangeLimits,
  type ExchangeReceiver,
  IDEMPOTENT_METHODS,
  type RawRequest,
} from '../http1/exchange.ts';
import type { ExchangeTimes } from '../http1/response.ts';
import type { SignalWatch } from '../http1/signal-watch.ts';
import { Upload, type UploadOwner } from '../http1/upload.ts';
import type { Http2Connection } from './connection.ts';
import { CANCEL, REFUSED_STREAM } from './faults.ts';
import type { RequestFields } from './request-headers.ts';
import { fieldBytes, StreamResponse } from './response.ts';

/** Who is told what becomes of an exchange. */
export interface StreamOwner {
  now(): number;
  onAnswer(exchange: StreamExchange, response: StreamResponse): void;
  /** The stream is over without a whole answer. */
  onReset(exchange: StreamExchange, code: number, error: Error | undefined): void;
  onUploadFault(exchange: StreamExchange, fault: Fault): void;
  onExpiry(exchange: StreamExchange, nowMs: number): void;
  onCancel(exchange: StreamExchange): void;
  onRenewal(exchange: StreamExchange, timeoutMs: number): void;
}

export class StreamExchange implements Timed, ExchangeTimes, RunningExchange, UploadOwner {
  readonly request: RawRequest;
  readonly receiver: ExchangeReceiver;
  timeoutMs: number;
  startMs: number;
  firstByteMs = -1;
  dnsMs = 0;
  connectMs = 0;
  tlsMs = 0;
  bytesIn = 0;
  bytesOut = 0;
  reused = false;
  retried = false;
  isSettled = false;
  /** The connection that it is on, or that is being opened for it. */
  connection: Http2Connection | undefined = undefined;
  watch: SignalWatch | undefined = undefined;
  deadlineMs = 0;
  deadlineList: DeadlineList | undefined = undefined;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;
  private readonly owner: StreamOwner;
  private readonly streamReceiver: StreamReceiver | undefined;
  private readonly body = new BodyCollector();
  private readonly maxBodyBytes: number;
  private stream: ClientHttp2Stream | undefined = undefined;
  private upload: Upload | undefined = undefined;
  private head: IncomingHttpHeaders | undefined = undefined;
  private trailers: IncomingHttpHeaders | undefined = undefined;
  private isPaused = false;

  /** @param streamReceiver the receiver, if it wants the answer as it comes */
  constructor(
    request: RawRequest,
    limits: ExchangeLimits,
    receiver: ExchangeReceiver,
    owner: StreamOwner,
    streamReceiver: StreamReceiver | undefined,
  ) {
    this.request = request;
    this.receiver = receiver;
    this.streamReceiver = streamReceiver;
    this.timeoutMs = limits.timeoutMs;
    this.maxBodyBytes = limits.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    this.startMs = owner.now();
    this.owner = owner;
  }

  /** What the stream is to be opened with. */
  get endsWithHead(): boolean {
    return this.request.body === undefined && this.request.upload === undefined;
  }

  /** What it is waiting for, as the end of a sentence about a time-out. */
  get progress(): string {
    if (this.stream === undefined) {
      return this.connection?.progress ?? 'the request was still waiting for room on a connection';
    }
    if (this.head !== undefined) return `${this.body.totalBytes} bytes of the body had come`;
    return 'the request was sent, but no answer had begun';
  }

  /** Sends it on a stream that has just been opened. */
  run(stream: ClientHttp2Stream, fields: RequestFields): void {
    this.stream = stream;
    this.bytesOut += fields.bytes;
    stream.on('headers', () => this.noteFirstByte());
    stream.on('response', (head) => this.onHead(head));
    stream.on('trailers', (trailers) => {
      this.trailers = trailers;
      this.bytesIn += fieldBytes(trailers);
    });
    stream.on('data', (bytes: Buffer) => this.onData(bytes));
    stream.on('end', () => this.onEnd(stream));
    let cause: Error | undefined;
    stream.on('error', (error) => {
      cause = error;
    });
    stream.on('close', () => {
      if (!this.isSettled && this.stream === stream) this.owner.onReset(this, stream.rstCode ?? CANCEL, cause);
    });
    if (this.isPaused) stream.pause();
    this.sendBody(stream);
  }

  /** Leaves its stream, which may be over or is told to be. */
  leave(): void {
    const { stream } = this;
    this.upload?.stop();
    this.stream = undefined;
    if (stream !== undefined && !stream.closed) stream.close(CANCEL);
  }

  /**
   * Whether it may be sent again: the server has not looked at it, or closed a connection that it had kept, and nothing
   * of an answer had come.
   */
  mayRetry(fault: Fault, code: number): boolean {
    if (this.retried || this.firstByteMs >= 0 || this.request.upload !== undefined) return false;
    if (code === REFUSED_STREAM) return true;
    return fault.code === 'early-close' && this.reused && IDEMPOTENT_METHODS.has(this.request.method);
  }

  cancel(): void {
    if (!this.isSettled) this.owner.onCancel(this);
  }

  pause(): void {
    this.isPaused = true;
    this.stream?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.stream?.resume();
  }

  renew(timeoutMs: number): void {
    if (!this.isSettled) this.owner.onRenewal(this, timeoutMs);
  }

  expire(nowMs: number): void {
    this.owner.onExpiry(this, nowMs);
  }

  onUploaded(bytes: number): void {
    this.bytesOut += bytes;
  }

  onUploadFault(fault: Fault): void {
    if (!this.isSettled) this.owner.onUploadFault(this, fault);
  }

  error(fault: Fault, nowMs: number): ExchangeError {
    const { startMs, bytesIn, bytesOut } = this;
    return exchangeError(fault, { startMs, endMs: nowMs, bytesIn, bytesOut });
  }

  private sendBody(stream: ClientHttp2Stream): void {
    const { body, upload } = this.request;
    if (upload !== undefined) {
      const running = new Upload(stream, upload, this, false);
      this.upload = running;
      running.run().then(() => {
        if (running.isDone && !stream.destroyed) stream.end();
      });
    } else if (body !== undefined) {
      this.bytesOut += Buffer.byteLength(body);
      stream.end(body);
    }
  }

  private noteFirstByte(): void {
    if (this.firstByteMs >= 0) return;
    this.firstByteMs = this.owner.now();
    if (this.connection !== undefined) this.connection.heardMs = this.firstByteMs;
  }

  private onHead(head: IncomingHttpHeaders): void {
    if (this.isSettled) return;
    this.noteFirstByte();
    this.head = head;
    this.bytesIn += fieldBytes(head);
    this.body.reset(this.streamReceiver === undefined ? this.maxBodyBytes : 0, undefined);
    const length = Number(head['content-length']);
    if (length > 0 && this.request.method !== 'HEAD') this.body.expect(length);
    this.streamReceiver?.onHead(new StreamResponse(head, this, this.firstByteMs));
  }

  private onData(bytes: Buffer): void {
    if (this.isSettled) return;
    this.bytesIn += bytes.length;
    this.body.append(bytes, 0, bytes.length);
    this.streamReceiver?.onBody(bytes, 0, bytes.length, this.owner.now());
  }

  /** The stream also ends so when the server resets it, which `close` tells of. */
  private onEnd(stream: ClientHttp2Stream): void {
    if (this.isSettled || this.stream !== stream || this.head === undefined || stream.rstCode > 0) return;
    const { totalBytes, truncated } = this.body;
    // What the server did not wait for is not sent on.
    if (stream.writableEnded) this.stream = undefined;
    const isKept = this.streamReceiver === undefined;
    const kept = { bytes: this.body.take(), totalBytes, truncated: isKept && truncated };
    this.owner.onAnswer(this, new StreamResponse(this.head, this, this.owner.now(), kept, this.trailers));
  }
}
