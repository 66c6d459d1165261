/**
 * A response of HTTP/2 in the form in which the client of HTTP/1.1 hands over its own; its headers are taken apart when
 * somebody asks for them.
 */
import { HeaderBlock } from '../http1/header-block.ts';
import { type ExchangeTimes, type RawResponse, TimedResponse, trailerBlock } from '../http1/response.ts';

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

export class StreamResponse extends TimedResponse implements RawResponse {
  readonly status: number;
  /** HTTP/2 has no such text. */
  readonly statusText = '';
  readonly socket = undefined;
  private readonly kept: KeptBody;
  private readonly head: StreamHead;
  private readonly trailerText: string;
  private headerBlock: HeaderBlock | undefined;

  /** @param kept - the body; nothing of a stream's, or of an answer whose body has not come yet */
  constructor(head: StreamHead, times: ExchangeTimes, endMs: number, kept: KeptBody = NO_BODY, trailerText = '') {
    super(times, endMs);
    this.status = head.status;
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
    return trailerBlock(this.trailerText);
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
