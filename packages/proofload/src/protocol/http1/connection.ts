/**
 * One connection to an origin: writes a request, feeds the parser with what comes, and tells its owner.
 *
 * All sockets of a thread read into the same buffer: a read is handled to its end before the next one begins, and what
 * is kept of it is copied, so that an open connection costs no buffer of its own.
 */
import type { Socket } from 'node:net';
import { BodyStream } from './body-stream.ts';
import { Dial, type DialOwner } from './dial.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './errors.ts';
import type { Aftermath, Exchange } from './exchange.ts';
import type { Link } from './link.ts';
import { ResponseParser } from './parser.ts';
import { RequestSender } from './request-sender.ts';
import { ParsedResponse, type RawResponse } from './response.ts';
import { overLine } from './slow-socket.ts';
import { socketFault } from './socket-fault.ts';
import { tlsFault } from './tls.ts';
import type { UploadOwner } from './upload.ts';

const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

/** How long a server that announced to close its connection may take to do so before it is closed from here. */
const LINGER_MS = 1_000;
const CONTINUE = 100;
/** Shared by all connections without pipelining; never added to. */
const NONE: Exchange[] = [];
const EXCESS: Fault = { code: 'malformed', message: 'The server sent more than its answer, such as a second one.' };

/** Who is told what happens on a connection. */
export interface ConnectionOwner {
  /** The line that its bytes go over; without one, as fast as the network is. */
  readonly link: Link | undefined;
  /** The answer is whole. */
  onAnswer(connection: Connection, exchange: Exchange, response: RawResponse, state: ConnectionState): void;
  /** The connection is closed, with the exchange that was on it, if any, unanswered. */
  onFailure(connection: Connection, exchange: Exchange | undefined, fault: Fault): void;
  /** Exchanges that had been sent behind one after which the connection was closed; they may be sent again. */
  onOrphans(exchanges: readonly Exchange[]): void;
}

/** What a connection is after an answer: free for the next exchange, busy with the following one, or gone. */
export type ConnectionState = 'free' | 'busy' | 'gone';

/** A connection from its first attempt to its end; it is not opened again. */
export class Connection implements DialOwner, UploadOwner {
  /** What is on it now. */
  exchange: Exchange | undefined = undefined;
  /** What has been sent behind that, in order (pipelining). */
  following: Exchange[] = NONE;
  private readonly endpoint: Endpoint;
  private readonly owner: ConnectionOwner;
  private readonly parser = new ResponseParser();
  private dial: Dial | undefined = undefined;
  private socket: Socket | undefined = undefined;
  private sender: RequestSender | undefined = undefined;
  private peerName = '';
  private isClosed = false;
  private isPaused = false;
  private exchangeCount = 0;
  /** Of the last exchange that was answered; kept in its place, since the exchange holds the whole answer. */
  private aftermath: Aftermath | undefined = undefined;

  constructor(endpoint: Endpoint, owner: ConnectionOwner) {
    this.endpoint = endpoint;
    this.owner = owner;
  }

  /** Opens it and sends its first exchange. */
  open(exchange: Exchange): void {
    this.exchange = exchange;
    // A socket that reads into a buffer of ours could not be handed to another protocol, nor be wrapped in TLS.
    const isStream = exchange.mayLeaveHttp || this.endpoint.tunnel !== undefined || this.owner.link !== undefined;
    this.dial = new Dial(this.endpoint, this, isStream ? undefined : { buffer: READ_BUFFER, callback: this.onRead });
    this.dial.begin();
  }

  /** Sends an exchange on an open, free connection. */
  send(exchange: Exchange): void {
    this.join(exchange);
    this.expectAnswerTo(exchange);
    this.sender!.send(exchange);
    if (this.sender!.isUnsent) process.nextTick(() => this.failUnsent(exchange));
  }

  /** Whether an exchange may be sent behind those on it, of which there may be `most` in all. */
  takes(exchange: Exchange, most: number): boolean {
    const isOpen = this.sender !== undefined && !this.isClosed;
    const isPlain = exchange.mayPipeline && this.exchange?.mayPipeline === true;
    return isOpen && isPlain && this.following.length + 1 < most;
  }

  /** Sends an exchange before those on it have been answered (RFC 9112, section 9.3.2). */
  follow(exchange: Exchange): void {
    this.join(exchange);
    if (this.following === NONE) this.following = [];
    this.following.push(exchange);
    this.sender!.send(exchange);
  }

  private join(exchange: Exchange): void {
    exchange.connection = this;
    exchange.reused = this.exchangeCount > 0;
    this.exchangeCount += 1;
  }

  /** Makes the parser ready for the answer to an exchange. */
  private expectAnswerTo(exchange: Exchange): void {
    this.exchange = exchange;
    if (exchange.streamReceiver !== undefined) {
      exchange.stream = new BodyStream(exchange.streamReceiver, this.parser, exchange);
    }
    this.parser.begin(exchange);
  }

  /** Gives up what has been sent behind the current exchange. */
  takeFollowing(): readonly Exchange[] {
    const { following } = this;
    this.following = NONE;
    return following;
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
    this.detach();
    this.socket?.destroy();
  }

  /** What an exchange on it is waiting for, as the end of a sentence about a time-out. */
  get progress(): string {
    if (this.dial !== undefined) return this.dial.progress;
    return this.exchange?.bytesIn === 0 ? 'nothing of the answer had come' : 'only a part of the answer had come';
  }

  /** @internal */
  onDialled(dialled: Socket): void {
    const socket = overLine(dialled, this.owner.link, this.endpoint.now);
    const dial = this.dial!;
    const exchange = this.exchange!;
    this.dial = undefined;
    this.socket = socket;
    this.peerName = dial.peerName;
    this.sender = new RequestSender(this.endpoint, socket, this);
    exchange.dnsMs = dial.dnsMs;
    exchange.connectMs = dial.connectMs;
    exchange.tlsMs = dial.tlsMs;
    socket.on('error', this.onError);
    socket.on('end', this.onEnd);
    socket.on('close', this.onEnd);
    if (dial.isStream) {
      socket.on('data', this.onData);
      socket.resume();
    }
    this.send(exchange);
  }

  /** @internal */
  onDialFault(fault: Fault): void {
    this.fail(fault);
  }

  /** @internal */
  onUploaded(bytes: number): void {
    if (this.exchange !== undefined) this.exchange.bytesOut += bytes;
  }

  /** @internal */
  onUploadFault(fault: Fault): void {
    this.fail(fault);
  }

  private readonly onRead = (length: number): boolean => {
    this.read(READ_BUFFER, length);
    return true;
  };

  private readonly onData = (bytes: Buffer): void => {
    this.read(bytes, bytes.length);
  };

  private read(bytes: Buffer, length: number): void {
    const nowMs = this.endpoint.now();
    let position = 0;
    do {
      const { exchange } = this;
      if (exchange === undefined) {
        this.onUnsolicited(bytes, length, nowMs);
        return;
      }
      position = this.readAnswer(exchange, nowMs, bytes, position, length);
    } while (position < length && !this.isClosed);
  }

  /** @returns the position after the last byte that belongs to the exchange */
  private readAnswer(exchange: Exchange, nowMs: number, bytes: Buffer, start: number, end: number): number {
    const { parser } = this;
    const { stream } = exchange;
    if (exchange.firstByteMs < 0) exchange.firstByteMs = nowMs;
    stream?.beginRead(nowMs);
    let position = start;
    do {
      position = parser.feed(bytes, position, end);
      if (parser.phase === 'informational' && parser.head.status === CONTINUE) this.sender!.onContinue();
    } while (parser.phase === 'informational' && position < end);
    exchange.bytesIn += position - start;
    stream?.endRead();
    // The receiver of a stream may have called it off in the meantime.
    if (this.exchange !== exchange) return end;
    if (parser.phase === 'done') this.complete(exchange, nowMs, position === end);
    else if (parser.phase === 'failed') this.fail(parser.fault);
    else if (parser.phase === 'upgraded') this.handOver(exchange, nowMs, bytes.subarray(position, end));
    return position;
  }

  private complete(exchange: Exchange, nowMs: number, isExact: boolean): void {
    const { parser } = this;
    if (!isExact && !this.isClosed && this.following.length === 0) {
      this.fail(EXCESS);
      return;
    }
    const isSent = this.sender!.isDone;
    const isKept = isSent && !this.isClosed && !exchange.isLast && parser.keepsConnection;
    const response = new ParsedResponse(parser, exchange, nowMs, undefined);
    parser.forget();
    if (this.isPaused) this.resume();
    const state = this.stateAfter(isKept, isExact);
    if (state === 'gone') {
      const orphans = this.takeFollowing();
      if (isExact && isSent && !parser.keepsConnection) this.linger();
      else this.destroy();
      this.owner.onAnswer(this, exchange, response, state);
      if (orphans.length > 0) this.owner.onOrphans(orphans);
    } else {
      this.owner.onAnswer(this, exchange, response, state);
    }
    this.aftermath = exchange.receiver.aftermath;
  }

  private stateAfter(isKept: boolean, isExact: boolean): ConnectionState {
    const next = isKept && this.following.length > 0 ? this.following.shift() : undefined;
    if (next !== undefined) {
      this.expectAnswerTo(next);
      return 'busy';
    }
    this.exchange = undefined;
    return isKept && isExact ? 'free' : 'gone';
  }

  /**
   * Lets the server close first, as it has announced: the side that does so has the port of its connection blocked for
   * a minute (TIME_WAIT), and the ports are scarce on this side only.
   */
  private linger(): void {
    const { socket } = this;
    this.detach();
    socket?.setTimeout(LINGER_MS, () => socket.destroy());
    socket?.unref();
  }

  /** The connection is another protocol's from here on. */
  private handOver(exchange: Exchange, nowMs: number, leftOver: Buffer): void {
    const socket = this.socket!;
    const response = new ParsedResponse(this.parser, exchange, nowMs, socket);
    this.detach();
    for (const [event, listener] of [['end', this.onEnd] as const, ['close', this.onEnd] as const])
      socket.off(event, listener);
    socket.off('error', this.onError);
    socket.off('data', this.onData);
    socket.pause();
    if (leftOver.length > 0) socket.unshift(leftOver);
    this.owner.onAnswer(this, exchange, response, 'gone');
  }

  /** Bytes that answer no request: they count with the answer before them, and the connection is of no more use. */
  private onUnsolicited(bytes: Buffer, length: number, nowMs: number): void {
    const { aftermath } = this;
    this.aftermath = undefined;
    if (!isFarewell(bytes, length)) aftermath?.failed(EXCESS.code, EXCESS.message, nowMs);
    this.fail(EXCESS);
  }

  private readonly onEnd = (): void => {
    if (this.isClosed) return;
    const { exchange, parser } = this;
    parser.finish();
    if (exchange !== undefined && parser.phase === 'done') {
      this.isClosed = true;
      this.complete(exchange, this.endpoint.now(), false);
    } else {
      this.fail(parser.fault);
    }
  };

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    const { endpoint } = this;
    const place = { origin: endpoint.name, peer: this.peerName, isOpen: true, sourceAddress: undefined };
    const ofTls = endpoint.tls === undefined ? undefined : tlsFault(endpoint.name, error);
    this.fail(ofTls ?? socketFault(place, error));
  };

  /** The other side had closed the connection, so that the system took nothing of the request. */
  private failUnsent(exchange: Exchange): void {
    if (this.exchange !== exchange) return;
    exchange.unsent = true;
    this.fail({
      code: 'reset',
      message: `${this.endpoint.name} had closed the connection before the request was sent.`,
    });
  }

  private fail(fault: Fault): void {
    if (this.isClosed) return;
    const { exchange } = this;
    const orphans = this.takeFollowing();
    this.destroy();
    this.owner.onFailure(this, exchange, fault);
    if (orphans.length > 0) this.owner.onOrphans(orphans);
  }

  /** Takes everything off it that belongs to an exchange. */
  private detach(): void {
    this.isClosed = true;
    this.exchange = undefined;
    this.dial?.cancel();
    this.sender?.stop();
  }
}

/** A server may say 408 on an idle connection before it closes that (RFC 9110, section 15.5.9). */
function isFarewell(bytes: Buffer, length: number): boolean {
  return /^HTTP\/1\.[01] 408 /.test(bytes.toString('latin1', 0, Math.min(length, 13)));
}
