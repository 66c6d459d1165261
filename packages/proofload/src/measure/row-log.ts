/**
 * The rows of one operation for every second of a run, packed one after the other and compressed: a dozen bytes each, so
 * that an hour of a thousand operations stays in memory.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';
import { bytesOf, type Kept, type Slabs } from './slabs.ts';

/** The open chunk begins small, since most operations are rare. */
const SMALLEST_CHUNK = 256;
/** A chunk that would grow past this is closed; twice as much would be compressed by 4 % more. */
const LARGEST_CHUNK = 4096;
/** A chunk takes 60 to 100 µs; a higher level takes up to three times as long for 2 %. */
const LEVEL = 1;
const BUFFERED = { chunkSize: LARGEST_CHUNK };
/** First chunks differ in length by so many steps, or operations of equal load would close theirs in the same second. */
const STEPS = 32;

/** Rows that came one after the other. */
interface ClosedChunk {
  /** The second of the row before its first. */
  readonly secondBefore: number;
  readonly lastSecond: number;
  readonly compressed: Kept;
}

/** A row and where its bytes lie. */
interface Row {
  readonly second: number;
  /** Who sent it: its trends have that sender's ids. */
  readonly sender: number;
  readonly chunk: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * Each row is preceded by: signed varint of its second less that of the row before it, varint of its sender, varint of
 * its length. None spans two chunks.
 */
export class RowLog {
  static readonly #writer = new ByteWriter();
  readonly #slabs: Slabs;
  readonly #closed: ClosedChunk[] = [];
  #open = new Uint8Array(SMALLEST_CHUNK);
  #length = 0;
  /** The second of the row before the open chunk's first, and of its last. */
  #secondBefore = 0;
  #lastSecond = 0;
  #largest: number;
  #ascending = true;

  /**
   * @param id - the operation's place among all
   * @param slabs - where all operations keep what is complete
   */
  constructor(id: number, slabs: Slabs) {
    this.#slabs = slabs;
    this.#largest = (LARGEST_CHUNK * (1 + (id % STEPS))) / STEPS;
  }

  append(second: number, sender: number, row: Uint8Array): void {
    const writer = RowLog.#writer;
    writer.signedVarint(second - this.#lastSecond);
    writer.varint(sender);
    writer.varint(row.length);
    writer.bytes(row);
    if (this.#length + writer.length > this.#largest) this.#close();
    this.#reserve(this.#length + writer.length);
    this.#length += writer.takeInto(this.#open, this.#length);
    if (second < this.#lastSecond) this.#ascending = false;
    this.#lastSecond = second;
  }

  #close(): void {
    if (this.#length === 0) return;
    const compressed = deflateRawSync(this.#open.subarray(0, this.#length), { ...BUFFERED, level: LEVEL });
    this.#closed.push({
      secondBefore: this.#secondBefore,
      lastSecond: this.#lastSecond,
      compressed: this.#slabs.keep(compressed),
    });
    this.#secondBefore = this.#lastSecond;
    this.#length = 0;
    this.#largest = LARGEST_CHUNK;
  }

  #reserve(length: number): void {
    if (length <= this.#open.length) return;
    const larger = new Uint8Array(Math.max(length, Math.min(2 * this.#open.length, LARGEST_CHUNK)));
    larger.set(this.#open);
    this.#open = larger;
  }

  /** Goes through the rows, ascending by second; of one second there may be several. */
  cursor(from: number, to: number): RowCursor {
    if (this.#ascending) return new RowCursor(this.#rows(from), from, to);
    const rows = [...this.#rows(0)].sort((a, b) => a.second - b.second);
    return new RowCursor(rows, from, to);
  }

  /** The rows, but for chunks that end before a second. */
  *#rows(from: number): Generator<Row, undefined> {
    for (const { secondBefore, lastSecond, compressed } of this.#closed) {
      if (lastSecond >= from) yield* rowsOf(inflateRawSync(bytesOf(compressed), BUFFERED), secondBefore);
    }
    yield* rowsOf(this.#open.subarray(0, this.#length), this.#secondBefore);
    return undefined;
  }
}

function* rowsOf(chunk: Uint8Array, secondBefore: number): Generator<Row> {
  const reader = new ByteReader(chunk);
  let second = secondBefore;
  while (!reader.atEnd) {
    second += reader.signedVarint();
    const sender = reader.varint();
    const length = reader.varint();
    const start = reader.position;
    reader.skip(length);
    yield { second, sender, chunk, start, end: start + length };
  }
}

/** Where the reading of an operation's rows has got to. */
export class RowCursor {
  readonly #rows: Iterator<Row, undefined>;
  readonly #to: number;
  #row: Row | undefined;

  /** Rows of seconds before `from`, and from `to` on, are left out. */
  constructor(rows: Iterable<Row>, from: number, to: number) {
    this.#rows = rows[Symbol.iterator]() as Iterator<Row, undefined>;
    this.#to = to;
    do this.advance();
    while (this.second < from);
  }

  /** The second of the row; infinite after the last. */
  get second(): number {
    return this.#row?.second ?? Number.POSITIVE_INFINITY;
  }

  /** Who sent the row. */
  get sender(): number {
    return this.#row?.sender ?? 0;
  }

  /** A reader of the row; there must be one. */
  read(): ByteReader {
    const { chunk, start, end } = this.#row!;
    return new ByteReader(chunk.subarray(start, end));
  }

  advance(): void {
    const { value } = this.#rows.next();
    this.#row = value !== undefined && value.second < this.#to ? value : undefined;
  }
}
