/**
 * One connection of HTTP/2: opened, carrying as many streams as the server allows, until one of the sides ends it. All
 * sockets of a thread read into the same buffer, as those of HTTP/1.1 do.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Dial, type DialOwner } from '../http1/dial.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import type { Link } from '../http1/link.ts';
import { overLine } from '../http1/slow-socket.ts';
import { socketFault } from '../http1/socket-fault.ts';
import { tlsFault } from '../http1/tls.ts';
import type { StreamExchange } from './exchange.ts';
import { breachFault, closedFault, goawayFault, NO_ERROR, ProtocolBreach, refusedFault } from './faults.ts';
import { FrameWriter } from './frame-writer.ts';
import { goaway } from './frames.ts';
import { headsOf } from './request-headers.ts';
import { Streams, type StreamsOwner } from './streams.ts';

let readBuffer: Buffer | undefined;

/** Who is told what becomes of a connection. */
export interface ConnectionOwner extends Pick<StreamsOwner, 'onRoom' | 'onLost'> {
  /** The line that its bytes go over; without one, as fast as the network is. */
  readonly link: Link | undefined;
  onOpen(connection: Http2Connection): void;
  /** It could not be opened. */
  onDialFault(connection: Http2Connection, fault: Fault): void;
  /** It takes no more streams; those that it has may go on. */
  onRetired(connection: Http2Connection): void;
}

export class Http2Connection implements DialOwner, StreamsOwner {
  /** Whom it was opened for, until it is open. */
  opener: StreamExchange | undefined;
  private readonly endpoint: Endpoint;
  private readonly owner: ConnectionOwner;
  private readonly dial: Dial;
  private socket: Socket | undefined = undefined;
  private writer: FrameWriter | undefined = undefined;
  private streams: Streams | undefined = undefined;
  private isRetired = false;
  private isOver = false;

  constructor(endpoint: Endpoint, owner: ConnectionOwner, opener: StreamExchange) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.opener = opener;
    // A socket that reads into a buffer of ours could not be slowed down, nor be wrapped in TLS.
    const isStream = endpoint.tunnel !== undefined || owner.link !== undefined;
    readBuffer ??= Buffer.allocUnsafeSlow(65_536);
    this.dial = new Dial(endpoint, this, isStream ? undefined : { buffer: readBuffer, callback: this.onRead });
  }

  begin(): void {
    this.dial.begin();
  }

  /** How many streams are under way. */
  get load(): number {
    return this.streams?.count ?? 0;
  }

  /** Whether one more stream may be opened. */
  get hasRoom(): boolean {
    return !this.isRetired && this.streams?.hasRoom === true;
  }

  /** When anything of an answer last came, by the clock. */
  get heardMs(): number {
    return this.streams?.heardMs ?? Number.NEGATIVE_INFINITY;
  }

  get progress(): string {
    return this.dial.progress;
  }

  /**
   * Sends an exchange on a stream of its own.
   *
   * @throws {UnsayableError} when HTTP/2 has no words for it
   */
  send(exchange: StreamExchange): void {
    const streams = this.streams!;
    exchange.connection = this;
    streams.send(exchange);
    if (streams.isUsedUp) this.retire();
  }

  /** Takes no more streams, and closes when those that it has are over. */
  retire(): void {
    if (this.isRetired) return;
    this.isRetired = true;
    this.owner.onRetired(this);
    this.onLeft();
  }

  /** Closes it at once, telling nobody. */
  destroy(): void {
    this.isRetired = true;
    this.dial.cancel();
    this.close(goaway(NO_ERROR));
  }

  /** @internal */
  onDialled(dialled: Socket): void {
    const { endpoint, dial, opener } = this;
    if (endpoint.tls !== undefined && (dialled as TLSSocket).alpnProtocol !== 'h2') {
      dialled.destroy();
      this.owner.onDialFault(this, refusedFault(endpoint.name, true));
      return;
    }
    const socket = overLine(dialled, this.owner.link, endpoint.now);
    this.socket = socket;
    this.writer = new FrameWriter(socket, this.onEnd);
    this.streams = new Streams(endpoint.name, headsOf(endpoint), this.writer, this);
    socket.on('error', this.onError);
    socket.on('end', this.onEnd);
    socket.on('close', this.onEnd);
    if (dial.isStream) {
      socket.on('data', this.onBytes);
      socket.resume();
    }
    if (opener !== undefined) {
      opener.dnsMs = dial.dnsMs;
      opener.connectMs = dial.connectMs;
      opener.tlsMs = dial.tlsMs;
    }
    this.owner.onOpen(this);
  }

  /** @internal */
  onDialFault(fault: Fault): void {
    this.owner.onDialFault(this, fault);
  }

  /** @internal */
  onRoom(): void {
    this.owner.onRoom();
  }

  /** @internal */
  onLost(exchange: StreamExchange, fault: Fault, isUntouched: boolean): void {
    this.owner.onLost(exchange, fault, isUntouched);
  }

  /** @internal */
  onGoaway(): void {
    this.retire();
  }

  /** @internal */
  onFarewell(code: number): void {
    if (code !== NO_ERROR) this.lose(goawayFault(this.endpoint.name, code));
  }

  /** @internal */
  onLeft(): void {
    if (!this.isRetired || this.isOver || this.socket === undefined || this.load > 0) return;
    this.isOver = true;
    this.writer!.end(goaway(NO_ERROR));
    this.socket.destroySoon();
  }

  private readonly onRead = (length: number): boolean => {
    this.read(readBuffer!, length);
    return true;
  };

  private readonly onBytes = (bytes: Buffer): void => {
    this.read(bytes, bytes.length);
  };

  private read(bytes: Buffer, length: number): void {
    if (this.isOver) return;
    try {
      this.streams!.read(bytes, length, this.endpoint.now());
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      this.lose(breachFault(this.endpoint.name, error), goaway(error.errorCode));
    }
  }

  private readonly onEnd = (): void => {
    this.lose(closedFault(this.endpoint.name));
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    const { name, tls } = this.endpoint;
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
      this.lose(closedFault(name));
      return;
    }
    const place = { origin: name, peer: this.dial.peerName, isOpen: true, sourceAddress: undefined };
    this.lose((tls === undefined ? undefined : tlsFault(name, error)) ?? socketFault(place, error));
  };

  /** It is over, and with it everything on it. */
  private lose(fault: Fault, farewell = ''): void {
    if (this.isOver) return;
    const { endpoint } = this;
    const streams = this.streams!;
    const lost = streams.takeAll();
    // Over TLS, the server has agreed to HTTP/2.
    const isKnown = streams.isProven || endpoint.tls !== undefined;
    const cause = isKnown ? fault : refusedFault(endpoint.name, false, fault.cause);
    this.isRetired = true;
    this.close(farewell);
    this.owner.onRetired(this);
    for (const exchange of lost) this.owner.onLost(exchange, cause, false);
  }

  private close(farewell: string): void {
    this.isOver = true;
    this.streams?.takeAll();
    if (farewell === '') this.writer?.stop();
    else this.writer?.end(farewell);
    this.socket?.destroy();
  }
}
