/**
 * A session on frames of our own: what goes out is masked and handed to the system in one call, what comes in is read
 * where it lies. Of a short message there and back the library would take 2.3 µs more, of about 10.
 */
import type { Socket } from 'node:net';
import { handleOf, MAX_FAST_BYTES, writeFast } from '../http1/fast-write.ts';
import { latin1Text } from '../http1/latin1.ts';
import type { SocketDial } from './dial.ts';
import { type FrameListener, FrameReader } from './frame-reader.ts';
import { frameOf } from './frame-writer.ts';
import { CLOSE_CODE, type FrameError, OPCODE, type Opcode } from './frames.ts';
import { CLOSE_TIMEOUT_MS, type Wire, type WireListener } from './wire.ts';

/** A server that reads so little of what is sent to it does not miss an answer to its pings. */
const MOST_WAITING_BEFORE_PONG = 1_000_000;
const NOTHING = new Uint8Array(0);

export class FrameWire implements Wire, FrameListener {
  isOpen: boolean;
  private readonly dial: SocketDial;
  private readonly socket: Socket;
  private readonly handle: ReturnType<typeof handleOf>;
  private readonly reader: FrameReader;
  private listener: WireListener | undefined;
  private closeTimer: NodeJS.Timeout | undefined;
  /** Of the server's close frame. */
  private closeCode: number;
  private closeReason: string;

  constructor(dial: SocketDial, maxMessageBytes: number) {
    this.isOpen = true;
    this.dial = dial;
    // Of a socket it has what is used here.
    this.socket = dial.stream as Socket;
    this.handle = handleOf(this.socket);
    this.reader = new FrameReader(this, maxMessageBytes);
    this.listener = undefined;
    this.closeTimer = undefined;
    this.closeCode = CLOSE_CODE.noFrame;
    this.closeReason = '';
  }

  get waitingBytes(): number {
    return this.socket.writableLength + (this.handle?.writeQueueSize ?? 0);
  }

  begin(listener: WireListener): void {
    const { socket } = this;
    this.listener = listener;
    this.dial.handOver(this.reader);
    socket.on('end', () => this.onEnd());
    socket.on('close', () => this.onSocketClose());
  }

  send(data: string | Uint8Array): number {
    return this.write(typeof data === 'string' ? OPCODE.text : OPCODE.binary, data);
  }

  close(code: number, reason: string): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.write(OPCODE.close, code === CLOSE_CODE.none ? NOTHING : closeBytes(code, reason));
    this.closeTimer = setTimeout(() => this.socket.destroy(), CLOSE_TIMEOUT_MS);
  }

  terminate(): void {
    this.isOpen = false;
    this.reader.stop();
    this.socket.destroy();
  }

  /** @internal of the reader */
  onMessage(bytes: Buffer, isText: boolean): void {
    this.listener!.onMessage(bytes, isText);
  }

  /** @internal of the reader */
  onPing(bytes: Buffer): void {
    if (this.isOpen && this.waitingBytes < MOST_WAITING_BEFORE_PONG) this.write(OPCODE.pong, bytes);
  }

  /** @internal of the reader: both sides have said it once this side has agreed */
  onCloseFrame(code: number, reason: string): void {
    this.closeCode = code;
    this.closeReason = reason;
    this.close(code, reason);
    this.socket.end();
  }

  /** @internal of the reader */
  onFrameError(error: FrameError): void {
    this.close(error.closeCode, '');
    this.socket.end();
    this.listener!.onWireError(error);
  }

  private onEnd(): void {
    this.isOpen = false;
    this.socket.end();
  }

  private onSocketClose(): void {
    this.isOpen = false;
    clearTimeout(this.closeTimer);
    this.listener!.onClose(this.closeCode, this.closeReason);
  }

  /** @returns how many bytes the message has */
  private write(opcode: Opcode, data: string | Uint8Array): number {
    const { socket, handle } = this;
    const { bytes, start, end, isShared, payloadBytes } = frameOf(opcode, data);
    const isFast = handle !== undefined && end - start <= MAX_FAST_BYTES && socket.writableLength === 0;
    // What the system refuses it refuses the socket too, which tells of it.
    if (isFast && writeFast(socket, handle, latin1Text(bytes, start, end)) === 'sent') return payloadBytes;
    const frame = bytes.subarray(start, end);
    socket.write(isShared ? Buffer.from(frame) : frame);
    return payloadBytes;
  }
}

function closeBytes(code: number, reason: string): Buffer {
  const bytes = Buffer.alloc(2 + Buffer.byteLength(reason));
  bytes.writeUInt16BE(code, 0);
  bytes.write(reason, 2);
  return bytes;
}
