/**
 * The connection under a session: made as those of `http` are, with the same addresses, proxy, certificates and TLS
 * sessions, and handed to the library when it is open.
 */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Dial, type DialOwner } from '../http1/dial.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import type { Link } from '../http1/link.ts';
import { SlowSocket } from '../http1/slow-socket.ts';

/** Is given the open connection, or why there is none. */
type Opened = (error: Error | null, socket?: Duplex) => void;

export class SocketDial implements DialOwner {
  /** When the connection was open, TLS included, in ms of the clock. */
  openedMs = Number.NaN;
  /** Why there is none. */
  fault: Fault | undefined;
  /** What went wrong on it later. */
  error: NodeJS.ErrnoException | undefined;
  readonly #endpoint: Endpoint;
  readonly #link: Link | undefined;
  readonly #dial: Dial;
  #socket: Socket | undefined;
  #opened: Opened = () => {};
  /** Of a tunnel. */
  #readBefore = 0;
  #writtenBefore = 0;

  /** @param link - the line that it goes over, where its bandwidth is limited */
  constructor(endpoint: Endpoint, link: Link | undefined) {
    this.#endpoint = endpoint;
    this.#link = link;
    this.#dial = new Dial(endpoint, this, undefined);
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

  connect(opened: Opened): void {
    this.#opened = opened;
    this.#dial.begin();
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
    const taken = this.#link === undefined ? socket : new SlowSocket(socket, this.#link, this.#endpoint.now);
    this.#opened(null, taken);
    // A tunnel leaves it paused; whoever reads it listens from the next tick on.
    setImmediate(() => taken.resume());
  }

  /** @internal */
  onDialFault(fault: Fault): void {
    this.fault = fault;
    this.#opened(new Error(fault.message));
  }
}
