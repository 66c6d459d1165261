/**
 * Takes the chunked transfer coding off a body (RFC 9112, section 7.1), one byte at a time where it is framing and in
 * whole pieces where it is data, so that it may be split anywhere.
 *
 * ```
 * chunked-body = *( size [ ext ] CRLF data CRLF ) 1*"0" [ ext ] CRLF *( trailer CRLF ) CRLF
 * ```
 */
import type { BodyCollector } from './body-collector.ts';
import { TOKEN_BYTES } from './characters.ts';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SEMICOLON = 0x3b;
const SPACE = 0x20;
const TAB = 0x09;

/** More digits than these would not fit into a number exactly. */
const MAX_SIZE_DIGITS = 13;
/** Bytes of extensions of one chunk, or of all trailers. */
const MAX_ANNOTATION_BYTES = 65_536;

type State =
  | 'size'
  | 'extension'
  | 'size-end'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer-start'
  | 'trailer-name'
  | 'trailer-value'
  | 'trailer-lf'
  | 'last-lf'
  | 'done'
  | 'malformed';

/** Reads one chunked body after the other; `reset` before each. */
export class ChunkedReader {
  state: State = 'size';
  /** Why the body is malformed, as the second half of a sentence. */
  problem = '';
  /** The trailer fields as they came, each line with its CRLF. */
  trailerText = '';
  private size = 0;
  private sizeDigits = 0;
  private annotationBytes = 0;

  reset(): void {
    this.state = 'size';
    this.trailerText = '';
    this.size = 0;
    this.sizeDigits = 0;
    this.annotationBytes = 0;
  }

  /** @returns the position after the last byte that belongs to the body; `state` tells whether it is whole */
  read(bytes: Buffer, start: number, end: number, body: BodyCollector): number {
    let position = start;
    while (position < end && this.state !== 'done' && this.state !== 'malformed') {
      if (this.state === 'data') {
        const length = Math.min(this.size, end - position);
        body.append(bytes, position, position + length);
        position += length;
        this.size -= length;
        if (this.size === 0) this.state = 'data-cr';
      } else {
        this.state = this.step(bytes[position]!);
        position += 1;
      }
    }
    return position;
  }

  private step(byte: number): State {
    switch (this.state) {
      case 'size':
        return this.stepSize(byte);
      case 'extension':
        if (byte === CR) return 'size-end';
        if (byte === LF) return this.fail('a chunk-size line ends without a carriage return');
        return this.annotate('extension', 'the extensions of a chunk are longer than 64 KB');
      case 'size-end':
        if (byte !== LF) return this.fail('a chunk-size line has a carriage return in its middle');
        return this.size === 0 ? 'trailer-start' : 'data';
      case 'data-cr':
        return byte === CR ? 'data-lf' : this.fail('a chunk is longer than its size says');
      case 'data-lf':
        if (byte !== LF) return this.fail('a chunk is longer than its size says');
        this.sizeDigits = 0;
        this.annotationBytes = 0;
        return 'size';
      default:
        return this.stepTrailer(byte);
    }
  }

  private stepSize(byte: number): State {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.size = this.size * 16 + digit;
      this.sizeDigits += 1;
      return this.sizeDigits > MAX_SIZE_DIGITS ? this.fail('a chunk size has too many digits') : 'size';
    }
    if (this.sizeDigits === 0) return this.fail('a chunk size is no hexadecimal number');
    if (byte === CR) return 'size-end';
    if (byte === SEMICOLON || byte === SPACE || byte === TAB) return 'extension';
    return this.fail('a chunk size is no hexadecimal number');
  }

  private stepTrailer(byte: number): State {
    switch (this.state) {
      case 'trailer-start':
        if (byte === CR) return 'last-lf';
        if (TOKEN_BYTES[byte] === 0) return this.fail('a trailer has no name');
        return this.keepTrailer(byte, 'trailer-name');
      case 'trailer-name':
        if (byte === COLON) return this.keepTrailer(byte, 'trailer-value');
        if (TOKEN_BYTES[byte] === 0) return this.fail('a trailer has no name and colon');
        return this.keepTrailer(byte, 'trailer-name');
      case 'trailer-value':
        if (byte === LF || byte === 0) return this.fail('a trailer has a character that is not allowed');
        return this.keepTrailer(byte, byte === CR ? 'trailer-lf' : 'trailer-value');
      case 'trailer-lf':
        if (byte !== LF) return this.fail('a trailer has a carriage return in its middle');
        return this.keepTrailer(byte, 'trailer-start');
      default:
        return byte === LF ? 'done' : this.fail('the trailers end without a line feed');
    }
  }

  private keepTrailer(byte: number, next: State): State {
    this.trailerText += String.fromCharCode(byte);
    return this.annotate(next, 'the trailers are longer than 64 KB');
  }

  private annotate(next: State, problem: string): State {
    this.annotationBytes += 1;
    return this.annotationBytes > MAX_ANNOTATION_BYTES ? this.fail(problem) : next;
  }

  private fail(problem: string): State {
    this.problem = problem;
    return 'malformed';
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
