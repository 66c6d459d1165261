/**
 * The headers of a response, kept as the text that came and taken apart only when somebody asks.
 *
 * Most requests of a load test look at one header or none, so nothing is allocated per header.
 */
import type { HeaderPair } from './head.ts';

/** Bits that the parser sets while it passes over a head, so that the headers every client asks for cost no search. */
export const HAS_SET_COOKIE = 1;
export const HAS_LOCATION = 2;
export const HAS_CONTENT_ENCODING = 4;

const ALL_MARKS = -1;

const TAB = 9;
const CARRIAGE_RETURN = 13;
const SPACE = 32;

/**
 * A response's headers. Names are matched without regard to case.
 *
 * @example
 * response.headers.get('Content-Type');     // 'application/json'
 * response.headers.getAll('set-cookie');    // ['a=1', 'b=2; Path=/']
 */
export class HeaderBlock {
  private readonly text: string;
  private readonly end: number;
  private readonly marks: number;
  private pairs: HeaderPair[] | undefined = undefined;

  /**
   * @param text a response head that has been checked by the parser, possibly with more text behind it
   * @param end where the head ends in the text, after its empty line
   * @param marks the `HAS_…` bits of the headers that it has
   */
  constructor(text: string, end: number, marks: number) {
    this.text = text;
    this.end = end;
    this.marks = marks;
  }

  /** The block of headers that came one by one, as in HTTP/2; names in lower case. */
  static of(pairs: readonly HeaderPair[]): HeaderBlock {
    const block = new HeaderBlock('', 0, ALL_MARKS);
    block.pairs = [...pairs];
    return block;
  }

  /** The value of a header, several of one name joined by `, `; undefined when the response has none. */
  get(name: string): string | undefined {
    const values = this.getAll(name);
    return values.length === 0 ? undefined : values.join(', ');
  }

  /** Each value of a header, in the order in which they came; what `set-cookie` needs. */
  getAll(name: string): readonly string[] {
    const lower = name.toLowerCase();
    if (this.isKnownAbsent(lower)) return [];
    const candidates = this.pairs ?? pairsIn(this.text, this.end, lower.length);
    const values: string[] = [];
    for (const [other, value] of candidates) {
      if (other === lower) values.push(value);
    }
    return values;
  }

  has(name: string): boolean {
    return this.getAll(name).length > 0;
  }

  /** Every header as name (in lower case) and value, in the order in which they came. */
  entries(): readonly HeaderPair[] {
    this.pairs ??= pairsIn(this.text, this.end);
    return this.pairs;
  }

  private isKnownAbsent(lower: string): boolean {
    const mark = markOf(lower);
    return mark !== 0 && (this.marks & mark) === 0;
  }
}

function markOf(lower: string): number {
  if (lower === 'set-cookie') return HAS_SET_COOKIE;
  if (lower === 'location') return HAS_LOCATION;
  return lower === 'content-encoding' ? HAS_CONTENT_ENCODING : 0;
}

/** @param nameLength - leaves out headers whose name is not so long, since most are looked for once, by name */
function pairsIn(text: string, end: number, nameLength?: number): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  let lineStart = text.indexOf('\n') + 1;
  while (lineStart < end) {
    const lineEnd = text.indexOf('\n', lineStart);
    const colon = text.indexOf(':', lineStart);
    if (colon < 0 || colon > lineEnd) break;
    if (nameLength === undefined || colon - lineStart === nameLength) {
      pairs.push([text.slice(lineStart, colon).toLowerCase(), valueIn(text, colon + 1, lineEnd)]);
    }
    lineStart = lineEnd + 1;
  }
  return pairs;
}

/** RFC 9110, section 5.5: spaces and tabs around a value are no part of it; `trim` would take more, such as U+00A0. */
function valueIn(line: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(line.charCodeAt(start))) start += 1;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end -= 1;
  return line.slice(start, end);
}

function isBlank(character: number): boolean {
  return character === SPACE || character === TAB || character === CARRIAGE_RETURN;
}
