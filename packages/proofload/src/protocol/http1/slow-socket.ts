/**
 * A connection over a line of limited bandwidth: what comes is handed on, and what is written is sent, when the line has
 * let it through. The rest waits in the system's buffers, so that the other side is slowed down as well.
 */
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { Lane, Link } from './link.ts';

type Done = (error?: Error | null) => void;

/** A socket that is open and paused, at the speed of a line if there is one: it has what clients use of a socket. */
export function overLine(socket: Socket, link: Link | undefined, now: () => number): Socket {
  return link === undefined ? socket : (new SlowSocket(socket, link, now) as Duplex as Socket);
}

/** What clients use of a socket, at the speed of a line. */
export class SlowSocket extends Duplex {
  readonly #socket: Socket;
  readonly #link: Link;
  readonly #now: () => number;
  readonly #timers = new Set<NodeJS.Timeout>();
  /** True while bytes that have come are on the line. */
  #isReceiving = false;
  #isWanted = true;
  /** True when the other side has sent its last; what came before may still be on the line. */
  #isEnded = false;

  /**
   * @param socket - open and paused; it is this one's from now on
   * @param now - a monotonic clock in milliseconds
   */
  constructor(socket: Socket, link: Link, now: () => number) {
    super({ allowHalfOpen: socket.allowHalfOpen });
    this.#socket = socket;
    this.#link = link;
    this.#now = now;
    socket.on('data', (bytes: Buffer) => void this.#receive(bytes));
    socket.on('end', () => {
      this.#isEnded = true;
      if (!this.#isReceiving) this.push(null);
    });
    socket.on('error', (error) => this.destroy(error));
    socket.on('close', () => {
      if (!this.#isReceiving && !this.#isEnded) this.destroy();
    });
  }

  setTimeout(timeoutMs: number, listener: () => void): this {
    this.#socket.setTimeout(timeoutMs, listener);
    return this;
  }

  unref(): this {
    this.#socket.unref();
    return this;
  }

  /** Closes when all that was written has gone through the line. */
  destroySoon(): void {
    this.end(() => this.destroy());
  }

  override _read(): void {
    this.#isWanted = true;
    if (!this.#isReceiving) this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#send(bytes).then(() => done(), done);
  }

  override _final(done: Done): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: Done): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#socket.destroy();
    done(error);
  }

  async #receive(bytes: Buffer): Promise<void> {
    this.#isReceiving = true;
    this.#socket.pause();
    for (const piece of piecesOf(bytes, this.#link.down)) {
      await this.#through(this.#link.down, piece.length);
      this.#isWanted = this.push(piece);
    }
    this.#isReceiving = false;
    if (this.#isEnded) this.push(null);
    else if (this.#socket.closed) this.destroy();
    else if (this.#isWanted) this.#socket.resume();
  }

  async #send(bytes: Buffer): Promise<void> {
    for (const piece of piecesOf(bytes, this.#link.up)) {
      await this.#through(this.#link.up, piece.length);
      if (!this.#socket.write(piece)) await this.#drained();
    }
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.once('drain', resolve);
    });
  }

  /** Resolves when the line has let so many bytes through. */
  #through(lane: Lane, bytes: number): Promise<void> {
    const nowMs = this.#now();
    const waitMs = lane.take(bytes, nowMs) - nowMs;
    if (waitMs <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, waitMs);
      this.#timers.add(timer);
    });
  }
}

function* piecesOf(bytes: Buffer, { pieceBytes }: Lane): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}
