/**
 * The bytes that measurements are packed into, and out of again.
 *
 * Three kinds of number are written:
 * - **varint**: a whole number from 0 to 2^53 - 1 in groups of seven bits, lowest group first, the top bit of a byte
 *   telling that another follows (as in Protocol Buffers and LEB128);
 * - **signed varint**: a whole number n as the varint of 2n, or of -2n - 1 when n is negative ("zig-zag");
 * - **value**: any finite number, without loss (of -0 the sign). A whole number k of millionths (of a millisecond: nanoseconds), not
 *   negative and below 2^52, is the varint of 2k; any other number is the varint 1 and the eight bytes of its IEEE 754
 *   double, little-endian. Measured times are whole nanoseconds, so most values take three to five bytes.
 */
import { CorruptMeasurementError } from './error.ts';

const MILLIONTHS = 1e6;
const LARGEST_WHOLE = 2 ** 52;

/** Collects bytes in a buffer that grows and is used again. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Appends a whole number from 0 to 2^53 - 1. */
  varint(value: number): void {
    this.#reserve(9);
    // Numbers beyond 31 bits are divided, since the bit operators of JavaScript would cut them.
    while (value > 0x7fffffff) {
      this.#bytes[this.#length++] = (value % 128) | 0x80;
      value = Math.floor(value / 128);
    }
    while (value > 0x7f) {
      this.#bytes[this.#length++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    this.#bytes[this.#length++] = value;
  }

  /** Appends a whole number from -2^52 to 2^52 - 1. */
  signedVarint(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Appends any finite number, without loss. */
  value(value: number): void {
    const millionths = Math.round(value * MILLIONTHS);
    if (millionths >= 0 && millionths < LARGEST_WHOLE && millionths / MILLIONTHS === value) {
      this.varint(2 * millionths);
      return;
    }
    this.varint(1);
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Appends bytes as they are. */
  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** How many bytes were appended since they were last taken. */
  get length(): number {
    return this.#length;
  }

  /** Copies what was appended into `target`, from `position` on, and gives its length; the writer is empty afterwards. */
  takeInto(target: Uint8Array, position: number): number {
    const { length } = this;
    target.set(this.#bytes.subarray(0, length), position);
    this.#length = 0;
    return length;
  }

  /** What was appended, as a copy; the writer is empty afterwards. */
  take(): Uint8Array<ArrayBuffer> {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + count, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Reads what a {@link ByteWriter} wrote; throws {@link CorruptMeasurementError} where that cannot be. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** True when every byte has been read. */
  get atEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  /** How many bytes have been read. */
  get position(): number {
    return this.#position;
  }

  /** Leaves out bytes that are known to be there. */
  skip(count: number): void {
    this.#position += count;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new CorruptMeasurementError('the data end in the middle of a number');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) break;
      scale *= 128;
    }
    if (!Number.isSafeInteger(value)) throw new CorruptMeasurementError('a number is too large');
    return value;
  }

  signedVarint(): number {
    const encoded = this.varint();
    return encoded % 2 === 0 ? encoded / 2 : -(encoded + 1) / 2;
  }

  value(): number {
    const encoded = this.varint();
    if (encoded % 2 === 0) return encoded / 2 / MILLIONTHS;
    if (encoded !== 1) throw new CorruptMeasurementError('a value has an unknown form');
    if (this.#position + 8 > this.#bytes.length) {
      throw new CorruptMeasurementError('the data end in the middle of a value');
    }
    const value = this.#view.getFloat64(this.#position, true);
    if (!Number.isFinite(value)) throw new CorruptMeasurementError('a value is not a finite number');
    this.#position += 8;
    return value;
  }
}

/** Bytes as base64 text, as RFC 4648 has it, with padding. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

/** The bytes of a base64 text; unlike Node.js's own decoder it refuses what is not base64 rather than skip it. */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new CorruptMeasurementError('a text is not base64');
  }
  return Buffer.from(text, 'base64');
}
