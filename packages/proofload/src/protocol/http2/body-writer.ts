/**
 * The body of a request on its way over a stream, in frames of DATA, no faster than the server and the socket take it
 * (RFC 9113, section 5.2).
 */
import { Writable } from 'node:stream';
import { latin1Text } from '../http1/latin1.ts';
import { END_STREAM } from './frames.ts';

/** The stream that a body goes over. */
export interface BodyStream {
  /** How much may be sent now, in bytes. */
  readonly roomBytes: number;
  sendData(piece: Uint8Array, flags: number, sent: (() => void) | undefined): void;
}

/** A body of no more characters or bytes goes with the head. */
export const SHORT_BODY = 8_192;

/** The bytes of a body as a text of one byte a character; of UTF-8 where the body is a text. */
export function textOf(body: Uint8Array | string): string {
  if (typeof body !== 'string')
    return latin1Text(Buffer.from(body.buffer, body.byteOffset, body.byteLength), 0, body.byteLength);
  if (Buffer.byteLength(body) === body.length) return body;
  const bytes = Buffer.from(body);
  return latin1Text(bytes, 0, bytes.length);
}

type Done = (error?: Error | null) => void;

/** What is written to it is sent. */
export class BodyWriter extends Writable {
  readonly #stream: BodyStream;
  #left: number;
  #piece: Uint8Array | undefined;
  #done: Done | undefined;
  #isEnded = false;

  /** @param length - of all of it, in bytes, where that is known: then the last piece tells the server that it is the last */
  constructor(stream: BodyStream, length: number | undefined) {
    super();
    this.#stream = stream;
    this.#left = length ?? Number.POSITIVE_INFINITY;
  }

  /** The server takes more. */
  goOn(): void {
    while (this.#piece !== undefined && this.#stream.roomBytes > 0) this.#sendSome(this.#piece);
  }

  override _write(piece: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#piece = piece;
    this.#done = done;
    this.goOn();
  }

  override _final(done: Done): void {
    if (!this.#isEnded) this.#stream.sendData(Buffer.alloc(0), END_STREAM, undefined);
    done();
  }

  #sendSome(piece: Uint8Array): void {
    const length = Math.min(piece.byteLength, this.#stream.roomBytes);
    const isWhole = length === piece.byteLength;
    this.#left -= length;
    this.#isEnded = this.#left === 0;
    this.#piece = isWhole ? undefined : piece.subarray(length);
    const sent = isWhole ? this.#done : undefined;
    const part = isWhole ? piece : piece.subarray(0, length);
    this.#stream.sendData(part, this.#isEnded ? END_STREAM : 0, sent && (() => sent()));
  }
}
