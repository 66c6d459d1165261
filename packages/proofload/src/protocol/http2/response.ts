/**
 * A response of HTTP/2 in the form in which the client of HTTP/1.1 hands over its own; its headers are taken apart when
 * somebody asks for them.
 */
import { HeaderBlock } from '../http1/header-block.ts';
import type { ExchangeTimes, RawResponse } from '../http1/response.ts';

/** The head of an answer. */
export interface StreamHead {
  readonly status: number;
  /** Lines `name: value`, the status first. */
  readonly text: string;
  /** The `HAS_…` bits of the headers that it has. */
  readonly marks: number;
}

/** The body as it was kept. */
export interface KeptBody {
  readonly bytes: Buffer;
  readonly totalBytes: number;
  readonly truncated: boolean;
}

const NO_BODY: KeptBody = { bytes: Buffer.alloc(0), totalBytes: 0, truncated: false };
const ALL_MARKS = -1;

export class StreamResponse implements RawResponse {
  readonly status: number;
  /** HTTP/2 has no such text. */
  readonly statusText = '';
  readonly socket = undefined;
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
  private readonly kept: KeptBody;
  private readonly head: StreamHead;
  private readonly trailerText: string;
  private headerBlock: HeaderBlock | undefined;

  /** @param kept - the body; nothing of a stream's, or of an answer whose body has not come yet */
  constructor(head: StreamHead, times: ExchangeTimes, endMs: number, kept: KeptBody = NO_BODY, trailerText = '') {
    this.status = head.status;
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
    this.kept = kept;
    this.head = head;
    this.trailerText = trailerText;
    this.headerBlock = undefined;
  }

  get headers(): HeaderBlock {
    const { text, marks } = this.head;
    this.headerBlock ??= new HeaderBlock(text, text.length, marks);
    return this.headerBlock;
  }

  get trailers(): HeaderBlock {
    // A block begins behind its first line, so the trailers are given an empty one.
    return new HeaderBlock(`\n${this.trailerText}`, this.trailerText.length + 1, ALL_MARKS);
  }

  get body(): Buffer {
    return this.kept.bytes;
  }

  get bodyBytes(): number {
    return this.kept.totalBytes;
  }

  get truncated(): boolean {
    return this.kept.truncated;
  }

  bodyText(): string {
    return this.body.toString('utf8');
  }
}
