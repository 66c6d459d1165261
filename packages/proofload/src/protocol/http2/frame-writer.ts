/**
 * Puts frames on a socket: what is said in one turn of the loop in one write, since writes cost more than frames do.
 */
import type { Socket } from 'node:net';
import { latin1Text } from '../http1/latin1.ts';
import { RequestWriter } from '../http1/request-writer.ts';
import {
  CONTINUATION,
  DATA,
  DEFAULT_FRAME_BYTES,
  END_HEADERS,
  FRAME_HEAD_BYTES,
  HEADERS,
  writeFrameHead,
} from './frames.ts';
import type { HeaderEncoder } from './header-encoder.ts';
import type { RequestFields } from './request-headers.ts';

/** Header blocks are put together here; longer ones have a buffer of their own. */
const SCRATCH = Buffer.allocUnsafeSlow(DEFAULT_FRAME_BYTES + FRAME_HEAD_BYTES);

/** The sending side of one connection. */
export class FrameWriter {
  private readonly socket: Socket;
  private readonly writer: RequestWriter;
  private readonly onUnsent: () => void;
  private pending = '';
  private isPlanned = false;
  private isStopped = false;

  /** @param onUnsent - is told when the system takes nothing more, since the other side has closed the connection */
  constructor(socket: Socket, onUnsent: () => void) {
    this.socket = socket;
    this.writer = new RequestWriter(socket);
    this.onUnsent = onUnsent;
  }

  /** Sends frames at the end of this turn, with all that are put until then. */
  put(frames: string): void {
    if (this.isStopped) return;
    this.pending += frames;
    if (this.isPlanned) return;
    this.isPlanned = true;
    process.nextTick(flush, this);
  }

  /** Sends frames at once, unless others are about to be sent. */
  putAlone(frames: string): void {
    if (this.isPlanned) {
      this.put(frames);
    } else if (!this.isStopped) {
      this.pending = frames;
      this.flush();
    }
  }

  /** Sends a piece of a body, no longer than a frame may be; `sent` is called when the socket wants more. */
  putData(stream: number, flags: number, piece: Uint8Array, sent: (() => void) | undefined): void {
    if (this.isStopped) return;
    const { socket } = this;
    this.flush();
    const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
    writeFrameHead(head, 0, piece.byteLength, DATA, flags, stream);
    socket.cork();
    socket.write(head);
    socket.write(piece, sent);
    socket.uncork();
  }

  /** Sends what is left, and these frames, and nothing from then on. */
  end(frames: string): void {
    if (this.isStopped) return;
    this.pending += frames;
    this.flush();
    this.stop();
  }

  /** Sends nothing more. */
  stop(): void {
    this.isStopped = true;
  }

  /** @internal */
  flush(): void {
    const { pending, writer } = this;
    if (pending === '' || this.isStopped) return;
    this.pending = '';
    writer.writeHead(pending);
    if (writer.isUnsent) process.nextTick(this.onUnsent);
  }

  /** @internal */
  flushAsPlanned(): void {
    this.isPlanned = false;
    this.flush();
  }
}

function flush(writer: FrameWriter): void {
  writer.flushAsPlanned();
}

/** The frames that open a stream. */
export function headerFrames(stream: number, flags: number, fields: RequestFields, encoder: HeaderEncoder): string {
  if (fields.mostBytes > DEFAULT_FRAME_BYTES) return longHeaderFrames(stream, flags, fields, encoder);
  const end = encoder.encode(fields, SCRATCH, FRAME_HEAD_BYTES);
  writeFrameHead(SCRATCH, 0, end - FRAME_HEAD_BYTES, HEADERS, flags | END_HEADERS, stream);
  return latin1Text(SCRATCH, 0, end);
}

/** A block that may not fit into one frame (RFC 9113, section 6.10). */
function longHeaderFrames(stream: number, flags: number, fields: RequestFields, encoder: HeaderEncoder): string {
  const block = Buffer.allocUnsafe(fields.mostBytes);
  const length = encoder.encode(fields, block, 0);
  const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
  let frames = '';
  for (let at = 0; at < length; at += DEFAULT_FRAME_BYTES) {
    const end = Math.min(length, at + DEFAULT_FRAME_BYTES);
    const isLast = end === length ? END_HEADERS : 0;
    const type = at === 0 ? HEADERS : CONTINUATION;
    writeFrameHead(head, 0, end - at, type, (at === 0 ? flags : 0) | isLast, stream);
    frames += latin1Text(head, 0, FRAME_HEAD_BYTES) + latin1Text(block, at, end);
  }
  return frames;
}
