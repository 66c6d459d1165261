/**
 * A connection as the stream that the library has for its handshake, and that it can be taken away from afterwards.
 */
import { Duplex } from 'node:stream';
import type { Taker } from './dial.ts';

export class HandshakeStream extends Duplex implements Taker {
  readonly #socket: Duplex;
  readonly #onEnd = (): void => void this.push(null);
  readonly #onClose = (): void => void this.destroy();
  readonly #onError = (error: Error): void => void this.destroy(error);

  constructor(socket: Duplex) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    socket.on('end', this.#onEnd);
    socket.on('close', this.#onClose);
    socket.on('error', this.#onError);
  }

  feed(bytes: Buffer, length: number): void {
    this.push(Buffer.from(bytes.subarray(0, length)));
  }

  /** Lets go of the socket, whose user this is no longer. @returns what has come and was not read */
  leave(): Buffer | null {
    const socket = this.#socket;
    socket.off('end', this.#onEnd);
    socket.off('close', this.#onClose);
    socket.off('error', this.#onError);
    // The library listens, and would read the frames too.
    this.removeAllListeners('data');
    return this.read() as Buffer | null;
  }

  override _read(): void {}

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}
