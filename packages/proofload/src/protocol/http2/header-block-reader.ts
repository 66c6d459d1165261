/**
 * Takes header blocks out of the frames that carry them: one of HEADERS, and as many of CONTINUATION as it needs, with
 * nothing in between (RFC 9113, sections 6.2 and 6.10).
 */
import { MAX_HEAD_BYTES } from '../http1/parser.ts';
import { ENHANCE_YOUR_CALM, PROTOCOL_ERROR, ProtocolBreach } from './faults.ts';
import { tooMuchPadding } from './frame-reader.ts';
import { END_HEADERS, END_STREAM, FRAME_HEAD_BYTES, PADDED, WITH_PRIORITY } from './frames.ts';

const PRIORITY_BYTES = 5;

/** Who is told of a whole block, from `start` to `end`, that came in frames of so many bytes in all. */
export interface BlockReceiver {
  onBlock(stream: number, isEnd: boolean, bytes: Buffer, start: number, end: number, frameBytes: number): void;
}

/** The header blocks of one connection. */
export class HeaderBlockReader {
  private readonly receiver: BlockReceiver;
  private parts: Buffer[] = [];
  private length = 0;
  private frames = 0;
  private stream = 0;
  private isEnd = false;

  constructor(receiver: BlockReceiver) {
    this.receiver = receiver;
  }

  /** Whether nothing but CONTINUATION may come. */
  get isOpen(): boolean {
    return this.stream !== 0;
  }

  onHeaders(stream: number, flags: number, bytes: Buffer, start: number, end: number): void {
    let at = start;
    let blockEnd = end;
    if ((flags & PADDED) !== 0 && start < end) {
      blockEnd -= bytes[at]!;
      at += 1;
    }
    if ((flags & WITH_PRIORITY) !== 0) at += PRIORITY_BYTES;
    if (at > blockEnd) throw tooMuchPadding();
    const isEnd = (flags & END_STREAM) !== 0;
    if ((flags & END_HEADERS) !== 0) {
      this.receiver.onBlock(stream, isEnd, bytes, at, blockEnd, FRAME_HEAD_BYTES + end - start);
      return;
    }
    this.stream = stream;
    this.isEnd = isEnd;
    this.add(bytes, at, blockEnd, end - start);
  }

  onContinuation(stream: number, flags: number, bytes: Buffer, start: number, end: number): void {
    if (stream !== this.stream) {
      throw new ProtocolBreach(PROTOCOL_ERROR, 'sent the continuation of headers that it had not begun');
    }
    this.add(bytes, start, end, end - start);
    if ((flags & END_HEADERS) === 0) return;
    const block = Buffer.concat(this.parts);
    const { isEnd, length, frames } = this;
    this.parts = [];
    this.length = 0;
    this.frames = 0;
    this.stream = 0;
    this.receiver.onBlock(stream, isEnd, block, 0, block.length, length + frames * FRAME_HEAD_BYTES);
  }

  private add(bytes: Buffer, start: number, end: number, frameBytes: number): void {
    this.parts.push(Buffer.from(bytes.subarray(start, end)));
    this.length += frameBytes;
    this.frames += 1;
    // Frames of nothing cost as much as others.
    if (this.length + this.frames * FRAME_HEAD_BYTES <= MAX_HEAD_BYTES) return;
    throw new ProtocolBreach(ENHANCE_YOUR_CALM, `sent headers of more than ${MAX_HEAD_BYTES / 1024} KB`, 'too-large');
  }
}
