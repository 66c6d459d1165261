/**
 * The streams of one connection of HTTP/2 (RFC 9113): exchanges beside one another, each answered by the frames that have
 * its number, and what client and server agree on for all of them.
 */
import type { Fault } from '../http1/errors.ts';
import { MAX_HEAD_BYTES } from '../http1/parser.ts';
import type { StreamExchange } from './exchange.ts';
import {
  CANCEL,
  FLOW_CONTROL_ERROR,
  FRAME_SIZE_ERROR,
  goawayFault,
  malformedFault,
  PROTOCOL_ERROR,
  ProtocolBreach,
  REFUSED_STREAM,
  resetFault,
} from './faults.ts';
import { FrameReader, type FrameReceiver } from './frame-reader.ts';
import { type FrameWriter, headerFrames } from './frame-writer.ts';
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
import { type BlockReceiver, HeaderBlockReader } from './header-block-reader.ts';
import { HeaderDecoder } from './header-decoder.ts';
import { HeaderEncoder } from './header-encoder.ts';
import { PeerSettings } from './peer-settings.ts';
import type { HeadFields } from './request-headers.ts';

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

/** Who is told what becomes of streams. */
export interface StreamsOwner {
  /** There may be more of them than before. */
  onRoom(): void;
  /** One is over. */
  onLeft(): void;
  /**
   * One is over without a whole answer.
   *
   * @param isUntouched - the server has not begun to work on it
   */
  onLost(exchange: StreamExchange, fault: Fault, isUntouched: boolean): void;
  /** The server takes no more of them. */
  onGoaway(): void;
  /** After that, when those are lost that it will not look at: why the server is going. */
  onFarewell(code: number): void;
}

export class Streams implements FrameReceiver, BlockReceiver {
  /** When anything of an answer last came, by the clock. */
  heardMs = Number.NEGATIVE_INFINITY;
  /** When what is being read came. */
  nowMs = 0;
  /** How much may be sent on all of them together, in bytes. */
  sendWindow = DEFAULT_WINDOW;
  private readonly name: string;
  private readonly heads: HeadFields;
  private readonly writer: FrameWriter;
  private readonly owner: StreamsOwner;
  private readonly reader = new FrameReader(this);
  private readonly blocks = new HeaderBlockReader(this);
  private readonly decoder = new HeaderDecoder();
  private readonly encoder = new HeaderEncoder();
  private readonly peer = new PeerSettings();
  private readonly exchanges = new Map<number, StreamExchange>();
  private nextStream = 1;
  /** Of what the server may send, how much has come since it was last told that it may send as much again. */
  private receivedBytes = 0;

  /** @param name - of the origin, as people write it */
  constructor(name: string, heads: HeadFields, writer: FrameWriter, owner: StreamsOwner) {
    this.name = name;
    this.heads = heads;
    this.writer = writer;
    this.owner = owner;
    writer.put(GREETING);
  }

  /** How many are under way. */
  get count(): number {
    return this.exchanges.size;
  }

  /** Whether one more may be opened. */
  get hasRoom(): boolean {
    return this.exchanges.size < this.peer.maxStreams && this.nextStream <= MOST;
  }

  /** Whether the numbers for streams are used up. */
  get isUsedUp(): boolean {
    return this.nextStream > MOST;
  }

  /** Whether the server has proved to speak HTTP/2. */
  get isProven(): boolean {
    return this.peer.isKnown;
  }

  get maxFrameBytes(): number {
    return this.peer.maxFrameBytes;
  }

  /** Gives up all of them. */
  takeAll(): readonly StreamExchange[] {
    const all = [...this.exchanges.values()];
    this.exchanges.clear();
    return all;
  }

  /**
   * Takes in what was read.
   *
   * @throws {ProtocolBreach} when that is not HTTP/2
   */
  read(bytes: Buffer, length: number, nowMs: number): void {
    this.nowMs = nowMs;
    this.reader.feed(bytes, 0, length);
  }

  /**
   * Sends an exchange on a stream of its own.
   *
   * @throws {UnsayableError} when HTTP/2 has no words for it
   */
  send(exchange: StreamExchange): void {
    const { peer, nextStream, writer } = this;
    const fields = this.heads.of(exchange.request);
    exchange.reused = nextStream > 1;
    this.nextStream += 2;
    this.exchanges.set(nextStream, exchange);
    exchange.begin(this, nextStream, peer.initialWindow);
    const frames = headerFrames(nextStream, exchange.hasBody ? 0 : END_STREAM, fields, this.encoder);
    exchange.bytesOut += frames.length;
    if (this.exchanges.size > 1) writer.put(frames + exchange.shortBody());
    else writer.putAlone(frames + exchange.shortBody());
    exchange.sendBody();
  }

  /** Sends a piece of a stream's body; `sent` is called when the next one is wanted. */
  sendData(stream: number, piece: Uint8Array, flags: number, sent: (() => void) | undefined): void {
    this.sendWindow -= piece.byteLength;
    if (piece.byteLength === 0) this.writer.put(frameText(DATA, flags, stream, ''));
    else this.writer.putData(stream, flags, piece, sent);
  }

  /** Lets the server send more on a stream. */
  widen(stream: number, bytes: number): void {
    this.writer.put(windowUpdate(stream, bytes));
  }

  /** A stream's exchange is over, or not wanted any more. */
  leave(exchange: StreamExchange): void {
    if (this.exchanges.get(exchange.stream) !== exchange) return;
    this.exchanges.delete(exchange.stream);
    if (!exchange.isOverOnBothSides) this.writer.put(resetStream(exchange.stream, CANCEL));
    this.owner.onLeft();
  }

  /** The answer on a stream is none. */
  refuse(exchange: StreamExchange, what: string, errorCode = PROTOCOL_ERROR): void {
    this.exchanges.delete(exchange.stream);
    this.writer.put(resetStream(exchange.stream, errorCode));
    this.owner.onLost(exchange, malformedFault(this.name, what), false);
    this.owner.onLeft();
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
      this.writer.put(windowUpdate(0, this.receivedBytes));
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
    this.writer.put(frameText(SETTINGS, ACK, 0, ''));
    for (const exchange of this.exchanges.values()) widenSending(exchange, peer.initialWindow - before);
    this.owner.onRoom();
  }

  private onPing(flags: number, bytes: Buffer, start: number, end: number): void {
    sized(bytes, start, end, PING_BYTES);
    if ((flags & ACK) === 0) this.writer.put(frameText(PING, ACK, 0, bytes.toString('latin1', start, end)));
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
    this.owner.onLost(exchange, resetFault(this.name, code), code === REFUSED_STREAM);
    this.owner.onLeft();
  }

  /** The server takes no more streams than those up to one. */
  private onGoaway(bytes: Buffer, start: number, end: number): void {
    if (end - start < GOAWAY_BYTES) throw wrongSize();
    const last = bytes.readUInt32BE(start) & MOST;
    const code = bytes.readUInt32BE(start + 4);
    this.owner.onGoaway();
    for (const [stream, exchange] of [...this.exchanges]) {
      if (stream <= last) continue;
      this.exchanges.delete(stream);
      this.owner.onLost(exchange, goawayFault(this.name, code), true);
    }
    this.owner.onFarewell(code);
  }

  /** The stream's number, if it is one that has been opened. */
  private opened(stream: number): number {
    if (stream % 2 === 1 && stream < this.nextStream) return stream;
    throw new ProtocolBreach(PROTOCOL_ERROR, `sent something on stream ${stream}, which is none that was opened`);
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
