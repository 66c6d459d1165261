/**
 * The rows of one operation for every second of a run, packed one after the other: a few dozen bytes each, so that
 * an hour of a thousand operations stays in memory.
 */
import { ByteReader, ByteWriter } from './bytes.ts';

/** Where a row lies. */
export interface RowPlace {
  readonly second: number;
  /** Who sent it: its trends have that sender's ids. */
  readonly sender: number;
  readonly start: number;
  readonly end: number;
}

/** Each row is preceded by: signed varint of its second less the one before, varint of its sender, varint of its length. */
export class RowLog {
  static readonly #head = new ByteWriter();
  #bytes = new Uint8Array(64);
  #length = 0;
  #lastSecond = 0;

  append(second: number, sender: number, row: Uint8Array): void {
    RowLog.#head.signedVarint(second - this.#lastSecond);
    RowLog.#head.varint(sender);
    RowLog.#head.varint(row.length);
    this.#lastSecond = second;
    this.#put(RowLog.#head.take());
    this.#put(row);
  }

  #put(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      // A quarter more, not twice as much: there may be a thousand of these.
      const larger = new Uint8Array(Math.ceil(needed * 1.25));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }

  /** Where the rows are, ascending by second; of one second there may be several. */
  places(): readonly RowPlace[] {
    const reader = this.#reader(0, this.#length);
    const places: RowPlace[] = [];
    let second = 0;
    let ascending = true;
    while (!reader.atEnd) {
      const step = reader.signedVarint();
      if (step < 0) ascending = false;
      second += step;
      const sender = reader.varint();
      const length = reader.varint();
      places.push({ second, sender, start: reader.position, end: reader.position + length });
      reader.skip(length);
    }
    return ascending ? places : places.sort((a, b) => a.second - b.second);
  }

  /** A reader of one row. */
  read({ start, end }: RowPlace): ByteReader {
    return this.#reader(start, end);
  }

  #reader(start: number, end: number): ByteReader {
    return new ByteReader(this.#bytes.subarray(start, end));
  }
}
