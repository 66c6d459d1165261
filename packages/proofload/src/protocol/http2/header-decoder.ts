/**
 * Takes the fields out of header blocks (HPACK, RFC 7541), as one text of lines `name: value`, so that an answer whose
 * headers nobody looks at costs one string.
 */
import { latin1Text } from '../http1/latin1.ts';
import { MAX_HEAD_BYTES } from '../http1/parser.ts';
import { COMPRESSION_ERROR, ENHANCE_YOUR_CALM, ProtocolBreach } from './faults.ts';
import { CONTENT_LENGTH, STATUS, traitsOf, WRONG } from './field-traits.ts';
import { readHuffman } from './huffman.ts';
import { DEFAULT_TABLE_BYTES, ENTRY_OVERHEAD, STATIC_FIELDS } from './static-table.ts';

/** A line, and what is known of it. */
interface Entry {
  readonly line: Uint8Array;
  readonly nameLength: number;
  readonly traits: number;
}

/** A field as it was spelled out in full, and what came of it. */
interface Spelling {
  readonly bytes: Uint8Array;
  readonly entry: Entry;
}

const COLON = 0x3a;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const SEPARATOR = 2;
/** A number in a block that has more than so many bits is meant to do harm. */
const MAX_INTEGER = 1 << 24;

/** The lines of one block at a time; it is read to its end, and its text taken, before the next one begins. */
const LINES = Buffer.allocUnsafeSlow(MAX_HEAD_BYTES);

const STATIC_ENTRIES: readonly Entry[] = STATIC_FIELDS.map(([name, value]) => {
  const line = Buffer.from(`${name}: ${value}\n`, 'latin1');
  return { line, nameLength: name.length, traits: traitsOf(line, 0, name.length, line.length - 1) };
});

/** The receiving side of one connection. */
export class HeaderDecoder {
  /** The `HAS_…` bits of all fields of the latest block, and `WRONG` where one of them or their order is. */
  traits = 0;
  /** The status that the block begins with; 0 without one. */
  status = 0;
  /** -1 when the block does not say; `NaN` when it says two. */
  contentLength = -1;
  private length = 0;
  private fields = 0;
  private at = 0;
  private readonly entries: Entry[] = [];
  /**
   * By their places in a block, the fields that came there last to be kept. Some servers spell out the same ones with each
   * answer, as nginx does: to find them so costs 14 µs a request in place of 20, over 50 connections of TLS.
   */
  private readonly spellings: (Spelling | undefined)[] = [];
  private tableBytes = 0;
  private maxTableBytes: number;
  private readonly limitBytes: number;

  /** @param limitBytes - the most that the other side may want the table to hold */
  constructor(limitBytes: number = DEFAULT_TABLE_BYTES) {
    this.maxTableBytes = limitBytes;
    this.limitBytes = limitBytes;
  }

  /** The lines of the latest block, until another one is decoded, by whatever decoder. */
  get text(): string {
    return latin1Text(LINES, 0, this.length);
  }

  /**
   * Decodes one whole block.
   *
   * @throws {ProtocolBreach} when it is none, or has more than 64 KB
   */
  decode(bytes: Buffer, start: number, end: number): void {
    this.traits = 0;
    this.status = 0;
    this.contentLength = -1;
    this.length = 0;
    this.fields = 0;
    this.at = start;
    while (this.at < end) {
      const first = bytes[this.at]!;
      if ((first & 0x80) !== 0) this.add(this.entry(this.integer(bytes, end, 7)));
      else if ((first & 0x40) !== 0) this.keptLiteral(bytes, end);
      else if ((first & 0x20) !== 0) this.resize(this.integer(bytes, end, 5));
      else this.literal(bytes, end, 4);
    }
  }

  /** A number whose first bits share a byte with something else (section 5.1). */
  private integer(bytes: Buffer, end: number, prefixBits: number): number {
    const mask = (1 << prefixBits) - 1;
    let value = bytes[this.at]! & mask;
    this.at += 1;
    if (value < mask) return value;
    for (let shift = 0; this.at < end; shift += 7) {
      const byte = bytes[this.at]!;
      this.at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (value > MAX_INTEGER || shift > 28) throw broken('a number that is too large');
      if ((byte & 0x80) === 0) return value;
    }
    throw broken('a number that has no end');
  }

  private entry(index: number): Entry {
    const { entries } = this;
    const found =
      index <= STATIC_ENTRIES.length
        ? STATIC_ENTRIES[index - 1]
        : entries[entries.length - (index - STATIC_ENTRIES.length)];
    if (found === undefined) throw broken(`the number ${index}, at which there is no field`);
    return found;
  }

  private add({ line, nameLength, traits }: Entry): void {
    const start = this.length;
    this.makeRoom(line.length);
    LINES.set(line, start);
    this.length = start + line.length;
    this.note(traits, start + nameLength + SEPARATOR);
  }

  private keptLiteral(bytes: Buffer, end: number): void {
    const { at, fields, length } = this;
    const spelling = this.spellings[fields];
    if (spelling !== undefined && isAt(spelling.bytes, bytes, at, end)) {
      this.at += spelling.bytes.length;
      this.add(spelling.entry);
      this.keep(spelling.entry);
      return;
    }
    const nameLength = this.literal(bytes, end, 6);
    const line = Buffer.from(LINES.subarray(length, this.length));
    const entry = { line, nameLength, traits: traitsOf(line, 0, nameLength, line.length - 1) };
    this.keep(entry);
    // Numbers past the static ones mean something else in each block.
    const isLasting = (bytes[at]! & 0x3f) <= STATIC_ENTRIES.length;
    this.spellings[fields] = isLasting ? { bytes: Buffer.from(bytes.subarray(at, this.at)), entry } : undefined;
  }

  /** A field that is spelled out, whose name may be that of another; returns the length of the name. */
  private literal(bytes: Buffer, end: number, prefixBits: number): number {
    const start = this.length;
    const index = this.integer(bytes, end, prefixBits);
    if (index === 0) this.string(bytes, end);
    else this.copyName(this.entry(index));
    const nameEnd = this.length;
    this.makeRoom(SEPARATOR);
    LINES[nameEnd] = COLON;
    LINES[nameEnd + 1] = SPACE;
    this.length = nameEnd + SEPARATOR;
    this.string(bytes, end);
    this.makeRoom(1);
    LINES[this.length] = LINE_FEED;
    this.length += 1;
    this.note(traitsOf(LINES, start, nameEnd, this.length - 1), nameEnd + SEPARATOR);
    return nameEnd - start;
  }

  private copyName({ line, nameLength }: Entry): void {
    this.makeRoom(nameLength);
    for (let index = 0; index < nameLength; index += 1) LINES[this.length + index] = line[index]!;
    this.length += nameLength;
  }

  private string(bytes: Buffer, end: number): void {
    if (this.at >= end) throw broken('a field without an end');
    const isHuffman = (bytes[this.at]! & 0x80) !== 0;
    const length = this.integer(bytes, end, 7);
    const start = this.at;
    this.at += length;
    if (this.at > end) throw broken('a field without an end');
    if (isHuffman) {
      this.makeRoom(Math.ceil(length * 1.6));
      this.length = readHuffman(bytes, start, this.at, LINES, this.length);
      if (this.length < 0) throw broken('a text that is not in its Huffman code');
    } else {
      this.makeRoom(length);
      bytes.copy(LINES, this.length, start, this.at);
      this.length += length;
    }
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= MAX_HEAD_BYTES) return;
    const what = `sent headers of more than ${MAX_HEAD_BYTES / 1024} KB`;
    throw new ProtocolBreach(ENHANCE_YOUR_CALM, what, 'too-large');
  }

  /** Takes in what a field means whose value begins there. */
  private note(traits: number, valueStart: number): void {
    this.fields += 1;
    this.traits |= traits;
    if ((traits & STATUS) !== 0) {
      // The status comes first, and once (RFC 9113, section 8.3).
      if (this.fields > 1) this.traits |= WRONG;
      this.status = this.digits(valueStart);
    } else if ((traits & CONTENT_LENGTH) !== 0) {
      const length = this.digits(valueStart);
      this.contentLength = this.contentLength === -1 || this.contentLength === length ? length : Number.NaN;
    }
  }

  /** The number from there to the end of the last line, of which is known that it has digits only. */
  private digits(start: number): number {
    let value = 0;
    for (let at = start; at < this.length - 1; at += 1) value = value * 10 + LINES[at]! - 0x30;
    return value;
  }

  /** Puts a field into the table, at its newest end (section 2.3.2). */
  private keep(entry: Entry): void {
    this.entries.push(entry);
    this.tableBytes += sizeOf(entry.line);
    this.evict();
  }

  private resize(maxBytes: number): void {
    if (this.fields > 0) throw broken('another size of the table behind a field');
    if (maxBytes > this.limitBytes) throw broken(`a table of ${maxBytes} bytes, which are too many`);
    this.maxTableBytes = maxBytes;
    this.evict();
  }

  private evict(): void {
    while (this.tableBytes > this.maxTableBytes) this.tableBytes -= sizeOf(this.entries.shift()!.line);
  }
}

function isAt(expected: Uint8Array, bytes: Buffer, start: number, end: number): boolean {
  if (start + expected.length > end) return false;
  for (let index = 0; index < expected.length; index += 1) {
    if (bytes[start + index] !== expected[index]) return false;
  }
  return true;
}

/** A line has a separator and an end that do not count. */
function sizeOf(line: Uint8Array): number {
  return line.length - SEPARATOR - 1 + ENTRY_OVERHEAD;
}

function broken(what: string): ProtocolBreach {
  return new ProtocolBreach(COMPRESSION_ERROR, `sent a header block that cannot be decoded: it has ${what}`);
}
