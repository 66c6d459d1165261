/**
 * The opening of a session, from the call of `ws.connect` until it is recorded.
 */

import type { IncomingMessage } from 'node:http';
import type WebSocket from 'ws';
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import { groupedTags } from '../grouping.ts';
import { stopped } from '../http/call.ts';
import type { Origin } from '../http/origin.ts';
import { networkFailure } from '../http/outcome.ts';
import type { HttpTarget } from '../http/target.ts';
import type { DeadlineList, Timed } from '../http1/deadlines.ts';
import { type Begun, MeasuredCall } from '../measured-call.ts';
import { SocketDial } from './dial.ts';
import { WebSocketError } from './errors.ts';
import { FailedSocket } from './failed-socket.ts';
import { handshakeFault, ofNetwork, type SessionFault, said, statusFault } from './fault.ts';
import { FrameWire } from './frame-wire.ts';
import type { WebSocketLibrary } from './library.ts';
import { LibraryWire } from './library-wire.ts';
import type { WebSocketSession } from './session.ts';
import { OpenSocket } from './socket.ts';
import type { ConnectOptions, Socket, SocketRequestOptions } from './types.ts';
import { CLOSE_TIMEOUT_MS } from './wire.ts';

const DEFAULT_MAX_MESSAGE_BYTES = 64 * 1000 * 1000;
/** Of the body with which a server refuses. */
const MOST_BODY_CHARACTERS = 2_000;
const SWITCHING_PROTOCOLS = 101;

/** What is opened. */
export interface Destination {
  readonly origin: Origin;
  /** What is sent, query included. */
  readonly path: string;
  /** `WS /chat` */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Options = WebSocket.ClientOptions & { readonly closeTimeout: number };

export class Handshake extends MeasuredCall implements Timed {
  deadlineMs: number;
  deadlineList: DeadlineList | undefined;
  previousTimed: Timed | undefined;
  nextTimed: Timed | undefined;
  /** @internal */
  readonly session: WebSocketSession;
  /** @internal */
  readonly target: HttpTarget;
  /** @internal */
  readonly destination: Destination;
  /** @internal */
  readonly options: ConnectOptions;
  /** @internal */
  readonly maxMessageBytes: number;
  /** Whether messages are offered to be compressed. */
  private readonly isPacked: boolean;
  private readonly requestName: string;
  private readonly limitMs: number;
  private readonly resolve: (socket: Socket) => void;
  private readonly reject: (reason: unknown) => void;
  private readonly dial: SocketDial;
  private websocket: WebSocket | undefined;
  private status: number;
  /** Of an answer that refuses. */
  private body: string;
  private fault: SessionFault | undefined;

  constructor(
    session: WebSocketSession,
    operation: OperationRecorder,
    destination: Destination,
    options: ConnectOptions,
    limitMs: number,
    begun: Begun,
    resolve: (socket: Socket) => void,
    reject: (reason: unknown) => void,
  ) {
    super(session.caller, operation, session.target.now(), begun);
    this.deadlineMs = 0;
    this.deadlineList = undefined;
    this.previousTimed = undefined;
    this.nextTimed = undefined;
    this.session = session;
    this.target = session.target;
    this.destination = destination;
    this.options = options;
    this.maxMessageBytes = options.maxMessageBytes ?? DEFAULT_MAX_MESSAGE_BYTES;
    this.isPacked = options.compression === true;
    this.requestName = `${destination.name} request`;
    this.limitMs = limitMs;
    this.resolve = resolve;
    this.reject = reject;
    this.dial = new SocketDial(destination.origin.http1, {
      link: session.link,
      isForLibrary: this.isPacked,
    });
    this.websocket = undefined;
    this.status = 0;
    this.body = '';
    this.fault = undefined;
  }

  /** @throws {WebSocketError} `protocol-option` */
  start(library: WebSocketLibrary): void {
    const { dial, options } = this;
    const { origin, path, headers } = this.destination;
    const { protocols = [] } = options;
    const scheme = origin.url.protocol === 'https:' ? 'wss:' : 'ws:';
    const how: Options = {
      headers: { ...headers },
      perMessageDeflate: this.isPacked,
      maxPayload: this.maxMessageBytes,
      closeTimeout: CLOSE_TIMEOUT_MS,
      createConnection: connectBy(dial),
      finishRequest: (request) => {
        request.prependListener('upgrade', (response, _, head: Buffer) => this.upgraded(response, head.length));
        request.end();
      },
    };
    this.websocket = this.create(library, `${scheme}//${origin.url.host}${path}`, protocols, how);
    this.websocket.on('open', () => this.opened());
    this.websocket.on('unexpected-response', (_, response) => this.refused(response));
    this.websocket.on('error', (error) => this.failed(error));
    this.origin.http1.deadlines.add(this, this.sentMs, this.limitMs);
  }

  /** @internal The operation of a request on this session. */
  requestOperation({ name, tags }: SocketRequestOptions): OperationRecorder {
    const grouped = groupedTags(this.caller, tags ?? this.options.tags);
    return this.target.recorder.operation(name ?? this.requestName, 'websocket', grouped);
  }

  /** @internal */
  get origin(): Origin {
    return this.destination.origin;
  }

  /** @internal */
  get name(): string {
    return this.destination.name;
  }

  /** @internal An error of the connection that the library keeps to itself. */
  get socketError(): NodeJS.ErrnoException | undefined {
    return this.dial.error;
  }

  /** @internal of the deadlines */
  expire(nowMs: number): void {
    if (this.status !== 0) {
      this.conclude();
      return;
    }
    const { type, message } = networkFailure('timeout', '', this.limitMs);
    this.fault = said('timeout', `${this.origin.http1.name} did not answer the handshake: it ${message}`);
    this.countTimeout(this.target.recorder, nowMs, this.limitMs);
    this.failLater({ type, message });
    this.giveUp(this.fault, true);
  }

  /** @internal The run is over. */
  cutOff(): void {
    if (this.isOver) return;
    this.countCensored(this.target.now());
    this.close();
    this.reject(stopped());
  }

  protected shownStatus(): string | undefined {
    return this.status === 0 ? undefined : String(this.status);
  }

  protected shownAnswer(): string | undefined {
    return this.body === '' ? this.fault?.message : this.body;
  }

  private get isOver(): boolean {
    return !Number.isNaN(this.endMs);
  }

  private create(
    library: WebSocketLibrary,
    address: string,
    protocols: string | readonly string[],
    options: Options,
  ): WebSocket {
    try {
      return new library(address, typeof protocols === 'string' ? protocols : [...protocols], options);
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      const offered = JSON.stringify(protocols);
      const message = `The subprotocols ${offered} of ${this.name} cannot be offered: each is a word, and given once.`;
      throw new WebSocketError('protocol-option', message, false, cause);
    }
  }

  /** The server has agreed; frames may have come in the same packet as its answer. */
  private upgraded(response: IncomingMessage, surplusBytes: number): void {
    if (this.isOver) return;
    const { dial, operation } = this;
    this.session.storeCookies(response, this.destination);
    operation.bytes(dial.bytesRead - surplusBytes, dial.bytesWritten);
  }

  private opened(): void {
    if (this.isOver) return;
    const { websocket, options, dial } = this;
    this.countStatus(SWITCHING_PROTOCOLS);
    const expected = expectedOf(options);
    if (!(expected?.includes(SWITCHING_PROTOCOLS) ?? true)) this.disappoint(expected);
    const wire = this.isPacked ? new LibraryWire(websocket!) : new FrameWire(dial, this.maxMessageBytes);
    const socket = new OpenSocket(this, websocket!.protocol, wire);
    this.websocket = undefined;
    this.session.add(socket);
    this.leave();
    wire.begin(socket);
    this.resolve(socket);
  }

  /** The server answered with another status: its body is waited for, since it mostly says why. */
  private refused(response: IncomingMessage): void {
    if (this.isOver) return;
    this.status = response.statusCode ?? 0;
    this.session.storeCookies(response, this.destination);
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      this.body += text.slice(0, MOST_BODY_CHARACTERS - this.body.length);
      if (this.body.length >= MOST_BODY_CHARACTERS) this.conclude();
    });
    for (const event of ['end', 'close', 'error']) response.on(event, () => this.conclude());
  }

  /** The answer that refuses is here. */
  private conclude(): void {
    if (this.isOver) return;
    const { dial, operation, options } = this;
    operation.bytes(dial.bytesRead, dial.bytesWritten);
    this.countStatus(this.status);
    const expected = expectedOf(options);
    this.fault = statusFault(undefined, this.status, this.body);
    const isExpected = expected?.includes(this.status) ?? false;
    if (!isExpected) this.disappoint(expected);
    this.giveUp(this.fault, !isExpected);
  }

  private failed(error: Error): void {
    if (this.isOver) return;
    const nowMs = this.target.now();
    const { error: ofConnection, fault: ofDial } = this.dial;
    const fault = ofDial === undefined ? handshakeFault(this.origin.http1, ofConnection ?? error) : ofNetwork(ofDial);
    this.fault = fault;
    this.countLost(this.target.recorder, nowMs);
    this.failLater({ type: fault.code, message: fault.brief });
    this.giveUp(fault, true);
  }

  private countStatus(status: number): void {
    const endMs = this.target.now();
    const { connectMs, tlsMs, openedMs } = this.dial;
    this.status = status;
    this.countAnswer(this.target.recorder, endMs);
    this.operation.status(status);
    this.operation.phases(connectMs, tlsMs, endMs - openedMs, 0);
  }

  private disappoint(expected: readonly number[] | undefined): void {
    const { code, brief } = statusFault(expected, this.status, this.body);
    this.failLater({ type: code, message: brief });
  }

  private giveUp(fault: SessionFault, isCounted: boolean): void {
    this.close();
    this.resolve(new FailedSocket(this.status, fault, isCounted));
  }

  private close(): void {
    this.leave();
    this.dial.cancel();
    this.websocket?.terminate();
  }

  private leave(): void {
    this.origin.http1.deadlines.remove(this);
    this.session.forget(this);
  }
}

/** The library makes its request when it is given the connection, as Node.js allows; its types know only the other way. */
function connectBy(dial: SocketDial): NonNullable<WebSocket.ClientOptions['createConnection']> {
  const connect = (_: unknown, opened: Parameters<SocketDial['connect']>[0]): void => dial.connect(opened);
  return connect as unknown as NonNullable<WebSocket.ClientOptions['createConnection']>;
}

function expectedOf({ expect }: ConnectOptions): readonly number[] | undefined {
  return typeof expect === 'number' ? [expect] : expect;
}
