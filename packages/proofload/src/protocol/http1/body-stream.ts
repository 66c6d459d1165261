/**
 * Passes an answer on as it comes: its head as soon as that is whole, its body piece by piece; what server-sent events
 * and downloads of any size need.
 */
import type { BodySink } from './body-collector.ts';
import type { ExchangeReceiver } from './exchange.ts';
import type { ResponseParser } from './parser.ts';
import { type ExchangeTimes, ParsedResponse, type RawResponse } from './response.ts';

/** What is known of an answer before its body has come. */
export type ResponseHead = Pick<
  RawResponse,
  | 'status'
  | 'statusText'
  | 'headers'
  | 'startMs'
  | 'dnsMs'
  | 'connectMs'
  | 'tlsMs'
  | 'firstByteMs'
  | 'reused'
  | 'retried'
>;

/**
 * Who is told of an answer as it comes. After the head and the pieces of the body, if any, one of `answered` (whose
 * response has the sizes and times, but an empty body) and `failed` follows. None may throw.
 */
export interface StreamReceiver extends ExchangeReceiver {
  onHead(head: ResponseHead): void;
  /**
   * A piece of the body: the bytes from `start` to `end`, transfer coding removed. They are overwritten when this
   * returns: copy what is to stay.
   *
   * @param atMs clock time at which they were read
   */
  onBody(bytes: Buffer, start: number, end: number, atMs: number): void;
}

/** An exchange in the hands of who asked for it. */
export interface RunningExchange {
  /** Breaks it off: `failed` is told `aborted`. Does nothing once it has ended. */
  cancel(): void;
  /** Stops reading, so that the server has to wait; nothing more is told until `resume`, but its time limit runs. */
  pause(): void;
  resume(): void;
  /** Gives it a new time limit, counted from now, in milliseconds. */
  renew(timeoutMs: number): void;
}

/** The exchange of a stream. */
export interface StreamedExchange extends ExchangeTimes {
  /** Whether it has ended, so that nobody may be told more. */
  readonly isSettled: boolean;
}

/** Stands between the parser of a connection and the receiver of one exchange. */
export class BodyStream implements BodySink {
  /** When the bytes being parsed were read. */
  private atMs = 0;
  private isHeadTold = false;
  private readonly receiver: StreamReceiver;
  private readonly parser: ResponseParser;
  private readonly exchange: StreamedExchange;

  constructor(receiver: StreamReceiver, parser: ResponseParser, exchange: StreamedExchange) {
    this.receiver = receiver;
    this.parser = parser;
    this.exchange = exchange;
  }

  /** To be called before bytes are fed to the parser. */
  beginRead(nowMs: number): void {
    this.atMs = nowMs;
  }

  /** To be called after; tells the head when it is whole and nothing of the body came with it. */
  endRead(): void {
    const { phase } = this.parser;
    if (phase !== 'head' && phase !== 'informational' && phase !== 'failed') this.tellHead();
  }

  take(bytes: Buffer, start: number, end: number): void {
    this.tellHead();
    if (!this.exchange.isSettled) this.receiver.onBody(bytes, start, end, this.atMs);
  }

  private tellHead(): void {
    if (this.isHeadTold || this.exchange.isSettled) return;
    this.isHeadTold = true;
    this.receiver.onHead(new ParsedResponse(this.parser, this.exchange, this.atMs, undefined));
  }
}
