/**
 * A response of HTTP/2 in the form in which the client of HTTP/1.1 hands over its own.
 */
import type { IncomingHttpHeaders } from 'node:http2';
import type { HeaderPair } from '../http1/head.ts';
import { HeaderBlock } from '../http1/header-block.ts';
import type { ExchangeTimes, RawResponse } from '../http1/response.ts';

/** The body as it was kept. */
export interface KeptBody {
  readonly bytes: Buffer;
  readonly totalBytes: number;
  readonly truncated: boolean;
}

const NO_BODY: KeptBody = { bytes: Buffer.alloc(0), totalBytes: 0, truncated: false };
const NO_HEADERS: IncomingHttpHeaders = {};

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
  private readonly fields: IncomingHttpHeaders;
  private readonly trailerFields: IncomingHttpHeaders;
  private headerBlock: HeaderBlock | undefined;

  /** @param kept - the body; nothing of a stream's, or of an answer whose body has not come yet */
  constructor(
    fields: IncomingHttpHeaders,
    times: ExchangeTimes,
    endMs: number,
    kept: KeptBody = NO_BODY,
    trailers: IncomingHttpHeaders = NO_HEADERS,
  ) {
    this.status = Number(fields[':status'] ?? 0);
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
    this.fields = fields;
    this.trailerFields = trailers;
    this.headerBlock = undefined;
  }

  get headers(): HeaderBlock {
    this.headerBlock ??= HeaderBlock.of(pairsOf(this.fields));
    return this.headerBlock;
  }

  get trailers(): HeaderBlock {
    return HeaderBlock.of(pairsOf(this.trailerFields));
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

/** How long fields are before compression, about as a head of HTTP/1.1 would be. */
export function fieldBytes(fields: IncomingHttpHeaders): number {
  let bytes = 0;
  for (const name in fields) bytes += name.length + 4 + String(fields[name]).length;
  return bytes;
}

function pairsOf(fields: IncomingHttpHeaders): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  for (const name in fields) {
    if (name.startsWith(':')) continue;
    for (const value of [fields[name]].flat()) pairs.push([name, String(value)]);
  }
  return pairs;
}
