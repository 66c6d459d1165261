/**
 * Keeps the body of a response up to a bound and counts what is beyond it, so that a gigabyte costs time but not memory.
 */

const EMPTY = Buffer.alloc(0);
/** A length that a server announces is believed up to here; beyond, room is made as bytes come. */
const TRUSTED_LENGTH = 1 << 20;

/** Who gets the pieces of a body in place of its being kept; the bytes are overwritten when `take` returns. */
export interface BodySink {
  take(bytes: Buffer, start: number, end: number): void;
}

/** Collects one body after the other; `reset` before each. */
export class BodyCollector {
  /** Bytes of the body that came, kept or not. */
  totalBytes = 0;
  private maxBytes = 0;
  private kept: Buffer = EMPTY;
  private keptBytes = 0;
  private sink: BodySink | undefined = undefined;

  reset(maxBytes: number, sink: BodySink | undefined): void {
    this.totalBytes = 0;
    this.maxBytes = maxBytes;
    this.kept = EMPTY;
    this.keptBytes = 0;
    this.sink = sink;
  }

  /** Whether more came than was kept. */
  get truncated(): boolean {
    return this.totalBytes > this.keptBytes && this.sink === undefined;
  }

  /** Makes room for an announced length. */
  expect(length: number): void {
    if (this.sink !== undefined) return;
    const room = Math.min(length, this.maxBytes, TRUSTED_LENGTH);
    if (room > this.kept.length) this.grow(room);
  }

  /** Copies bytes, since the buffer they are in is read into again. */
  append(bytes: Buffer, start: number, end: number): void {
    this.totalBytes += end - start;
    if (this.sink !== undefined) {
      if (end > start) this.sink.take(bytes, start, end);
      return;
    }
    const length = Math.min(end - start, this.maxBytes - this.keptBytes);
    if (length <= 0) return;
    const needed = this.keptBytes + length;
    if (needed > this.kept.length) this.grow(Math.max(needed, Math.min(this.kept.length * 2, this.maxBytes)));
    bytes.copy(this.kept, this.keptBytes, start, start + length);
    this.keptBytes = needed;
  }

  /** Hands the body over; the collector forgets it. */
  take(): Buffer {
    const body = this.keptBytes === this.kept.length ? this.kept : this.kept.subarray(0, this.keptBytes);
    this.kept = EMPTY;
    return body;
  }

  private grow(size: number): void {
    const larger = Buffer.allocUnsafe(size);
    this.kept.copy(larger, 0, 0, this.keptBytes);
    this.kept = larger;
  }
}
