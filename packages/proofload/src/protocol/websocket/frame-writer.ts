/**
 * Writes frames as a client does (RFC 6455, sections 5.2 and 5.3): whole messages, masked.
 */
import { randomFillSync } from 'node:crypto';
import {
  FINAL,
  LENGTH_IN_2_BYTES,
  LENGTH_IN_8_BYTES,
  MASKED,
  MOST_CONTROL_BYTES,
  MOST_IN_2_BYTES,
  type Opcode,
} from './frames.ts';

/**
 * A frame is made from the middle: its mask is the fourth word, so that the payload behind it is masked in whole words;
 * flags and length, 2 to 10 bytes, end where the mask begins.
 */
const MASK_WORD = 3;
const MASK_AT = 4 * MASK_WORD;
const PAYLOAD_AT = MASK_AT + 4;

/** Bytes, and the same as words in the machine's order: the mask is one of them, so that the order does not matter. */
class Sheet {
  readonly bytes: Buffer;
  readonly words: Int32Array;

  constructor(payloadBytes: number) {
    const memory = new ArrayBuffer(PAYLOAD_AT + 4 * Math.ceil(payloadBytes / 4));
    this.bytes = Buffer.from(memory);
    this.words = new Int32Array(memory);
  }
}

/** Payloads up to this length are written on one sheet again and again. */
const SMALL_BYTES = 16_000;
/** The most that UTF-8 makes of a character of a string. */
const MOST_BYTES_PER_CHARACTER = 3;
const SHEET = new Sheet(SMALL_BYTES);

/** Masks have to be unpredictable: they are drawn from the system's source, many at a time. */
const MASKS = new Int32Array(2048);
let masksUsed = MASKS.length;

/** A frame on a sheet. */
export interface Frame {
  readonly bytes: Buffer;
  /** From where to where in these it is. */
  start: number;
  end: number;
  /** Whether the bytes are those of the next frame too. */
  readonly isShared: boolean;
  payloadBytes: number;
}

const SMALL_FRAME: Frame = { bytes: SHEET.bytes, start: 0, end: 0, isShared: true, payloadBytes: 0 };

/** A whole message, or a control frame. When it is small, it is only good until the next one is made. */
export function frameOf(opcode: Opcode, data: string | Uint8Array): Frame {
  const most = typeof data === 'string' ? data.length * MOST_BYTES_PER_CHARACTER : data.length;
  if (most <= SMALL_BYTES) return write(SMALL_FRAME, SHEET.words, opcode, data);
  const sheet = new Sheet(Buffer.byteLength(data));
  const frame = { bytes: sheet.bytes, start: 0, end: 0, isShared: false, payloadBytes: 0 };
  return write(frame, sheet.words, opcode, data);
}

function write(frame: Frame, words: Int32Array, opcode: Opcode, data: string | Uint8Array): Frame {
  const { bytes } = frame;
  const length = put(bytes, data);
  mask(words, length);
  frame.start = writeHead(bytes, opcode, length);
  frame.end = PAYLOAD_AT + length;
  frame.payloadBytes = length;
  return frame;
}

function put(bytes: Buffer, data: string | Uint8Array): number {
  if (typeof data === 'string') return bytes.write(data, PAYLOAD_AT, 'utf8');
  bytes.set(data, PAYLOAD_AT);
  return data.length;
}

function mask(words: Int32Array, length: number): void {
  if (masksUsed === MASKS.length) {
    randomFillSync(MASKS);
    masksUsed = 0;
  }
  const drawn = MASKS[masksUsed]!;
  masksUsed += 1;
  words[MASK_WORD] = drawn;
  const end = MASK_WORD + 1 + Math.ceil(length / 4);
  for (let word = MASK_WORD + 1; word < end; word += 1) words[word]! ^= drawn;
}

/** @returns where the frame begins */
function writeHead(bytes: Buffer, opcode: Opcode, length: number): number {
  if (length <= MOST_CONTROL_BYTES) {
    bytes[MASK_AT - 1] = MASKED | length;
    bytes[MASK_AT - 2] = FINAL | opcode;
    return MASK_AT - 2;
  }
  if (length <= MOST_IN_2_BYTES) {
    bytes.writeUInt16BE(length, MASK_AT - 2);
    bytes[MASK_AT - 3] = MASKED | LENGTH_IN_2_BYTES;
    bytes[MASK_AT - 4] = FINAL | opcode;
    return MASK_AT - 4;
  }
  bytes.writeUInt32BE(Math.floor(length / 2 ** 32), MASK_AT - 8);
  bytes.writeUInt32BE(length % 2 ** 32, MASK_AT - 4);
  bytes[MASK_AT - 9] = MASKED | LENGTH_IN_8_BYTES;
  bytes[MASK_AT - 10] = FINAL | opcode;
  return MASK_AT - 10;
}
