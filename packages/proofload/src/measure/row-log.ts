/**
 * The rows of one operation for every second of a run, packed one after the other: a few dozen bytes each, so that
 * an hour of a thousand operations stays in memory.
 */
import { ByteReader, ByteWriter } from './bytes.ts';

/** Chunks start small, since most operations are rare, and stop growing here, so that little stays unused. */
const SMALLEST_CHUNK = 256;
const LARGEST_CHUNK = 8192;

interface Chunk {
  readonly bytes: Uint8Array;
  length: number;
}

/** A row and where its bytes lie. */
interface Row {
  readonly second: number;
  /** Who sent it: its trends have that sender's ids. */
  readonly sender: number;
  readonly chunk: Chunk;
  readonly start: number;
  readonly end: number;
}

/** Each row is preceded by: varint of its second, varint of its sender, varint of its length. None spans two chunks. */
export class RowLog {
  static readonly #writer = new ByteWriter();
  readonly #chunks: Chunk[] = [];
  #lastSecond = 0;
  #ascending = true;

  append(second: number, sender: number, row: Uint8Array): void {
    const writer = RowLog.#writer;
    writer.varint(second);
    writer.varint(sender);
    writer.varint(row.length);
    writer.bytes(row);
    if (second < this.#lastSecond) this.#ascending = false;
    this.#lastSecond = second;
    const chunk = this.#chunkFor(writer.length);
    chunk.length += writer.takeInto(chunk.bytes, chunk.length);
  }

  #chunkFor(needed: number): Chunk {
    const last = this.#chunks.at(-1);
    if (last !== undefined && last.length + needed <= last.bytes.length) return last;
    const size = last === undefined ? SMALLEST_CHUNK : Math.min(LARGEST_CHUNK, last.bytes.length * 2);
    const chunk: Chunk = { bytes: new Uint8Array(Math.max(size, needed)), length: 0 };
    this.#chunks.push(chunk);
    return chunk;
  }

  /** Goes through the rows, ascending by second; of one second there may be several. */
  cursor(from: number, to: number): RowCursor {
    const rows = this.#ascending ? this.#rows() : [...this.#rows()].sort((a, b) => a.second - b.second);
    return new RowCursor(rows, from, to);
  }

  *#rows(): Generator<Row, undefined> {
    for (const chunk of this.#chunks) {
      const reader = new ByteReader(chunk.bytes.subarray(0, chunk.length));
      while (!reader.atEnd) {
        const second = reader.varint();
        const sender = reader.varint();
        const length = reader.varint();
        const start = reader.position;
        reader.skip(length);
        yield { second, sender, chunk, start, end: start + length };
      }
    }
    return undefined;
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
    return new ByteReader(chunk.bytes.subarray(start, end));
  }

  advance(): void {
    const { value } = this.#rows.next();
    this.#row = value !== undefined && value.second < this.#to ? value : undefined;
  }
}
