/**
 * The incremental parser of responses: pure, fed with pieces of a connection's bytes as they come.
 *
 * A response that arrives in one piece, as nearly all do, is scanned once and kept as one text; only a head that is
 * split is copied aside, and only the bodies that are long, chunked or split are collected in a buffer.
 *
 * ```
 * head ──▶ informational ──▶ head
 *   ├────▶ fixed | chunked | until-close ──▶ done
 *   ├────▶ done (no body)
 *   └────▶ upgraded: what follows is another protocol's
 * any ───▶ failed
 * ```
 */
import { BodyCollector, type BodySink } from './body-collector.ts';
import { ChunkedReader } from './chunked-reader.ts';
import type { Fault } from './errors.ts';
import { HeadScanner, IS_MALFORMED, NEEDS_MORE } from './head-scanner.ts';
import { latin1Text } from './latin1.ts';

/** Where the parser is in a response. */
export type ParserPhase =
  | 'head'
  | 'informational'
  | 'fixed'
  | 'chunked'
  | 'until-close'
  | 'done'
  | 'upgraded'
  | 'failed';

/** The longest head that is read, in bytes. */
export const MAX_HEAD_BYTES = 65_536;

/** A response up to here is kept as one text, body and all; making a buffer of it is left to who asks for one. */
const MAX_TEXT_BYTES = 16_384;
const FIRST_PARTIAL_BYTES = 1_024;
const LF = 0x0a;
/** The length, type, flags and stream of a frame of HTTP/2 (RFC 9113, section 4.1). */
const FRAME_HEAD_BYTES = 9;
/** By which a server of HTTP/2 begins. */
const SETTINGS_FRAME = '\x04';
/** The beginning of the record by which a server of TLS refuses what is none (RFC 8446, section 5.1). */
const TLS_ALERT = '\x15\x03';
const LONGEST_EXCERPT = 200;
const NO_FAULT: Fault = { code: 'malformed', message: '' };
const NO_EXPECTATION: ParserExpectation = {
  isHead: false,
  isConnect: false,
  isUpgrade: false,
  maxBodyBytes: 0,
  bodySink: undefined,
};

/** What the request tells about its response. */
export interface ParserExpectation {
  /** The request was HEAD: the answer has the head of a body that does not come. */
  readonly isHead: boolean;
  /** The request was CONNECT, whose success opens a tunnel. */
  readonly isConnect: boolean;
  /** The request asked to switch protocols, so 101 is an answer. */
  readonly isUpgrade: boolean;
  readonly maxBodyBytes: number;
  /** Where the body goes, when it is not to be kept. */
  readonly bodySink: BodySink | undefined;
}

/** Parses one response after the other of a connection; `begin` before each. */
export class ResponseParser {
  phase: ParserPhase = 'done';
  /** Why the phase is `failed`. */
  fault: Fault = NO_FAULT;
  /** What the head said; valid once the phase has left `head`. */
  readonly head = new HeadScanner();
  /** The head as text, with the whole body behind it when `bodyInText` holds. */
  text = '';
  /** Where the head ends in `text`. */
  headLength = 0;
  bodyInText = false;
  readonly body = new BodyCollector();
  private readonly chunks = new ChunkedReader();
  private expectation = NO_EXPECTATION;
  private remaining = 0;
  private isConnectionEnded = false;
  private partial: Buffer | undefined = undefined;
  private partialLength = 0;

  begin(expectation: ParserExpectation): void {
    this.expectation = expectation;
    this.beginHead();
  }

  /** Lets go of the response, so that an idle connection holds on to none. */
  forget(): void {
    this.expectation = NO_EXPECTATION;
    this.body.reset(0, undefined);
    this.text = '';
  }

  /** The trailer fields of a chunked body, as lines. */
  get trailerText(): string {
    return this.chunks.trailerText;
  }

  /** Whether the connection may carry another exchange after this one (RFC 9112, section 9.3). */
  get keepsConnection(): boolean {
    const { head } = this;
    if (this.phase !== 'done' || this.isConnectionEnded || head.connectionClose) return false;
    return head.minorVersion === 1 || (head.connectionKeepAlive && !head.chunked);
  }

  /**
   * Takes in bytes until they end, the response does, or an informational response does (call again then).
   *
   * @returns the position after the last byte that belongs to the response
   */
  feed(bytes: Buffer, start: number, end: number): number {
    switch (this.phase) {
      case 'head':
        return this.feedHead(bytes, start, end);
      case 'informational':
        this.beginHead();
        return this.feedHead(bytes, start, end);
      case 'fixed': {
        const length = Math.min(this.remaining, end - start);
        this.body.append(bytes, start, start + length);
        this.remaining -= length;
        if (this.remaining === 0) this.phase = 'done';
        return start + length;
      }
      case 'chunked':
        return this.feedChunks(bytes, start, end);
      case 'until-close':
        this.body.append(bytes, start, end);
        return end;
      default:
        return start;
    }
  }

  /** The connection has ended: that completes a body without a length and cuts any other short. */
  finish(): void {
    if (this.phase === 'until-close') {
      this.isConnectionEnded = true;
      this.phase = 'done';
    } else if (this.phase === 'head' || this.phase === 'informational') {
      this.fail(
        'early-close',
        this.partialLength > 0
          ? 'The server closed the connection in the middle of a response head.'
          : 'The server closed the connection without an answer.',
      );
    } else if (this.phase === 'fixed' || this.phase === 'chunked') {
      this.fail('early-close', 'The server closed the connection in the middle of a response body.');
    }
  }

  private beginHead(): void {
    this.phase = 'head';
    this.head.reset();
    this.partialLength = 0;
  }

  private feedHead(bytes: Buffer, start: number, end: number): number {
    if (this.partialLength > 0) return this.feedPartialHead(bytes, start, end);
    const headEnd = this.head.scan(bytes, start, end);
    if (headEnd >= 0) return this.endHead(bytes, start, headEnd, headEnd, end);
    if (headEnd === IS_MALFORMED) return this.failHead(bytes, start, end, end);
    this.keepPartial(bytes, start, end);
    this.head.resumeAt -= start;
    return end;
  }

  /** A head that came in pieces: the pieces are put together, and each line is scanned when it is whole. */
  private feedPartialHead(bytes: Buffer, start: number, end: number): number {
    const before = this.partialLength;
    this.keepPartial(bytes, start, end);
    const partial = this.partial!;
    const isFirstLine = this.head.status === 0;
    if (!isFirstLine && partial.indexOf(LF, before) < 0) return this.checkHeadLength(end);
    const headEnd = this.head.scan(partial, this.head.resumeAt, this.partialLength);
    if (headEnd === NEEDS_MORE) return this.checkHeadLength(end);
    if (headEnd === IS_MALFORMED) return this.failHead(partial, 0, this.partialLength, end);
    this.partialLength = 0;
    this.partial = undefined;
    return this.endHead(partial, 0, headEnd, start + headEnd - before, end, bytes);
  }

  private keepPartial(bytes: Buffer, start: number, end: number): void {
    const needed = this.partialLength + end - start;
    if (this.partial === undefined || needed > this.partial.length) {
      const larger = Buffer.allocUnsafe(Math.max(FIRST_PARTIAL_BYTES, needed * 2));
      this.partial?.copy(larger, 0, 0, this.partialLength);
      this.partial = larger;
    }
    bytes.copy(this.partial, this.partialLength, start, end);
    this.partialLength = needed;
  }

  private checkHeadLength(end: number): number {
    if (this.partialLength > MAX_HEAD_BYTES) this.failLongHead();
    return end;
  }

  /**
   * @param headBytes where the head stands, from `headStart` to `headEnd`
   * @param bodyStart where the body begins in `bytes`
   */
  private endHead(
    headBytes: Buffer,
    headStart: number,
    headEnd: number,
    bodyStart: number,
    end: number,
    bytes: Buffer = headBytes,
  ): number {
    const { status } = this.head;
    this.headLength = headEnd - headStart;
    if (this.headLength > MAX_HEAD_BYTES) return this.failLongHead(end);
    if (status < 200 && status !== 101) {
      this.phase = 'informational';
      return bodyStart;
    }
    this.bodyInText = false;
    this.body.reset(this.expectation.maxBodyBytes, this.expectation.bodySink);
    if (status === 101 || (this.expectation.isConnect && status < 300)) {
      return this.endWithoutBody(headBytes, headStart, headEnd, bodyStart, 'upgraded');
    }
    if (this.expectation.isHead || status === 204 || status === 304 || this.head.contentLength === 0) {
      return this.endWithoutBody(headBytes, headStart, headEnd, bodyStart, 'done');
    }
    return this.beginBody(headBytes, headStart, headEnd, bodyStart, end, bytes);
  }

  private endWithoutBody(
    headBytes: Buffer,
    headStart: number,
    headEnd: number,
    bodyStart: number,
    phase: 'done' | 'upgraded',
  ): number {
    if (phase === 'upgraded' && !this.expectation.isConnect && !this.expectation.isUpgrade) {
      this.fail('malformed', 'The server switched protocols (status 101) although the request did not ask for it.');
      return bodyStart;
    }
    this.text = latin1Text(headBytes, headStart, headEnd);
    this.phase = phase;
    return bodyStart;
  }

  private beginBody(
    headBytes: Buffer,
    headStart: number,
    headEnd: number,
    bodyStart: number,
    end: number,
    bytes: Buffer,
  ): number {
    const { contentLength, chunked } = this.head;
    const bodyEnd = bodyStart + contentLength;
    const { maxBodyBytes, bodySink } = this.expectation;
    const isShort = this.headLength + contentLength <= MAX_TEXT_BYTES && contentLength <= maxBodyBytes;
    if (contentLength > 0 && bodyEnd <= end && isShort && bytes === headBytes && bodySink === undefined) {
      this.text = latin1Text(bytes, headStart, bodyEnd);
      this.bodyInText = true;
      this.body.totalBytes = contentLength;
      this.phase = 'done';
      return bodyEnd;
    }
    this.text = latin1Text(headBytes, headStart, headEnd);
    if (chunked) {
      this.chunks.reset();
      this.phase = 'chunked';
    } else if (contentLength > 0) {
      this.remaining = contentLength;
      this.body.expect(contentLength);
      this.phase = 'fixed';
    } else {
      this.phase = 'until-close';
    }
    if (bodyStart === end) return end;
    return this.feed(bytes, bodyStart, end);
  }

  private feedChunks(bytes: Buffer, start: number, end: number): number {
    const position = this.chunks.read(bytes, start, end, this.body);
    if (this.chunks.state === 'done') this.phase = 'done';
    else if (this.chunks.state === 'malformed') {
      this.fail('malformed', `The response's chunked body is malformed: ${this.chunks.problem}.`);
    }
    return position;
  }

  /** @returns `end` */
  private failHead(bytes: Buffer, from: number, to: number, end: number): number {
    this.fail(
      'malformed',
      `The response is not valid HTTP/1.1: ${otherProtocol(bytes, from, to) ?? this.head.problem}.`,
    );
    // Escaped, since it may be no text.
    const excerpt = JSON.stringify(bytes.toString('latin1', from, Math.min(to, from + LONGEST_EXCERPT)));
    this.fault = { ...this.fault, excerpt };
    return end;
  }

  private failLongHead(end = 0): number {
    this.fail('too-large', `The head of the response is longer than ${MAX_HEAD_BYTES / 1024} KB.`);
    return end;
  }

  private fail(code: Fault['code'], message: string): void {
    this.phase = 'failed';
    this.partial = undefined;
    this.partialLength = 0;
    this.fault = { code, message };
  }
}

/** What a server says that speaks another protocol, of those that are often met behind a wrong address. */
function otherProtocol(bytes: Buffer, from: number, to: number): string | undefined {
  const text = bytes.toString('latin1', from, Math.min(to, from + FRAME_HEAD_BYTES));
  if (text.startsWith(TLS_ALERT)) return 'it is TLS; write https:// in place of http://';
  const isSettings = text.startsWith('\0') && text[3] === SETTINGS_FRAME && text.endsWith('\0\0\0\0');
  return isSettings ? "it is HTTP/2; say http2: 'h2c' in the target" : undefined;
}
