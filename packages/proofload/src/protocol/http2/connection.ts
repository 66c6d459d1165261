/**
 * One connection of HTTP/2 (RFC 9113): opened, carrying as many streams as the server allows, until one of the sides ends
 * it. All sockets of a thread read into the same buffer, as those of HTTP/1.1 do.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Dial, type DialOwner } from '../http1/dial.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import { MAX_HEAD_BYTES } from '../http1/parser.ts';
import { socketFault } from '../http1/socket-fault.ts';
import { tlsFault } from '../http1/tls.ts';
import type { StreamExchange } from './exchange.ts';
import {
  breachFault,
  CANCEL,
  closedFault,
  FLOW_CONTROL_ERROR,
  FRAME_SIZE_ERROR,
  goawayFault,
  malformedFault,
  NO_ERROR,
  PROTOCOL_ERROR,
  ProtocolBreach,
  REFUSED_STREAM,
  refusedFault,
  resetFault,
} from './faults.ts';
import { FrameReader, type FrameReceiver } from './frame-reader.ts';
import { FrameWriter, headerFrames } from './frame-writer.ts';
import {
  ACK,
  CONTINUATION,
  DATA,
  DEFAULT_WINDOW,
  ENABLE_PUSH,
  END_STREAM,
  FRAME_HEAD_BYTES,
  frameText,
  GOAWAY,
  goaway,
  HEADERS,
  INITIAL_WINDOW_SIZE,
  MAX_HEADER_LIST_SIZE,
  MOST,
  PING,
  PREFACE,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  resetStream,
  SETTINGS,
  settings,
  WINDOW_UPDATE,
  windowUpdate,
} from './frames.ts';
import { HeaderBlockReader } from './header-block-reader.ts';
import { HeaderDecoder } from './header-decoder.ts';
import { HeaderEncoder } from './header-encoder.ts';
import { PeerSettings } from './peer-settings.ts';
import { headsOf } from './request-headers.ts';

/** How much of an answer may be under way before it is read. */
const STREAM_WINDOW = 1 << 20;
const CONNECTION_WINDOW = 1 << 24;

const PING_BYTES = 8;
const CODE_BYTES = 4;
const GOAWAY_BYTES = 8;
const PRIORITY_BYTES = 5;

/** What a client says first. */
const GREETING =
  PREFACE +
  settings([
    [ENABLE_PUSH, 0],
    [INITIAL_WINDOW_SIZE, STREAM_WINDOW],
    [MAX_HEADER_LIST_SIZE, MAX_HEAD_BYTES],
  ]) +
  windowUpdate(0, CONNECTION_WINDOW - DEFAULT_WINDOW);

let readBuffer: Buffer | undefined;

/** Who is told what becomes of a connection. */
export interface ConnectionOwner {
  onOpen(connection: Http2Connection): void;
  /** It could not be opened. */
  onDialFault(connection: Http2Connection, fault: Fault): void;
  /** It takes no more streams; those that it has may go on. */
  onRetired(connection: Http2Connection): void;
  /** It takes more streams than it did. */
  onRoom(): void;
  /**
   * A stream of it is over without a whole answer.
   *
   * @param isUntouched - the server has not begun to work on it
   */
  onLost(exchange: StreamExchange, fault: Fault, isUntouched: boolean): void;
}

export class Http2Connection implements DialOwner, FrameReceiver {
  /** When anything of an answer last came on it, by the clock. */
  heardMs = Number.NEGATIVE_INFINITY;
  /** When what is being read came. */
  nowMs = 0;
  /** Whom it was opened for, until it is open. */
  opener: StreamExchange | undefined;
  /** How much may be sent on all streams together, in bytes. */
  sendWindow = DEFAULT_WINDOW;
  private readonly endpoint: Endpoint;
  private readonly owner: ConnectionOwner;
  private readonly dial: Dial;
  private readonly reader = new FrameReader(this);
  private readonly blocks = new HeaderBlockReader(this);
  private readonly decoder = new HeaderDecoder();
  private readonly encoder = new HeaderEncoder();
  private readonly peer = new PeerSettings();
  private readonly exchanges = new Map<number, StreamExchange>();
  private socket: Socket | undefined = undefined;
  private writer: FrameWriter | undefined = undefined;
  private nextStream = 1;
  /** Of what the server may send, how much has come since it was last told that it may send as much again. */
  private receivedBytes = 0;
  private isRetired = false;
  private isOver = false;

  constructor(endpoint: Endpoint, owner: ConnectionOwner, opener: StreamExchange) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.opener = opener;
    const isStream = endpoint.tunnel !== undefined;
    readBuffer ??= Buffer.allocUnsafeSlow(65_536);
    this.dial = new Dial(endpoint, this, isStream ? undefined : { buffer: readBuffer, callback: this.onRead });
  }

  begin(): void {
    this.dial.begin();
  }

  /** Streams under way. */
  get streams(): number {
    return this.exchanges.size;
  }

  /** Whether one more stream may be opened. */
  get hasRoom(): boolean {
    return this.writer !== undefined && !this.isRetired && this.exchanges.size < this.peer.maxStreams;
  }

  get progress(): string {
    return this.dial.progress;
  }

  get maxFrameBytes(): number {
    return this.peer.maxFrameBytes;
  }

  /**
   * Sends an exchange on a stream of its own.
   *
   * @throws {UnsayableError} when HTTP/2 has no words for it
   */
  send(exchange: StreamExchange): void {
    const { endpoint, peer, nextStream } = this;
    const fields = headsOf(endpoint).of(exchange.request);
    exchange.connection = this;
    exchange.reused = nextStream > 1;
    this.nextStream += 2;
    this.exchanges.set(nextStream, exchange);
    exchange.begin(nextStream, peer.initialWindow);
    const frames = headerFrames(nextStream, exchange.hasBody ? 0 : END_STREAM, fields, this.encoder);
    exchange.bytesOut += frames.length;
    if (this.exchanges.size > 1) this.writer!.put(frames + exchange.shortBody());
    else this.writer!.putAlone(frames + exchange.shortBody());
    exchange.sendBody();
    if (this.nextStream > MOST) this.retire();
  }

  /** Sends a piece of a stream's body; `sent` is called when the next one is wanted. */
  sendData(stream: number, piece: Uint8Array, flags: number, sent: (() => void) | undefined): void {
    this.sendWindow -= piece.byteLength;
    if (piece.byteLength === 0) this.writer!.put(frameText(DATA, flags, stream, ''));
    else this.writer!.putData(stream, flags, piece, sent);
  }

  /** Lets the server send more on a stream. */
  widen(stream: number, bytes: number): void {
    this.writer?.put(windowUpdate(stream, bytes));
  }

  /** A stream's exchange is over, or not wanted any more. */
  leave(exchange: StreamExchange): void {
    if (this.exchanges.get(exchange.stream) !== exchange) return;
    this.exchanges.delete(exchange.stream);
    if (!exchange.isOverOnBothSides) this.writer?.put(resetStream(exchange.stream, CANCEL));
    this.endIfDone();
  }

  /** The answer on a stream is none. */
  refuse(exchange: StreamExchange, what: string, errorCode = PROTOCOL_ERROR): void {
    this.exchanges.delete(exchange.stream);
    this.writer?.put(resetStream(exchange.stream, errorCode));
    this.owner.onLost(exchange, malformedFault(this.endpoint.name, what), false);
    this.endIfDone();
  }

  /** Takes no more streams, and closes when those that it has are over. */
  retire(): void {
    if (this.isRetired) return;
    this.isRetired = true;
    this.owner.onRetired(this);
    this.endIfDone();
  }

  /** Closes it at once, telling nobody. */
  destroy(): void {
    this.isRetired = true;
    this.dial.cancel();
    this.close(goaway(NO_ERROR));
  }

  /** @internal */
  onDialled(socket: Socket): void {
    const { endpoint, dial, opener } = this;
    if (endpoint.tls !== undefined && (socket as TLSSocket).alpnProtocol !== 'h2') {
      socket.destroy();
      this.owner.onDialFault(this, refusedFault(endpoint.name, true));
      return;
    }
    this.socket = socket;
    this.writer = new FrameWriter(socket, this.onEnd);
    socket.on('error', this.onError);
    socket.on('end', this.onEnd);
    socket.on('close', this.onEnd);
    if (dial.isStream) {
      socket.on('data', this.onBytes);
      socket.resume();
    }
    this.writer.put(GREETING);
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

  private readonly onRead = (length: number): boolean => {
    this.read(readBuffer!, length);
    return true;
  };

  private readonly onBytes = (bytes: Buffer): void => {
    this.read(bytes, bytes.length);
  };

  private read(bytes: Buffer, length: number): void {
    if (this.isOver) return;
    this.nowMs = this.endpoint.now();
    try {
      this.reader.feed(bytes, 0, length);
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      this.lose(breachFault(this.endpoint.name, error), goaway(error.errorCode));
    }
  }

  /** @internal */
  onFrame(type: number, flags: number, stream: number, bytes: Buffer, start: number, end: number): void {
    if (this.blocks.isOpen && type !== CONTINUATION) throw interrupted();
    if (stream > 0 && (type === SETTINGS || type === PING || type === GOAWAY)) throw notOnStreams(stream);
    if (type === HEADERS) this.blocks.onHeaders(this.opened(stream), flags, bytes, start, end);
    else if (type === CONTINUATION) this.blocks.onContinuation(stream, flags, bytes, start, end);
    else if (type === WINDOW_UPDATE) this.onWindowUpdate(stream, sized(bytes, start, end, CODE_BYTES) & MOST);
    else if (type === RST_STREAM) this.onReset(this.opened(stream), sized(bytes, start, end, CODE_BYTES));
    else if (type === SETTINGS) this.onSettings(flags, bytes, start, end);
    else if (type === PING) this.onPing(flags, bytes, start, end);
    else if (type === GOAWAY) this.onGoaway(bytes, start, end);
    else if (type === PRIORITY) sized(bytes, start, end, PRIORITY_BYTES);
    else if (type === PUSH_PROMISE) throw new ProtocolBreach(PROTOCOL_ERROR, 'pushed what nobody had allowed it to');
  }

  /** @internal */
  onBlock(stream: number, isEnd: boolean, bytes: Buffer, start: number, end: number, frameBytes: number): void {
    // What an exchange that is over was sent is decoded too, since later blocks may refer to it.
    this.decoder.decode(bytes, start, end);
    this.heardMs = this.nowMs;
    const exchange = this.exchanges.get(stream);
    if (exchange === undefined) return;
    exchange.bytesIn += frameBytes;
    exchange.onBlock(this.decoder, isEnd);
  }

  /** @internal */
  onData(stream: number, length: number): void {
    if (this.blocks.isOpen) throw interrupted();
    this.heardMs = this.nowMs;
    this.receivedBytes += length;
    if (this.receivedBytes > CONNECTION_WINDOW / 2) {
      this.writer!.put(windowUpdate(0, this.receivedBytes));
      this.receivedBytes = 0;
    }
    const exchange = this.exchanges.get(this.opened(stream));
    if (exchange === undefined) return;
    exchange.bytesIn += FRAME_HEAD_BYTES + length;
    exchange.windowUsed += length;
    if (exchange.windowUsed > STREAM_WINDOW) this.refuse(exchange, 'more than it may send', FLOW_CONTROL_ERROR);
  }

  /** @internal */
  onPiece(stream: number, bytes: Buffer, start: number, end: number): void {
    this.exchanges.get(stream)?.onPiece(bytes, start, end);
  }

  /** @internal */
  onPadding(stream: number, bytes: number): void {
    this.exchanges.get(stream)?.consume(bytes);
  }

  /** @internal */
  onDataEnd(stream: number): void {
    this.exchanges.get(stream)?.onEnd();
  }

  private onSettings(flags: number, bytes: Buffer, start: number, end: number): void {
    const { peer } = this;
    if ((flags & ACK) !== 0) {
      if (end > start) throw new ProtocolBreach(FRAME_SIZE_ERROR, 'sent settings that are not whole');
      return;
    }
    const before = peer.initialWindow;
    peer.take(bytes, start, end);
    this.encoder.resize(peer.headerTableBytes);
    this.writer!.put(frameText(SETTINGS, ACK, 0, ''));
    for (const exchange of this.exchanges.values()) widenSending(exchange, peer.initialWindow - before);
    this.owner.onRoom();
  }

  private onPing(flags: number, bytes: Buffer, start: number, end: number): void {
    sized(bytes, start, end, PING_BYTES);
    if ((flags & ACK) === 0) this.writer!.put(frameText(PING, ACK, 0, bytes.toString('latin1', start, end)));
  }

  private onWindowUpdate(stream: number, bytes: number): void {
    if (bytes === 0) throw new ProtocolBreach(PROTOCOL_ERROR, 'widened a window by nothing');
    if (stream > 0) {
      const exchange = this.exchanges.get(this.opened(stream));
      if (exchange !== undefined) widenSending(exchange, bytes);
      return;
    }
    this.sendWindow += bytes;
    if (this.sendWindow > MOST) throw tooWide();
    for (const exchange of this.exchanges.values()) exchange.goOn();
  }

  private onReset(stream: number, code: number): void {
    const exchange = this.exchanges.get(stream);
    if (exchange === undefined) return;
    this.exchanges.delete(stream);
    this.owner.onLost(exchange, resetFault(this.endpoint.name, code), code === REFUSED_STREAM);
    this.endIfDone();
  }

  /** The server takes no more streams than those up to one, and none at all if it has a reason. */
  private onGoaway(bytes: Buffer, start: number, end: number): void {
    if (end - start < GOAWAY_BYTES) throw wrongSize();
    const { name } = this.endpoint;
    const last = bytes.readUInt32BE(start) & MOST;
    const code = bytes.readUInt32BE(start + 4);
    this.retire();
    for (const [stream, exchange] of [...this.exchanges]) {
      if (stream <= last) continue;
      this.exchanges.delete(stream);
      this.owner.onLost(exchange, goawayFault(name, code), true);
    }
    if (code !== NO_ERROR) this.lose(goawayFault(name, code));
    else this.endIfDone();
  }

  /** The stream's number, if it is one that has been opened. */
  private opened(stream: number): number {
    if (stream % 2 === 1 && stream < this.nextStream) return stream;
    throw new ProtocolBreach(PROTOCOL_ERROR, `sent something on stream ${stream}, which is none that was opened`);
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
    const lost = [...this.exchanges.values()];
    const { name, tls } = this.endpoint;
    // Over TLS, the server has agreed to HTTP/2.
    const cause = this.peer.isKnown || tls !== undefined ? fault : refusedFault(name, false, fault.cause);
    this.isRetired = true;
    this.close(farewell);
    this.owner.onRetired(this);
    for (const exchange of lost) this.owner.onLost(exchange, cause, false);
  }

  private close(farewell: string): void {
    this.isOver = true;
    this.exchanges.clear();
    if (farewell === '') this.writer?.stop();
    else this.writer?.end(farewell);
    this.socket?.destroy();
  }

  private endIfDone(): void {
    if (!this.isRetired || this.isOver || this.exchanges.size > 0 || this.socket === undefined) return;
    this.isOver = true;
    this.writer!.end(goaway(NO_ERROR));
    this.socket.destroySoon();
  }
}

function widenSending(exchange: StreamExchange, bytes: number): void {
  exchange.sendWindow += bytes;
  if (exchange.sendWindow > MOST) throw tooWide();
  exchange.goOn();
}

function tooWide(): ProtocolBreach {
  return new ProtocolBreach(FLOW_CONTROL_ERROR, 'widened a window beyond all bounds');
}

function interrupted(): ProtocolBreach {
  return new ProtocolBreach(PROTOCOL_ERROR, 'sent something else before its headers were whole');
}

/** The first four bytes of a payload that has to have so many. */
function sized(bytes: Buffer, start: number, end: number, length: number): number {
  if (end - start !== length) throw wrongSize();
  return bytes.readUInt32BE(start);
}

function wrongSize(): ProtocolBreach {
  return new ProtocolBreach(FRAME_SIZE_ERROR, 'sent a frame of a size that its kind does not have');
}

/** Frames that are about the whole connection are on no stream. */
function notOnStreams(stream: number): ProtocolBreach {
  return new ProtocolBreach(PROTOCOL_ERROR, `sent something on stream ${stream} that is about the whole connection`);
}
