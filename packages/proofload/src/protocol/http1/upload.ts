/**
 * Sends a body that is made while it is sent, no faster than the connection takes it.
 */
import type { Writable } from 'node:stream';
import type { Fault } from './errors.ts';

/** A body that comes in pieces. */
export interface UploadBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /**
   * Bytes of all pieces together, as the head's `Content-Length` says; undefined when the head says
   * `Transfer-Encoding: chunked`.
   */
  readonly length: number | undefined;
  /** Whether its pieces can be gone through again, should the request have to be sent once more. */
  readonly isRepeatable?: boolean;
}

/** Who is told how an upload goes on. */
export interface UploadOwner {
  onUploaded(bytes: number): void;
  onUploadFault(fault: Fault): void;
}

/** One upload on one connection. */
export class Upload {
  /** Whether all of it has been handed to the socket. */
  isDone = false;
  private readonly socket: Writable;
  private readonly body: UploadBody;
  private readonly owner: UploadOwner;
  private readonly isChunked: boolean;
  private isStopped = false;
  private wake: () => void = () => {};

  /** @param isChunked - whether the pieces are framed as chunks, as HTTP/1.1 needs it for a body of unknown length */
  constructor(socket: Writable, body: UploadBody, owner: UploadOwner, isChunked = body.length === undefined) {
    this.socket = socket;
    this.body = body;
    this.owner = owner;
    this.isChunked = isChunked;
  }

  /** Sends piece after piece; faults go to the owner. */
  async run(): Promise<void> {
    let sentBytes = 0;
    try {
      for await (const chunk of this.body.chunks) {
        if (this.isStopped) return;
        sentBytes += chunk.byteLength;
        if (sentBytes > (this.body.length ?? Number.POSITIVE_INFINITY)) break;
        await this.write(chunk);
        if (this.isStopped) return;
      }
    } catch (error) {
      this.fail(`The source of the request's body failed: ${error instanceof Error ? error.message : error}.`, error);
      return;
    }
    const { length } = this.body;
    if (length !== undefined && length !== sentBytes) {
      const more = sentBytes > length ? 'more' : 'fewer';
      this.fail(
        `The source of the request's body gave ${more} bytes than its announced length of ${length}.`,
        undefined,
      );
    } else if (!this.isStopped) {
      if (this.isChunked) this.put('0\r\n\r\n');
      this.isDone = true;
    }
  }

  /** Sends nothing more, since the exchange has ended. */
  stop(): void {
    this.isStopped = true;
    this.wake();
  }

  private async write(chunk: Uint8Array): Promise<void> {
    // An empty chunk would end a chunked body.
    if (chunk.byteLength === 0) return;
    this.socket.cork();
    if (this.isChunked) this.put(`${chunk.byteLength.toString(16)}\r\n`);
    let isFlowing = this.socket.write(chunk);
    if (this.isChunked) isFlowing = this.put('\r\n');
    this.socket.uncork();
    this.owner.onUploaded(chunk.byteLength);
    if (!isFlowing && !this.isStopped) await this.drained();
  }

  private put(text: string): boolean {
    this.owner.onUploaded(text.length);
    return this.socket.write(text, 'latin1');
  }

  private drained(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
      this.socket.once('drain', resolve);
    });
  }

  private fail(message: string, cause: unknown): void {
    if (!this.isStopped) this.owner.onUploadFault({ code: 'upload', message, cause });
  }
}
