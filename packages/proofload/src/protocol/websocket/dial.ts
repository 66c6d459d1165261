/**
 * The connection under a session: made as those of `http` are, with the same addresses, proxy, certificates and TLS
 * sessions. When it is open the library makes its handshake on it, and then either keeps it, or it is handed over to who
 * reads the frames.
 *
 * In the latter case all sockets of a thread read into one buffer, if nothing else has to have them as streams: a read
 * allocates nothing.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Dial, type DialOwner } from '../http1/dial.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import type { Link } from '../http1/link.ts';
import { overLine } from '../http1/slow-socket.ts';
import { HandshakeStream } from './handshake-stream.ts';

/** Is given the open connection, or why there is none. */
type Opened = (error: Error | null, socket?: Duplex) => void;

/** Takes what comes, in a buffer that is another's again afterwards. */
export interface Taker {
  feed(bytes: Buffer, length: number): void;
}

export interface SocketDialOptions {
  /** The line that it goes over, where its bandwidth is limited. */
  readonly link: Link | undefined;
  /** Whether the library keeps the connection after its handshake; otherwise it is handed over. */
  readonly isForLibrary: boolean;
}

const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

export class SocketDial implements DialOwner {
  /** When the connection was open, TLS included, in ms of the clock. */
  openedMs = Number.NaN;
  /** Why there is none. */
  fault: Fault | undefined;
  /** What went wrong on it later. */
  error: NodeJS.ErrnoException | undefined;
  readonly #endpoint: Endpoint;
  readonly #options: SocketDialOptions;
  readonly #dial: Dial;
  #socket: Socket | undefined;
  #stream: Duplex | undefined;
  #opened: Opened = () => {};
  #handshake: HandshakeStream | undefined;
  #taker: Taker | undefined;
  /** Of a tunnel. */
  #readBefore = 0;
  #writtenBefore = 0;

  constructor(endpoint: Endpoint, options: SocketDialOptions) {
    this.#endpoint = endpoint;
    this.#options = options;
    const isStream = options.isForLibrary || options.link !== undefined || endpoint.tunnel !== undefined;
    const callback = (length: number): boolean => {
      this.#taker?.feed(READ_BUFFER, length);
      return true;
    };
    this.#dial = new Dial(endpoint, this, isStream ? undefined : { buffer: READ_BUFFER, callback });
  }

  /** The look-up of the name, and the connection with its tunnel, in ms. */
  get connectMs(): number {
    return this.#dial.dnsMs + this.#dial.connectMs;
  }

  get tlsMs(): number {
    return this.#dial.tlsMs;
  }

  get bytesRead(): number {
    return (this.#socket?.bytesRead ?? 0) - this.#readBefore;
  }

  get bytesWritten(): number {
    return (this.#socket?.bytesWritten ?? 0) - this.#writtenBefore;
  }

  /** The open connection. */
  get stream(): Duplex {
    return this.#stream!;
  }

  connect(opened: Opened): void {
    this.#opened = opened;
    this.#dial.begin();
  }

  /** Takes the connection from the library, whose handshake is over: what has come already, and will, is the taker's. */
  handOver(taker: Taker): void {
    const early = this.#handshake!.leave();
    this.#handshake = undefined;
    this.#taker = taker;
    if (early !== null) taker.feed(early, early.length);
  }

  /** Gives it up, telling nobody. */
  cancel(): void {
    if (this.#socket === undefined) this.#dial.cancel();
  }

  /** @internal */
  onDialled(socket: Socket): void {
    const isTunnel = this.#endpoint.tunnel !== undefined && this.#endpoint.tls === undefined;
    this.#socket = socket;
    this.#readBefore = isTunnel ? socket.bytesRead : 0;
    this.#writtenBefore = isTunnel ? socket.bytesWritten : 0;
    this.openedMs = this.#endpoint.now();
    socket.on('error', (error) => {
      this.error = error;
    });
    const { link, isForLibrary } = this.#options;
    const stream = overLine(socket, link, this.#endpoint.now);
    this.#stream = stream;
    if (isForLibrary) {
      this.#opened(null, stream);
    } else {
      this.#handshake = new HandshakeStream(stream);
      this.#taker = this.#handshake;
      this.#opened(null, this.#handshake);
      if (this.#dial.isStream) stream.on('data', (bytes: Buffer) => this.#taker?.feed(bytes, bytes.length));
    }
    // A tunnel leaves it paused; whoever reads it listens from the next tick on.
    if (this.#dial.isStream) setImmediate(() => stream.resume());
  }

  /** @internal */
  onDialFault(fault: Fault): void {
    this.fault = fault;
    this.#opened(new Error(fault.message));
  }
}
