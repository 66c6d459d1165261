/**
 * A response as the client hands it over: what the parser found, taken out of the shared read buffer, with its times.
 */
import type { Socket } from 'node:net';
import { HeaderBlock } from './header-block.ts';
import type { ResponseParser } from './parser.ts';

/** The answer to one request; clock times in milliseconds, sizes in bytes. */
export interface RawResponse {
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderBlock;
  /** The trailer fields of a chunked body; empty for other bodies. */
  readonly trailers: HeaderBlock;
  /** Transfer coding removed, content coding not; at most `maxBodyBytes` of it. */
  readonly body: Buffer;
  /** The body read as UTF-8, without making a buffer of it first when it is short and plain ASCII. */
  bodyText(): string;
  /** Length of the body that came, kept or not. */
  readonly bodyBytes: number;
  /** Whether the body was longer than `maxBodyBytes`, so that `body` is only its beginning. */
  readonly truncated: boolean;
  /** Bytes on the wire, heads and transfer coding included, TLS not. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** When the exchange began; a connection may have had to be opened first. */
  readonly startMs: number;
  /** How long the look-up of the name, the connection and the TLS handshake took; 0 on a connection that was open. */
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  /** Clock time at which the first byte of the answer was read, informational responses included. */
  readonly firstByteMs: number;
  /** Clock time at which its last byte was read. */
  readonly endMs: number;
  /** Whether the connection had carried an exchange before. */
  readonly reused: boolean;
  /** After an upgrade or a CONNECT: the connection, paused, whose user has to listen for errors and to close it. */
  readonly socket: Socket | undefined;
  /** Whether the request was sent a second time, because a kept connection turned out to be closed. */
  readonly retried: boolean;
}

/** What an exchange knows of itself when its response is whole. */
export interface ExchangeTimes {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly startMs: number;
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly firstByteMs: number;
  readonly reused: boolean;
  readonly retried: boolean;
}

/** What the responses of every version of HTTP have of the exchange that they answer. */
export abstract class TimedResponse {
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly startMs: number;
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
  readonly firstByteMs: number;
  readonly endMs: number;
  readonly reused: boolean;
  readonly retried: boolean;

  constructor(times: ExchangeTimes, endMs: number) {
    this.bytesIn = times.bytesIn;
    this.bytesOut = times.bytesOut;
    this.startMs = times.startMs;
    this.dnsMs = times.dnsMs;
    this.connectMs = times.connectMs;
    this.tlsMs = times.tlsMs;
    this.firstByteMs = times.firstByteMs;
    this.endMs = endMs;
    this.reused = times.reused;
    this.retried = times.retried;
  }
}

const ABOVE_ASCII = /[\x80-\xff]/;
/** `HTTP/1.1 200 ` */
const REASON_START = 13;

/** The response of a finished parser; headers, texts and a short body are made when somebody asks for them. */
export class ParsedResponse extends TimedResponse implements RawResponse {
  readonly status: number;
  readonly bodyBytes: number;
  readonly truncated: boolean;
  readonly socket: Socket | undefined;
  private readonly text: string;
  private readonly headLength: number;
  private readonly marks: number;
  private readonly trailerText: string;
  private bodyBuffer: Buffer | undefined;
  private headerBlock: HeaderBlock | undefined;

  constructor(parser: ResponseParser, times: ExchangeTimes, endMs: number, socket: Socket | undefined) {
    super(times, endMs);
    this.status = parser.head.status;
    this.bodyBytes = parser.body.totalBytes;
    this.truncated = !parser.bodyInText && parser.body.truncated;
    this.socket = socket;
    this.text = parser.text;
    this.headLength = parser.headLength;
    this.marks = parser.head.marks;
    this.trailerText = parser.head.chunked ? parser.trailerText : '';
    this.bodyBuffer = parser.bodyInText ? undefined : parser.body.take();
    this.headerBlock = undefined;
  }

  get statusText(): string {
    return this.text.slice(REASON_START, this.text.indexOf('\n')).replace(/\r$/, '');
  }

  get headers(): HeaderBlock {
    this.headerBlock ??= new HeaderBlock(this.text, this.headLength, this.marks);
    return this.headerBlock;
  }

  get trailers(): HeaderBlock {
    return trailerBlock(this.trailerText);
  }

  get body(): Buffer {
    this.bodyBuffer ??= Buffer.from(this.text.slice(this.headLength), 'latin1');
    return this.bodyBuffer;
  }

  bodyText(): string {
    if (this.bodyBuffer === undefined) {
      const text = this.text.slice(this.headLength);
      if (!ABOVE_ASCII.test(text)) return text;
    }
    return this.body.toString('utf8');
  }
}

const ALL_MARKS = -1;

/** The trailer fields of an answer. @param text lines `name: value` */
export function trailerBlock(text: string): HeaderBlock {
  // A block begins behind its first line, so the trailers are given an empty one.
  return new HeaderBlock(`\n${text}`, text.length + 1, ALL_MARKS);
}
