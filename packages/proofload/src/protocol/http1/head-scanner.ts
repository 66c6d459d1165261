/**
 * Passes over the head of a response once, byte by byte: checks its grammar and keeps only what decides how the body is
 * delimited and whether the connection lives on (RFC 9112, sections 4 to 6, 9.3).
 */
import { TOKEN_BYTES } from './characters.ts';
import { HAS_CONTENT_ENCODING, HAS_LOCATION, HAS_SET_COOKIE } from './header-block.ts';
import { latin1Text } from './latin1.ts';

/** What `scan` returns when the head goes on past the bytes it was given. */
export const NEEDS_MORE = -1;
/** What `scan` returns when the bytes are no head of a response; `problem` says why. */
export const IS_MALFORMED = -2;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const NINE = 0x39;

const VERSION = Buffer.from('HTTP/1.', 'latin1');
const CONTENT_LENGTH = Buffer.from('content-length', 'latin1');
const TRANSFER_ENCODING = Buffer.from('transfer-encoding', 'latin1');
const CONTENT_ENCODING = Buffer.from('content-encoding', 'latin1');
const CONNECTION = Buffer.from('connection', 'latin1');
const SET_COOKIE = Buffer.from('set-cookie', 'latin1');
const KEEP_ALIVE = Buffer.from('keep-alive', 'latin1');
const LOCATION = Buffer.from('location', 'latin1');

/** The bytes before the reason phrase: `HTTP/1.1 200`. */
const STATUS_END = 12;

/** Reads one head after the other; `reset` before each. */
export class HeadScanner {
  status = 0;
  /** 0 or 1, of HTTP/1.0 and HTTP/1.1. */
  minorVersion = 1;
  /** What `Content-Length` says, -1 when there is none. */
  contentLength = -1;
  chunked = false;
  connectionClose = false;
  connectionKeepAlive = false;
  /** `HAS_…` bits of header-block.ts. */
  marks = 0;
  /** Why the head is malformed, as the second half of a sentence. */
  problem = '';
  /** Where to go on when more bytes have come: the start of the first line that is not whole. */
  resumeAt = 0;
  private hasStatusLine = false;

  reset(): void {
    this.status = 0;
    this.minorVersion = 1;
    this.contentLength = -1;
    this.chunked = false;
    this.connectionClose = false;
    this.connectionKeepAlive = false;
    this.marks = 0;
    this.resumeAt = 0;
    this.hasStatusLine = false;
  }

  /**
   * Scans whole lines from `from`, which is where the head or the line at `resumeAt` begins.
   *
   * @returns the position after the head's empty line, or `NEEDS_MORE`, or `IS_MALFORMED`
   */
  scan(bytes: Buffer, from: number, end: number): number {
    let position = from;
    if (!this.hasStatusLine) {
      position = this.scanStatusLine(bytes, from, end);
      if (position < 0) return position;
      this.hasStatusLine = true;
    }
    while (position < end) {
      const byte = bytes[position]!;
      if (byte === LF) return this.finish(position + 1);
      if (byte === CR) {
        if (position + 1 === end) break;
        if (bytes[position + 1] !== LF) return this.fail('a header line begins with a bare carriage return');
        return this.finish(position + 2);
      }
      const next = this.scanHeader(bytes, position, end);
      if (next === NEEDS_MORE) break;
      if (next === IS_MALFORMED) return next;
      position = next;
    }
    this.resumeAt = position;
    return NEEDS_MORE;
  }

  private scanStatusLine(bytes: Buffer, from: number, end: number): number {
    this.resumeAt = from;
    const known = Math.min(VERSION.length, end - from);
    for (let index = 0; index < known; index += 1) {
      if (bytes[from + index] !== VERSION[index]) return this.fail('it does not begin with "HTTP/1."');
    }
    if (end - from <= STATUS_END) return NEEDS_MORE;
    const hundreds = bytes[from + 9]! - ZERO;
    const tens = bytes[from + 10]! - ZERO;
    const units = bytes[from + 11]! - ZERO;
    const isStatus = hundreds >= 1 && hundreds <= 9 && tens >= 0 && tens <= 9 && units >= 0 && units <= 9;
    const minorVersion = bytes[from + 7]! - ZERO;
    if (!isStatus || bytes[from + 8] !== SPACE || minorVersion < 0 || minorVersion > 9) {
      return this.fail('its status line has no version and three-digit status');
    }
    this.status = hundreds * 100 + tens * 10 + units;
    this.minorVersion = minorVersion === 0 ? 0 : 1;
    const after = bytes[from + STATUS_END];
    if (after !== SPACE && after !== CR && after !== LF) return this.fail('its status has more than three digits');
    return this.skipLine(bytes, from + STATUS_END, end);
  }

  /** @returns the position after the line feed that ends the line */
  private skipLine(bytes: Buffer, from: number, end: number): number {
    for (let position = from; position < end; position += 1) {
      const byte = bytes[position]!;
      if (byte > CR) continue;
      if (byte === LF) return position + 1;
      if (byte === CR) {
        if (position + 1 === end) return NEEDS_MORE;
        if (bytes[position + 1] !== LF) return this.fail('a line has a carriage return in its middle');
      } else if (byte === 0) {
        return this.fail('a line has a NUL');
      }
    }
    return NEEDS_MORE;
  }

  private scanHeader(bytes: Buffer, start: number, end: number): number {
    let position = start;
    while (position < end && TOKEN_BYTES[bytes[position]!] === 1) position += 1;
    if (position === end) return NEEDS_MORE;
    if (bytes[position] !== COLON || position === start) return this.failName(bytes[start]!, bytes[position]!);
    const next = this.skipLine(bytes, position + 1, end);
    if (next < 0) return next;

    const valueEnd = bytes[next - 2] === CR ? next - 2 : next - 1;
    switch (position - start) {
      case CONTENT_LENGTH.length:
        if (isName(bytes, start, CONTENT_LENGTH)) return this.readLength(bytes, position + 1, valueEnd, next);
        break;
      case TRANSFER_ENCODING.length:
        if (isName(bytes, start, TRANSFER_ENCODING)) return this.readCoding(bytes, position + 1, valueEnd, next);
        break;
      case CONNECTION.length:
        if (isName(bytes, start, CONNECTION)) this.readConnection(bytes, position + 1, valueEnd);
        else if (isName(bytes, start, SET_COOKIE)) this.marks |= HAS_SET_COOKIE;
        break;
      case CONTENT_ENCODING.length:
        if (isName(bytes, start, CONTENT_ENCODING)) this.marks |= HAS_CONTENT_ENCODING;
        break;
      case LOCATION.length:
        if (isName(bytes, start, LOCATION)) this.marks |= HAS_LOCATION;
        break;
    }
    return next;
  }

  /** `Content-Length: 42`; the same number several times is one number (RFC 9110, section 8.6). */
  private readLength(bytes: Buffer, start: number, end: number, next: number): number {
    let position = start;
    for (;;) {
      position = skipSpace(bytes, position, end);
      const digits = position;
      let length = 0;
      while (position < end && bytes[position]! >= ZERO && bytes[position]! <= NINE) {
        length = length * 10 + bytes[position]! - ZERO;
        position += 1;
      }
      if (position === digits || length > Number.MAX_SAFE_INTEGER) return this.fail('its Content-Length is no number');
      if (this.contentLength >= 0 && this.contentLength !== length) {
        return this.fail(`it has two lengths, ${this.contentLength} and ${length}`);
      }
      this.contentLength = length;
      position = skipSpace(bytes, position, end);
      if (position === end) return next;
      if (bytes[position] !== COMMA) return this.fail('its Content-Length is no number');
      position += 1;
    }
  }

  private readCoding(bytes: Buffer, start: number, end: number, next: number): number {
    const coding = valueText(bytes, start, end);
    if (coding !== 'chunked') return this.fail(`its transfer coding "${coding.slice(0, 40)}" is not "chunked"`);
    if (this.chunked) return this.fail('it has two transfer codings');
    this.chunked = true;
    return next;
  }

  private readConnection(bytes: Buffer, start: number, end: number): void {
    const valueStart = skipSpace(bytes, start, end);
    // What nearly every server says, without making a text of it.
    if (end - valueStart === KEEP_ALIVE.length && isName(bytes, valueStart, KEEP_ALIVE)) {
      this.connectionKeepAlive = true;
      return;
    }
    for (const option of valueText(bytes, start, end).split(',')) {
      const word = option.trim();
      if (word === 'close') this.connectionClose = true;
      else if (word === 'keep-alive') this.connectionKeepAlive = true;
    }
  }

  private finish(headEnd: number): number {
    if (this.chunked && this.contentLength >= 0) {
      return this.fail('it has both a Content-Length and a Transfer-Encoding');
    }
    return headEnd;
  }

  private failName(first: number, stop: number): number {
    if (first === SPACE || first === TAB) return this.fail('a header is folded over several lines');
    if (stop === SPACE || stop === TAB) return this.fail('a header has a space between its name and the colon');
    return this.fail('a header line has no name and colon');
  }

  private fail(problem: string): number {
    this.problem = problem;
    return IS_MALFORMED;
  }
}

function isName(bytes: Buffer, start: number, lowerName: Uint8Array): boolean {
  for (let index = 0; index < lowerName.length; index += 1) {
    // In a token, setting the bit 0x20 makes letters lower case and leaves the hyphen as it is.
    if ((bytes[start + index]! | 0x20) !== lowerName[index]) return false;
  }
  return true;
}

function skipSpace(bytes: Buffer, start: number, end: number): number {
  let position = start;
  while (position < end && (bytes[position] === SPACE || bytes[position] === TAB)) position += 1;
  return position;
}

function valueText(bytes: Buffer, start: number, end: number): string {
  return latin1Text(bytes, start, end).trim().toLowerCase();
}
