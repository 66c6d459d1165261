/**
 * One request on its way over a stream of HTTP/2, with the times and sizes noted on the way. Sizes are those of its frames.
 */
import { BodyCollector } from '../http1/body-collector.ts';
import type { StreamReceiver } from '../http1/body-stream.ts';
import type { Fault } from '../http1/errors.ts';
import { type ExchangeLimits, type ExchangeReceiver, IDEMPOTENT_METHODS, type RawRequest } from '../http1/exchange.ts';
import { Running, type RunningOwner } from '../http1/running.ts';
import { Upload, type UploadOwner } from '../http1/upload.ts';
import { type BodyStream, BodyWriter, SHORT_BODY, textOf } from './body-writer.ts';
import type { Http2Connection } from './connection.ts';
import { WRONG } from './field-traits.ts';
import { DATA, END_STREAM, FRAME_HEAD_BYTES, frameText } from './frames.ts';
import type { HeaderDecoder } from './header-decoder.ts';
import { type StreamHead, StreamResponse } from './response.ts';
import type { Streams } from './streams.ts';

/** Who is told what becomes of an exchange. */
export interface StreamOwner extends RunningOwner<StreamExchange> {
  onAnswer(exchange: StreamExchange, response: StreamResponse): void;
  onUploadFault(exchange: StreamExchange, fault: Fault): void;
}

const SWITCHING_PROTOCOLS = 101;
const NO_CONTENT = 204;
const NOT_MODIFIED = 304;
/** A server that goes on refusing is down, however politely. */
const MOST_REFUSALS = 5;
/** Past so much that was read, the server is told that it may send as much again, in bytes. */
const WIDENED_BY = 1 << 19;

export class StreamExchange extends Running implements UploadOwner, BodyStream {
  /** The connection that it is on, or that is being opened for it. */
  connection: Http2Connection | undefined = undefined;
  /** The number of its stream; 0 before it has one. */
  stream = 0;
  /** How much of its body may be sent, in bytes. */
  sendWindow = 0;
  /** How much has come of which the server has not been told that it may send as much again, in bytes. */
  windowUsed = 0;
  protected readonly owner: StreamOwner;
  private readonly streamReceiver: StreamReceiver | undefined;
  private readonly body = new BodyCollector();
  /** Those among which its stream is. */
  private streams: Streams | undefined = undefined;
  /** How often a server would not look at it. */
  private refusals = 0;
  private writer: BodyWriter | undefined = undefined;
  private upload: Upload | undefined = undefined;
  private head: StreamHead | undefined = undefined;
  /** What the head says of the body's length; -1 when it does not matter. */
  private expectedBytes = -1;
  private trailerText = '';
  private readBytes = 0;
  private isSent = false;
  /** Whether the server has said its last on the stream. */
  private isAnswered = false;
  private isPaused = false;
  /** What came while it was paused. */
  private held: Buffer[] | undefined = undefined;

  /** @param streamReceiver the receiver, if it wants the answer as it comes */
  constructor(
    request: RawRequest,
    limits: ExchangeLimits,
    receiver: ExchangeReceiver,
    owner: StreamOwner,
    streamReceiver: StreamReceiver | undefined,
  ) {
    super(request, limits, receiver, owner.now());
    this.streamReceiver = streamReceiver;
    this.owner = owner;
  }

  /** Whether anything is to be sent behind its head. */
  get hasBody(): boolean {
    const { body, upload } = this.request;
    return upload !== undefined || (body !== undefined && body.length > 0);
  }

  /** Whether both sides have said their last on the stream. */
  get isOverOnBothSides(): boolean {
    return this.isSent && this.isAnswered;
  }

  /** What it is waiting for, as the end of a sentence about a time-out. */
  get progress(): string {
    if (this.stream === 0) {
      return this.connection?.progress ?? 'the request was still waiting for room on a connection';
    }
    if (this.head !== undefined) return `${this.body.totalBytes} bytes of the body had come`;
    return 'the request was sent, but no answer had begun';
  }

  /** Takes its place on a stream. */
  begin(streams: Streams, stream: number, sendWindow: number): void {
    this.streams = streams;
    this.stream = stream;
    this.sendWindow = sendWindow;
    this.windowUsed = 0;
    this.isSent = !this.hasBody;
  }

  /** The frame of a body that goes with the head, in the same write; empty for others. */
  shortBody(): string {
    const { body, upload } = this.request;
    if (this.isSent || body === undefined || upload !== undefined || body.length > SHORT_BODY) return '';
    const text = textOf(body);
    if (text.length > this.roomBytes) return '';
    this.isSent = true;
    this.sendWindow -= text.length;
    this.streams!.sendWindow -= text.length;
    this.bytesOut += FRAME_HEAD_BYTES + text.length;
    return frameText(DATA, END_STREAM, this.stream, text);
  }

  /** Begins to send a body that did not go with the head. */
  sendBody(): void {
    if (this.isSent) return;
    const { body, upload } = this.request;
    const writer = new BodyWriter(this, upload === undefined ? Buffer.byteLength(body!) : upload.length);
    this.writer = writer;
    if (upload === undefined) {
      writer.end(body);
    } else {
      const running = new Upload(writer, upload, this, false);
      this.upload = running;
      running.run().then(() => {
        if (running.isDone && !writer.destroyed) writer.end();
      });
    }
  }

  /** How much of its body may be sent now, in one frame. */
  get roomBytes(): number {
    const { streams, sendWindow } = this;
    return streams === undefined ? 0 : Math.min(sendWindow, streams.sendWindow, streams.maxFrameBytes);
  }

  sendData(piece: Uint8Array, flags: number, sent: (() => void) | undefined): void {
    this.sendWindow -= piece.byteLength;
    this.bytesOut += FRAME_HEAD_BYTES + piece.byteLength;
    this.isSent = (flags & END_STREAM) !== 0;
    this.streams?.sendData(this.stream, piece, flags, sent);
  }

  /** The server takes more of its body. */
  goOn(): void {
    this.writer?.goOn();
  }

  /** Leaves its stream, which may be over or is told to be. */
  leave(): void {
    const { streams } = this;
    this.upload?.stop();
    this.writer?.destroy();
    this.upload = undefined;
    this.writer = undefined;
    this.connection = undefined;
    this.streams = undefined;
    streams?.leave(this);
    this.stream = 0;
  }

  /**
   * Whether it may be sent again: the server has not looked at it, or closed a connection that it had kept, and nothing
   * of an answer had come.
   */
  mayRetry(fault: Fault, isUntouched: boolean): boolean {
    const { method, upload } = this.request;
    if (this.firstByteMs >= 0 || (upload !== undefined && upload.isRepeatable !== true)) return false;
    if (isUntouched) {
      this.refusals += 1;
      return this.refusals <= MOST_REFUSALS;
    }
    return !this.retried && fault.code === 'early-close' && this.reused && IDEMPOTENT_METHODS.has(method);
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
    if (this.held !== undefined) process.nextTick(() => this.handOver());
  }

  /** The frames of an upload are counted as they go. */
  onUploaded(): void {}

  onUploadFault(fault: Fault): void {
    if (!this.isSettled) this.owner.onUploadFault(this, fault);
  }

  /** A header block has come: an informational one, that of the answer, or the trailers. */
  onBlock(block: HeaderDecoder, isLast: boolean): void {
    if (this.firstByteMs < 0) this.firstByteMs = this.streams!.nowMs;
    if ((block.traits & WRONG) !== 0) {
      this.refuse('its headers have one that HTTP/2 does not allow');
    } else if (this.head !== undefined) {
      this.onTrailers(block, isLast);
    } else if (block.status >= 200) {
      this.onHead(block, isLast);
    } else if (block.status < 100 || block.status === SWITCHING_PROTOCOLS || isLast) {
      this.refuse(`it begins with the status ${block.status}`);
    }
  }

  private onHead(block: HeaderDecoder, isLast: boolean): void {
    const { status, contentLength, traits } = block;
    if (Number.isNaN(contentLength)) {
      this.refuse('it says two lengths of its body');
      return;
    }
    this.head = { status, text: block.text, marks: traits };
    this.body.reset(this.streamReceiver === undefined ? this.maxBodyBytes : 0, undefined);
    const isBodiless = this.request.method === 'HEAD' || status === NO_CONTENT || status === NOT_MODIFIED;
    this.expectedBytes = isBodiless ? -1 : contentLength;
    if (this.expectedBytes > 0) this.body.expect(contentLength);
    this.streamReceiver?.onHead(new StreamResponse(this.head, this, this.firstByteMs));
    if (isLast) this.onEnd();
  }

  private onTrailers(block: HeaderDecoder, isLast: boolean): void {
    if (!isLast || block.status !== 0) {
      this.refuse('it has a second head');
      return;
    }
    this.trailerText = block.text;
    this.onEnd();
  }

  /** A piece of the body has come. */
  onPiece(bytes: Buffer, start: number, end: number): void {
    if (this.head === undefined) this.refuse('its body comes before its head');
    else if (this.isPaused || this.held !== undefined) this.hold(Buffer.from(bytes.subarray(start, end)));
    else this.take(bytes, start, end, this.streams!.nowMs);
  }

  /** The server has said its last on the stream. */
  onEnd(): void {
    if (this.isSettled) return;
    this.isAnswered = true;
    if (this.head === undefined) this.refuse('its body comes before its head');
    else if (this.isPaused || this.held !== undefined) this.hold(undefined);
    else this.complete(this.head, this.streams!.nowMs);
  }

  /** So much more has been read, or was nothing to be read, that the server may send it again. */
  consume(bytes: number): void {
    this.readBytes += bytes;
    if (this.readBytes < WIDENED_BY || this.isAnswered) return;
    this.windowUsed -= this.readBytes;
    this.streams?.widen(this.stream, this.readBytes);
    this.readBytes = 0;
  }

  private hold(piece: Buffer | undefined): void {
    this.held ??= [];
    if (piece !== undefined) this.held.push(piece);
  }

  /** Tells what was held while it was paused. */
  private handOver(): void {
    const nowMs = this.owner.now();
    while (this.held !== undefined && !this.isPaused && !this.isSettled) {
      const piece = this.held.shift();
      if (piece !== undefined) this.take(piece, 0, piece.length, nowMs);
      else this.held = undefined;
    }
    if (this.held === undefined && this.isAnswered && !this.isSettled) this.complete(this.head!, nowMs);
  }

  private take(bytes: Buffer, start: number, end: number, nowMs: number): void {
    this.body.append(bytes, start, end);
    this.streamReceiver?.onBody(bytes, start, end, nowMs);
    this.consume(end - start);
  }

  private complete(head: StreamHead, nowMs: number): void {
    const { totalBytes, truncated } = this.body;
    const { expectedBytes } = this;
    if (expectedBytes >= 0 && expectedBytes !== totalBytes) {
      this.refuse(`its body has ${totalBytes} bytes, of which its head says that they are ${expectedBytes}`);
      return;
    }
    const isKept = this.streamReceiver === undefined;
    const kept = { bytes: this.body.take(), totalBytes, truncated: isKept && truncated };
    this.owner.onAnswer(this, new StreamResponse(head, this, nowMs, kept, this.trailerText));
  }

  private refuse(what: string): void {
    this.streams?.refuse(this, what);
  }
}
