/**
 * Puts requests on a socket with as few writes and copies as their bodies allow.
 */
import type { Socket } from 'node:net';
import type { RawRequest } from './exchange.ts';
import { handleOf, MAX_FAST_BYTES, writeFast } from './fast-write.ts';

/** Writes the requests of one connection. */
export class RequestWriter {
  /** Whether the system refused the latest request, so that none of it has left this machine. */
  isUnsent = false;
  private readonly socket: Socket;
  private readonly handle: ReturnType<typeof handleOf>;

  /** @param socket an open socket */
  constructor(socket: Socket) {
    this.socket = socket;
    this.handle = handleOf(socket);
  }

  /** Whether nothing that was written is still waiting to be sent. */
  get isIdle(): boolean {
    return this.socket.writableLength === 0;
  }

  /** @returns how many bytes the request has */
  write(request: RawRequest): number {
    const { head, body } = request;
    if (body === undefined) return this.writeText(head);
    if (typeof body !== 'string') return this.writePair(head, body);
    // As many bytes as characters: all of them are ASCII, so that head and body are one Latin-1 text.
    if (Buffer.byteLength(body, 'utf8') === body.length) return this.writeText(head + body);
    return this.writePair(head, Buffer.from(body, 'utf8'));
  }

  /** The head alone; its body follows when it is time. */
  writeHead(head: string): number {
    return this.writeText(head);
  }

  writeBody(body: Uint8Array | string): number {
    this.socket.write(body);
    return Buffer.byteLength(body);
  }

  private writeText(text: string): number {
    this.isUnsent = false;
    if (this.handle !== undefined && text.length <= MAX_FAST_BYTES && this.isIdle) {
      const outcome = writeFast(this.socket, this.handle, text);
      this.isUnsent = outcome === 'unsent';
      if (outcome !== 'unavailable') return text.length;
    }
    this.socket.write(text, 'latin1');
    return text.length;
  }

  /** Both in one system call, without joining them first. */
  private writePair(head: string, body: Uint8Array): number {
    this.isUnsent = false;
    this.socket.cork();
    this.socket.write(head, 'latin1');
    this.socket.write(body);
    this.socket.uncork();
    return head.length + body.byteLength;
  }
}
