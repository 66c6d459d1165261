/**
 * Takes the frames out of what a server sends, wherever its reads begin and end. Bodies are handed on piece by piece,
 * out of the buffer that they were read into; other frames are put together first.
 */
import { FRAME_SIZE_ERROR, PROTOCOL_ERROR, ProtocolBreach } from './faults.ts';
import { DATA, DEFAULT_FRAME_BYTES, END_STREAM, FRAME_HEAD_BYTES, PADDED, SETTINGS } from './frames.ts';

/** Who is told of frames; what it throws ends the reading. The bytes are overwritten when it returns. */
export interface FrameReceiver {
  /** A whole frame, other than DATA: its payload is from `start` to `end`. */
  onFrame(type: number, flags: number, stream: number, bytes: Buffer, start: number, end: number): void;
  /** A frame of DATA begins; its payload has so many bytes, padding included. */
  onData(stream: number, length: number): void;
  /** A piece of what it carries. */
  onPiece(stream: number, bytes: Buffer, start: number, end: number): void;
  /** So many bytes of it carry nothing. */
  onPadding(stream: number, bytes: number): void;
  /** It is over, and with it the server's side of the stream. */
  onDataEnd(stream: number): void;
}

/** The frames of one connection. */
export class FrameReader {
  private readonly receiver: FrameReceiver;
  /** A frame that came in part, and how much of it. */
  private part: Buffer | undefined = undefined;
  private partLength = 0;
  private isFirst = true;
  /** The frame of DATA under way. */
  private isInData = false;
  private dataStream = 0;
  private dataEnds = false;
  private dataLeft = 0;
  private paddingLeft = 0;
  private lacksPadLength = false;

  constructor(receiver: FrameReceiver) {
    this.receiver = receiver;
  }

  /** @throws {ProtocolBreach} for what is no frame of HTTP/2 */
  feed(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at < end) {
      if (this.isInData) at = this.feedData(bytes, at, end);
      else if (this.part !== undefined) at = this.complete(bytes, at, end);
      else at = this.begin(bytes, at, end);
    }
  }

  private begin(bytes: Buffer, at: number, end: number): number {
    if (end - at < FRAME_HEAD_BYTES) return this.keep(bytes, at, end, FRAME_HEAD_BYTES);
    const length = this.lengthOf(bytes, at);
    if (bytes[at + 3] === DATA) return this.beginData(bytes, at, length);
    const frameEnd = at + FRAME_HEAD_BYTES + length;
    if (frameEnd > end) return this.keep(bytes, at, end, FRAME_HEAD_BYTES + length);
    this.deliver(bytes, at, frameEnd);
    return frameEnd;
  }

  private lengthOf(bytes: Buffer, at: number): number {
    const length = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!;
    if (this.isFirst && bytes[at + 3] !== SETTINGS) {
      throw new ProtocolBreach(PROTOCOL_ERROR, 'sent something before its settings');
    }
    if (length > DEFAULT_FRAME_BYTES) {
      throw new ProtocolBreach(FRAME_SIZE_ERROR, `sent a frame of ${length} bytes, which are too many`);
    }
    this.isFirst = false;
    return length;
  }

  /** Keeps the beginning of a frame that has so many bytes, as far as is known. */
  private keep(bytes: Buffer, start: number, end: number, size: number): number {
    this.part = Buffer.allocUnsafe(size);
    this.partLength = bytes.copy(this.part, 0, start, end);
    return end;
  }

  /** Adds to the frame that came in part. */
  private complete(bytes: Buffer, start: number, end: number): number {
    const part = this.part!;
    const taken = Math.min(end - start, part.length - this.partLength);
    bytes.copy(part, this.partLength, start, start + taken);
    this.partLength += taken;
    if (this.partLength === part.length) {
      this.part = undefined;
      if (part.length > FRAME_HEAD_BYTES) this.deliver(part, 0, part.length);
      // The head is whole: with it, as with any other, the frame begins.
      else this.begin(part, 0, part.length);
    }
    return start + taken;
  }

  private deliver(bytes: Buffer, at: number, end: number): void {
    this.receiver.onFrame(bytes[at + 3]!, bytes[at + 4]!, streamOf(bytes, at), bytes, at + FRAME_HEAD_BYTES, end);
  }

  private beginData(bytes: Buffer, at: number, length: number): number {
    const flags = bytes[at + 4]!;
    this.dataStream = streamOf(bytes, at);
    this.dataEnds = (flags & END_STREAM) !== 0;
    this.dataLeft = length;
    this.paddingLeft = 0;
    this.lacksPadLength = (flags & PADDED) !== 0;
    this.isInData = true;
    this.receiver.onData(this.dataStream, length);
    if (this.lacksPadLength && length === 0) throw tooMuchPadding();
    if (length === 0) this.endData();
    return at + FRAME_HEAD_BYTES;
  }

  private feedData(bytes: Buffer, start: number, end: number): number {
    let at = start;
    if (this.lacksPadLength) {
      this.lacksPadLength = false;
      this.paddingLeft = bytes[at]!;
      this.dataLeft -= 1 + this.paddingLeft;
      if (this.dataLeft < 0) throw tooMuchPadding();
      at += 1;
      this.receiver.onPadding(this.dataStream, 1 + this.paddingLeft);
    }
    const pieceEnd = Math.min(end, at + this.dataLeft);
    if (pieceEnd > at) {
      this.dataLeft -= pieceEnd - at;
      this.receiver.onPiece(this.dataStream, bytes, at, pieceEnd);
    }
    const paddingEnd = Math.min(end, pieceEnd + this.paddingLeft);
    this.paddingLeft -= paddingEnd - pieceEnd;
    if (this.dataLeft === 0 && this.paddingLeft === 0) this.endData();
    return paddingEnd;
  }

  private endData(): void {
    this.isInData = false;
    if (this.dataEnds) this.receiver.onDataEnd(this.dataStream);
  }
}

function streamOf(bytes: Buffer, at: number): number {
  return ((bytes[at + 5]! & 0x7f) << 24) | (bytes[at + 6]! << 16) | (bytes[at + 7]! << 8) | bytes[at + 8]!;
}

export function tooMuchPadding(): ProtocolBreach {
  return new ProtocolBreach(PROTOCOL_ERROR, 'sent a frame with more padding than there is room for');
}
