/**
 * One connection to an origin: opens it, writes a request, feeds the parser with what comes, and tells its owner.
 *
 * All sockets of a thread read into the same buffer: a read is handled to its end before the next one begins, and what
 * is kept of it is copied, so that an open connection costs no buffer of its own.
 */
import type { Socket } from 'node:net';
import { BodyStream } from './body-stream.ts';
import { type Address, lookupFault } from './dns.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { ResponseParser } from './parser.ts';
import { ParsedResponse, type RawResponse } from './response.ts';
import { socketFault } from './socket-fault.ts';
import { tlsFault } from './tls.ts';
import { RequestWriter } from './write.ts';

const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

const UNIX_SOCKET: readonly undefined[] = [undefined];

/** Who is told what happens on a connection. */
export interface ConnectionOwner {
  /** The answer is whole; `isFree` when the connection may carry the next exchange, else it is closed. */
  onAnswer(connection: Connection, exchange: Exchange, response: RawResponse, isFree: boolean): void;
  /** The connection is closed, with the exchange that was on it, if any, unanswered. */
  onFailure(connection: Connection, exchange: Exchange | undefined, fault: Fault): void;
}

/** A connection from its first attempt to its end; it is not opened again. */
export class Connection {
  /** What is on it now. */
  exchange: Exchange | undefined = undefined;
  private readonly endpoint: Endpoint;
  private readonly owner: ConnectionOwner;
  private readonly parser = new ResponseParser();
  private socket: Socket | undefined = undefined;
  private writer: RequestWriter | undefined = undefined;
  private isOpen = false;
  private isClosed = false;
  private isPaused = false;
  private exchangeCount = 0;
  private stepStartMs = 0;

  constructor(endpoint: Endpoint, owner: ConnectionOwner) {
    this.endpoint = endpoint;
    this.owner = owner;
  }

  /** Opens it and sends its first exchange. */
  open(exchange: Exchange): void {
    const { endpoint } = this;
    this.exchange = exchange;
    this.stepStartMs = endpoint.now();
    const known = endpoint.socketPath === undefined ? endpoint.addresses.current : UNIX_SOCKET;
    if (known !== undefined) {
      this.attempt(known, 0);
      return;
    }
    endpoint.addresses.resolve().then(
      (addresses) => {
        exchange.dnsMs = this.endStep();
        this.attempt(addresses, 0);
      },
      (error: unknown) => this.fail(lookupFault(endpoint.addresses.hostname, error)),
    );
  }

  /** Sends an exchange on an open, free connection. */
  send(exchange: Exchange): void {
    this.exchange = exchange;
    exchange.connection = this;
    exchange.reused = this.exchangeCount > 0;
    this.exchangeCount += 1;
    if (exchange.streamReceiver !== undefined) {
      exchange.stream = new BodyStream(exchange.streamReceiver, this.parser, exchange);
    }
    this.parser.begin(exchange);
    const writer = this.writer!;
    exchange.bytesOut += writer.write(exchange.request);
    if (writer.isUnsent) process.nextTick(() => this.failUnsent(exchange));
  }

  /** Stops reading until `resume`. */
  pause(): void {
    this.isPaused = true;
    this.socket?.pause();
  }

  resume(): void {
    this.isPaused = false;
    this.socket?.resume();
  }

  /** Closes it at once, telling nobody. */
  destroy(): void {
    this.isClosed = true;
    this.exchange = undefined;
    this.socket?.destroy();
  }

  /** What an exchange on it is waiting for, as the end of a sentence about a time-out. */
  get progress(): string {
    if (this.socket === undefined) return 'the host name was still being looked up';
    if (!this.isOpen) return 'the connection was still being opened';
    const received = this.exchange?.bytesIn ?? 0;
    return received === 0 ? 'nothing of the answer had come' : `the answer had stopped after ${received} bytes`;
  }

  private attempt(addresses: readonly (Address | undefined)[], index: number): void {
    if (this.isClosed) return;
    const address = addresses[index];
    const socket = this.endpoint.connect(address, {
      buffer: READ_BUFFER,
      callback: (length: number) => {
        this.read(READ_BUFFER, length);
        return true;
      },
    });
    this.socket = socket;
    socket.on('connect', () => this.onConnect(address));
    if (this.endpoint.tls !== undefined) socket.on('secureConnect', () => this.onSecureConnect());
    socket.on('error', (error) => {
      if (this.socket !== socket || this.isClosed) return;
      if (this.isOpen) this.fail(this.faultOf(error, address));
      else this.onAttemptError(error, addresses, index);
    });
    socket.on('end', () => this.onEnd(socket));
    socket.on('close', () => this.onEnd(socket));
  }

  private onConnect(address: Address | undefined): void {
    if (this.isClosed) return;
    this.socket!.setNoDelay(true);
    this.exchange!.connectMs = this.endStep();
    if (address !== undefined) this.endpoint.addresses.prefer(address);
    if (this.endpoint.tls === undefined) this.begin();
  }

  private onSecureConnect(): void {
    if (this.isClosed) return;
    this.exchange!.tlsMs = this.endStep();
    this.begin();
  }

  private begin(): void {
    this.isOpen = true;
    this.writer = new RequestWriter(this.socket!);
    this.send(this.exchange!);
  }

  private endStep(): number {
    const nowMs = this.endpoint.now();
    const tookMs = nowMs - this.stepStartMs;
    this.stepStartMs = nowMs;
    return tookMs;
  }

  private read(bytes: Buffer, length: number): void {
    const { exchange, parser } = this;
    if (exchange === undefined) {
      this.onUnsolicited();
      return;
    }
    const nowMs = this.endpoint.now();
    if (exchange.firstByteMs < 0) exchange.firstByteMs = nowMs;
    const { stream } = exchange;
    stream?.beginRead(nowMs);
    let position = 0;
    do {
      position = parser.feed(bytes, position, length);
    } while (parser.phase === 'informational' && position < length);
    exchange.bytesIn += position;
    stream?.endRead();
    // The receiver of a stream may have called it off in the meantime.
    if (this.exchange !== exchange) return;
    if (parser.phase === 'done') this.complete(exchange, nowMs, position === length);
    else if (parser.phase === 'failed') this.fail(parser.fault);
  }

  private complete(exchange: Exchange, nowMs: number, isExact: boolean): void {
    const { parser } = this;
    const isFree = isExact && !this.isClosed && parser.keepsConnection && this.writer!.isIdle;
    const response = new ParsedResponse(parser, exchange, nowMs);
    parser.forget();
    this.exchange = undefined;
    if (this.isPaused) this.resume();
    if (!isFree) this.destroy();
    this.owner.onAnswer(this, exchange, response, isFree);
  }

  /** Bytes that answer no request: nobody can tell what they belong to, so the connection is of no more use. */
  private onUnsolicited(): void {
    if (!this.isClosed)
      this.fail({ code: 'malformed', message: `${this.endpoint.name} sent an answer without a request.` });
  }

  private onEnd(socket: Socket): void {
    if (this.isClosed || this.socket !== socket) return;
    if (this.isOpen) this.parser.finish();
    const { exchange, parser } = this;
    if (exchange !== undefined && this.isOpen && parser.phase === 'done') {
      this.isClosed = true;
      this.complete(exchange, this.endpoint.now(), false);
    } else {
      this.fail(this.isOpen ? parser.fault : closedWhileOpening(this.endpoint));
    }
  }

  /** The other side had closed the connection, so that the system took nothing of the request. */
  private failUnsent(exchange: Exchange): void {
    if (this.exchange !== exchange) return;
    exchange.unsent = true;
    this.fail({
      code: 'reset',
      message: `${this.endpoint.name} had closed the connection before the request was sent.`,
    });
  }

  /** One address failed: the next is tried, unless the machine itself cannot open any. */
  private onAttemptError(
    error: NodeJS.ErrnoException,
    addresses: readonly (Address | undefined)[],
    index: number,
  ): void {
    const fault = this.faultOf(error, addresses[index]);
    this.socket!.destroy();
    if (index + 1 < addresses.length && fault.code !== 'tls' && fault.code !== 'descriptors-exhausted') {
      this.attempt(addresses, index + 1);
      return;
    }
    this.endpoint.addresses.forget();
    this.fail(fault);
  }

  private faultOf(error: NodeJS.ErrnoException, address: Address | undefined): Fault {
    const { endpoint } = this;
    const place = {
      origin: endpoint.name,
      peer: endpoint.peerName(address),
      isOpen: this.isOpen,
      sourceAddress: undefined,
    };
    return (endpoint.tls === undefined ? undefined : tlsFault(endpoint.name, error)) ?? socketFault(place, error);
  }

  private fail(fault: Fault): void {
    if (this.isClosed) return;
    const { exchange } = this;
    this.destroy();
    this.owner.onFailure(this, exchange, fault);
  }
}

function closedWhileOpening(endpoint: Endpoint): Fault {
  return { code: 'reset', message: `${endpoint.name} closed the connection while it was being opened.` };
}
