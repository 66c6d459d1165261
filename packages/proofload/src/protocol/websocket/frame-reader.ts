/**
 * Reads what a server sends as frames (RFC 6455, section 5): in any pieces, fragmented or not, with control frames
 * between fragments. What is read is copied once, so that the buffer it came in can be read into again.
 */
import { isUtf8 } from 'node:buffer';
import {
  CLOSE_CODE,
  FINAL,
  FrameError,
  isCloseCode,
  LENGTH_IN_2_BYTES,
  LENGTH_IN_8_BYTES,
  MASKED,
  MOST_CONTROL_BYTES,
  OPCODE,
} from './frames.ts';

/** Who is told what was read, in the order in which it came. */
export interface FrameListener {
  /** A whole message; text is valid UTF-8. */
  onMessage(bytes: Buffer, isText: boolean): void;
  onPing(bytes: Buffer): void;
  /** The server's close frame; 1005 when it has no code. Nothing is read behind it. */
  onCloseFrame(code: number, reason: string): void;
  /** What came is no frame, or too long. Nothing is read behind it. */
  onFrameError(error: FrameError): void;
}

/** Of a frame from a server, which is not masked. */
const MOST_HEAD_BYTES = 10;
const BETWEEN_FRAMES = -1;
const OPCODE_BITS = 0x0f;
const RESERVED_1 = 0x40;
const RESERVED_2_AND_3 = 0x30;
const LENGTH_BITS = 0x7f;
const NOT_UTF8 = 'invalid UTF-8 sequence';
const NOTHING = Buffer.alloc(0);
/** The first size of a buffer that pieces are gathered in; it doubles as they come, whatever length was announced. */
const LEAST_GATHERED_BYTES = 4096;

/** Payload that comes in pieces. */
class Gathered {
  length = 0;
  #bytes = NOTHING;

  /** @param more - how many bytes are known to follow, so that no more is reserved than will be needed */
  add(bytes: Buffer, start: number, end: number, more: number): void {
    const length = this.length + end - start;
    if (length > this.#bytes.length) {
      const roomy = Math.max(length, 2 * this.#bytes.length, LEAST_GATHERED_BYTES);
      const larger = Buffer.allocUnsafeSlow(Math.min(roomy, length + more));
      this.#bytes.copy(larger, 0, 0, this.length);
      this.#bytes = larger;
    }
    bytes.copy(this.#bytes, this.length, start, end);
    this.length = length;
  }

  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.length);
    this.#bytes = NOTHING;
    this.length = 0;
    return taken;
  }
}

export class FrameReader {
  private readonly listener: FrameListener;
  private readonly maxMessageBytes: number;
  private isStopped: boolean;
  /** Bytes of a head that did not come whole. */
  private readonly head: Buffer;
  private headLength: number;
  // The frame that is being read.
  private isFinal: boolean;
  private opcode: number;
  /** Payload bytes that are still to come. */
  private remaining: number;
  /** `text` or `binary` within a message of which there are more fragments to come, else 0. */
  private fragmented: number;
  /** Of a message that does not come in one piece. */
  private readonly message: Gathered;
  private readonly control: Gathered;

  constructor(listener: FrameListener, maxMessageBytes: number) {
    this.listener = listener;
    this.maxMessageBytes = maxMessageBytes;
    this.isStopped = false;
    this.head = Buffer.alloc(MOST_HEAD_BYTES);
    this.headLength = 0;
    this.isFinal = false;
    this.opcode = 0;
    this.remaining = BETWEEN_FRAMES;
    this.fragmented = 0;
    this.message = new Gathered();
    this.control = new Gathered();
  }

  /** Reads no further, also of what it is just being fed. */
  stop(): void {
    this.isStopped = true;
  }

  /** @param bytes - only good during the call; of them the first `length` */
  feed(bytes: Buffer, length: number): void {
    let position = 0;
    while (position < length && !this.isStopped) {
      if (this.remaining < 0) position = this.readHead(bytes, position, length);
      if (this.remaining >= 0 && !this.isStopped) position = this.readPayload(bytes, position, length);
    }
  }

  /** @returns the position behind what it took; `remaining` is set once the head is whole */
  private readHead(bytes: Buffer, start: number, end: number): number {
    if (this.headLength === 0 && end - start >= 2) {
      const size = headSize(bytes[start + 1]!);
      if (end - start >= size) {
        if (this.begins(bytes[start]!, bytes[start + 1]!)) this.measure(lengthAt(bytes, start));
        return start + size;
      }
    }
    const { head } = this;
    head[this.headLength] = bytes[start]!;
    this.headLength += 1;
    const isFrame = this.headLength !== 2 || this.begins(head[0]!, head[1]!);
    if (isFrame && this.headLength >= 2 && this.headLength === headSize(head[1]!)) {
      this.headLength = 0;
      this.measure(lengthAt(head, 0));
    }
    return start + 1;
  }

  /** Takes in the first two bytes of a frame; false when it is none. */
  private begins(first: number, second: number): boolean {
    const wrong = this.wrongWith(first, second);
    if (wrong !== undefined) {
      this.fail(CLOSE_CODE.protocolError, wrong);
      return false;
    }
    const opcode = first & OPCODE_BITS;
    this.isFinal = (first & FINAL) !== 0;
    this.opcode = opcode === OPCODE.continuation ? this.fragmented : opcode;
    if (opcode < OPCODE.close) this.fragmented = this.isFinal ? 0 : this.opcode;
    return true;
  }

  private wrongWith(first: number, second: number): string | undefined {
    const opcode = first & OPCODE_BITS;
    const length = second & LENGTH_BITS;
    if ((first & RESERVED_1) !== 0) return 'RSV1 must be clear';
    if ((first & RESERVED_2_AND_3) !== 0) return 'RSV2 and RSV3 must be clear';
    if ((second & MASKED) !== 0) return 'MASK must be clear';
    if (opcode < OPCODE.close) {
      const isInPlace = (opcode === OPCODE.continuation) === (this.fragmented !== 0);
      return opcode > OPCODE.binary || !isInPlace ? `invalid opcode ${opcode}` : undefined;
    }
    if (opcode > OPCODE.pong) return `invalid opcode ${opcode}`;
    if ((first & FINAL) === 0) return 'FIN must be set';
    const isLengthWrong = length > MOST_CONTROL_BYTES || (opcode === OPCODE.close && length === 1);
    return isLengthWrong ? `invalid payload length ${length}` : undefined;
  }

  private measure(length: number): void {
    if (this.opcode < OPCODE.close && this.message.length + length > this.maxMessageBytes) {
      this.fail(CLOSE_CODE.tooBig, `a message of more than ${this.maxMessageBytes} bytes`);
    } else {
      this.remaining = length;
    }
  }

  /** @returns the position behind what belongs to the frame */
  private readPayload(bytes: Buffer, start: number, end: number): number {
    const { remaining, opcode } = this;
    const stop = Math.min(end, start + remaining);
    const left = start + remaining - stop;
    const isControl = opcode >= OPCODE.close;
    this.remaining = left === 0 ? BETWEEN_FRAMES : left;
    if (left === 0 && this.isFinal && !isControl && this.message.length === 0) {
      this.endMessage(copyOf(bytes, start, stop), opcode);
      return stop;
    }
    const gathered = isControl ? this.control : this.message;
    gathered.add(bytes, start, stop, left);
    if (left > 0) return stop;
    if (isControl) this.endControl(gathered.take(), opcode);
    else if (this.isFinal) this.endMessage(gathered.take(), opcode);
    return stop;
  }

  private endMessage(bytes: Buffer, opcode: number): void {
    const isText = opcode === OPCODE.text;
    if (isText && !isUtf8(bytes)) this.fail(CLOSE_CODE.invalidData, NOT_UTF8);
    else this.listener.onMessage(bytes, isText);
  }

  private endControl(bytes: Buffer, opcode: number): void {
    if (opcode === OPCODE.ping) this.listener.onPing(bytes);
    else if (opcode === OPCODE.close) this.endClose(bytes);
  }

  private endClose(bytes: Buffer): void {
    const code = bytes.length === 0 ? CLOSE_CODE.none : bytes.readUInt16BE(0);
    const reason = bytes.subarray(2);
    if (bytes.length > 0 && !isCloseCode(code)) this.fail(CLOSE_CODE.protocolError, `invalid status code ${code}`);
    else if (!isUtf8(reason)) this.fail(CLOSE_CODE.invalidData, NOT_UTF8);
    else {
      this.stop();
      this.listener.onCloseFrame(code, reason.toString());
    }
  }

  private fail(closeCode: number, what: string): void {
    this.stop();
    this.listener.onFrameError(new FrameError(closeCode, what));
  }
}

/** Of the head whose second byte this is; a masked one fails before its mask is read. */
function headSize(second: number): number {
  const length = second & LENGTH_BITS;
  if (length < LENGTH_IN_2_BYTES) return 2;
  return length === LENGTH_IN_2_BYTES ? 4 : 10;
}

function lengthAt(bytes: Buffer, start: number): number {
  const length = bytes[start + 1]! & LENGTH_BITS;
  if (length < LENGTH_IN_2_BYTES) return length;
  if (length < LENGTH_IN_8_BYTES) return bytes.readUInt16BE(start + 2);
  // Past 2^53 it is not exact, and too long all the same.
  return bytes.readUInt32BE(start + 2) * 2 ** 32 + bytes.readUInt32BE(start + 6);
}

function copyOf(bytes: Buffer, start: number, end: number): Buffer {
  const copy = Buffer.allocUnsafe(end - start);
  bytes.copy(copy, 0, start, end);
  return copy;
}
