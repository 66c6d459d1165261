/**
 * The HTTP/1.1 client: hands requests to connections, opens them as needed and keeps them for the next request.
 *
 * A client mostly belongs to one virtual user, whose requests follow one another on one connection. Requests made at
 * the same time open more, up to a bound, beyond which they wait their turn. One client for many virtual users is a
 * shared pool; one that does not reuse connections opens a new one for each request.
 */
import type { RunningExchange, StreamReceiver } from './body-stream.ts';
import { Connection, type ConnectionOwner, type ConnectionState } from './connection.ts';
import { Endpoint, type EndpointOptions } from './endpoint.ts';
import type { Fault } from './errors.ts';
import {
  Exchange,
  type ExchangeLimits,
  type ExchangeOwner,
  type ExchangeReceiver,
  type RawRequest,
} from './exchange.ts';
import type { Link } from './link.ts';
import type { RawResponse } from './response.ts';
import { type SignalWatch, SignalWatches } from './signal-watch.ts';

export type { ResponseHead, RunningExchange, StreamReceiver } from './body-stream.ts';
export { Endpoint, type EndpointOptions } from './endpoint.ts';
export { ExchangeError, type ExchangeErrorCode, RequestHeadError } from './errors.ts';
export type { Aftermath, ExchangeLimits, ExchangeReceiver, RawRequest } from './exchange.ts';
export { encodeHead, type HeaderPair } from './head.ts';
export type { HeaderBlock } from './header-block.ts';
export { Link } from './link.ts';
export type { RawResponse } from './response.ts';
export type { TlsOptions } from './tls.ts';
export type { UploadBody } from './upload.ts';

/** As many as browsers open to one host. */
const DEFAULT_CONNECTIONS = 6;

export interface Http1ClientOptions extends EndpointOptions {
  /** How many connections may be open at a time. 6 by default. */
  readonly connections?: number;
  /**
   * `false` opens a new connection for each request. Requests should then say `Connection: close`, for a server that
   * closes first spares this machine's ports.
   */
  readonly reuse?: boolean;
  /**
   * How many requests may be on a connection at a time. 1 by default; with more, requests that find no free connection
   * are sent behind others (pipelining), if they may be repeated and the connection has proved to be kept.
   */
  readonly pipelining?: number;
  /** The line that all of its bytes go over; without one, as fast as the network is. */
  readonly link?: Link | undefined;
  /** What is shared with other clients of the same origin; without it, this client looks up and connects by itself. */
  readonly endpoint?: Endpoint;
}

/**
 * A client of one origin.
 *
 * @example
 * const client = new Http1Client({ origin: new URL('http://127.0.0.1:8000'), now: () => performance.now() });
 * const head = encodeHead('GET', '/books', '127.0.0.1:8000', [], undefined);
 * const response = await client.exchange({ method: 'GET', head, body: undefined }, { timeoutMs: 5_000 });
 */
export class Http1Client implements ConnectionOwner, ExchangeOwner {
  /** @internal */
  readonly reuses: boolean;
  /** @internal */
  readonly link: Link | undefined;
  private readonly endpoint: Endpoint;
  private readonly maxConnections: number;
  private readonly connections: Connection[] = [];
  private readonly free: Connection[] = [];
  private readonly waiting: Exchange[] = [];
  private signals: SignalWatches | undefined = undefined;
  private readonly pipelining: number;
  private isClosed = false;

  constructor(options: Http1ClientOptions) {
    this.endpoint = options.endpoint ?? new Endpoint(options);
    this.maxConnections = options.connections ?? DEFAULT_CONNECTIONS;
    this.pipelining = options.pipelining ?? 1;
    this.reuses = options.reuse !== false;
    this.link = options.link;
  }

  /**
   * Sends a request and waits for its whole answer. Any status is an answer.
   *
   * @throws ExchangeError (as a rejection) when there is no whole answer within the limits
   */
  exchange(request: RawRequest, limits: ExchangeLimits): Promise<RawResponse> {
    return new Promise((resolve, reject) => {
      this.dispatch(request, limits, { answered: resolve, failed: reject });
    });
  }

  /**
   * As `exchange`, but tells a receiver, for those who make their own promise: from within the socket's callback, or
   * before it returns when the signal is aborted already or the client closed.
   */
  dispatch(request: RawRequest, limits: ExchangeLimits, receiver: ExchangeReceiver): RunningExchange {
    const exchange = new Exchange(request, limits, receiver, this, undefined);
    this.start(exchange, limits.signal);
    return exchange;
  }

  /** As `dispatch`, but tells the answer as it comes and keeps nothing of its body. */
  stream(request: RawRequest, limits: ExchangeLimits, receiver: StreamReceiver): RunningExchange {
    const exchange = new Exchange(request, limits, receiver, this, receiver);
    this.start(exchange, limits.signal);
    return exchange;
  }

  /** Closes every connection; what is in flight fails as aborted. */
  close(): void {
    this.isClosed = true;
    const nowMs = this.endpoint.now();
    for (const exchange of this.unfinished()) {
      if (!exchange.isSettled) this.interrupt(exchange, CLOSED, nowMs);
    }
    for (const connection of this.connections) connection.destroy();
    this.connections.length = 0;
    this.free.length = 0;
    this.signals?.close();
  }

  /** @internal */
  now(): number {
    return this.endpoint.now();
  }

  /** @internal */
  onExpiry(exchange: Exchange, nowMs: number): void {
    this.interrupt(exchange, timeoutFault(exchange), nowMs);
  }

  /** @internal */
  onCancel(exchange: Exchange): void {
    this.interrupt(exchange, CANCELLED, this.endpoint.now());
  }

  /** @internal */
  onRenewal(exchange: Exchange, timeoutMs: number): void {
    const { deadlines, now } = this.endpoint;
    deadlines.remove(exchange);
    exchange.timeoutMs = timeoutMs;
    deadlines.add(exchange, now(), timeoutMs);
  }

  /** @internal */
  onAnswer(connection: Connection, exchange: Exchange, response: RawResponse, state: ConnectionState): void {
    const isWanted = !exchange.isSettled;
    if (isWanted) this.settle(exchange);
    if (state === 'gone') remove(this.connections, connection);
    else if (state === 'free' && this.waiting.length === 0) this.free.push(connection);
    this.serveWaiting(connection, state);
    if (isWanted) exchange.receiver.answered(response);
  }

  /** @internal */
  onOrphans(exchanges: readonly Exchange[]): void {
    for (const exchange of exchanges) {
      if (exchange.isSettled) continue;
      exchange.retried = true;
      exchange.connection = undefined;
      this.place(exchange);
    }
  }

  /** @internal */
  onFailure(connection: Connection, exchange: Exchange | undefined, fault: Fault): void {
    remove(this.connections, connection);
    if (exchange === undefined) {
      remove(this.free, connection);
    } else if (exchange.mayRetry(fault)) {
      exchange.retried = true;
      exchange.unsent = false;
      this.open(exchange);
      return;
    } else {
      this.settle(exchange);
    }
    this.serveWaiting(connection, 'gone');
    exchange?.receiver.failed(exchange.error(fault, this.endpoint.now()));
  }

  private start(exchange: Exchange, signal: AbortSignal | undefined): void {
    const { endpoint } = this;
    if (this.isClosed || signal?.aborted === true) {
      exchange.isSettled = true;
      exchange.receiver.failed(exchange.error(this.isClosed ? CLOSED : ABORTED, exchange.startMs));
      return;
    }
    if (signal !== undefined) {
      this.signals ??= new SignalWatches((watch) => this.abort(watch));
      exchange.watch = this.signals.acquire(signal);
    }
    endpoint.deadlines.add(exchange, exchange.startMs, exchange.timeoutMs);
    this.place(exchange);
  }

  /** Sends an exchange where there is room for it, or has it wait. */
  private place(exchange: Exchange): void {
    if (this.free.length > 0) this.sendOn(this.free.pop()!, exchange);
    else if (this.connections.length < this.maxConnections) this.open(exchange);
    else {
      const connection = this.roomBehindOthers(exchange);
      if (connection === undefined) this.waiting.push(exchange);
      else connection.follow(exchange);
    }
  }

  private roomBehindOthers(exchange: Exchange): Connection | undefined {
    if (this.pipelining <= 1) return undefined;
    return this.connections.find((connection) => connection.takes(exchange, this.pipelining));
  }

  private sendOn(connection: Connection, exchange: Exchange): void {
    if (!exchange.mayLeaveHttp) {
      connection.send(exchange);
      return;
    }
    connection.destroy();
    remove(this.connections, connection);
    this.open(exchange);
  }

  private open(exchange: Exchange): void {
    const connection = new Connection(this.endpoint, this);
    this.connections.push(connection);
    exchange.connection = connection;
    connection.open(exchange);
  }

  /** Lets those that wait go, on a connection that has room or in the place of one that is gone. */
  private serveWaiting(connection: Connection, state: ConnectionState): void {
    if (this.waiting.length === 0 || this.isClosed) return;
    if (state === 'free') this.sendOn(connection, this.nextWaiting());
    else if (state === 'gone') this.open(this.nextWaiting());
    while (this.waiting.length > 0 && connection.takes(this.waiting[0]!, this.pipelining)) {
      connection.follow(this.nextWaiting());
    }
  }

  private nextWaiting(): Exchange {
    const exchange = this.waiting.shift()!;
    exchange.startMs = this.endpoint.now();
    return exchange;
  }

  private settle(exchange: Exchange): void {
    exchange.isSettled = true;
    this.endpoint.deadlines.remove(exchange);
    if (exchange.watch !== undefined) this.signals!.release(exchange.watch);
  }

  /** Ends an exchange from this side. */
  private interrupt(exchange: Exchange, fault: Fault, nowMs: number): void {
    const { connection } = exchange;
    const error = exchange.error(fault, nowMs);
    this.settle(exchange);
    if (connection === undefined) remove(this.waiting, exchange);
    else if (connection.exchange === exchange) this.dropConnection(connection);
    exchange.receiver.failed(error);
  }

  /** What may still come on the connection of an interrupted exchange would answer nothing. */
  private dropConnection(connection: Connection): void {
    const orphans = connection.takeFollowing();
    connection.destroy();
    remove(this.connections, connection);
    this.serveWaiting(connection, 'gone');
    this.onOrphans(orphans);
  }

  private abort(watch: SignalWatch): void {
    const nowMs = this.endpoint.now();
    for (const exchange of this.unfinished()) {
      if (exchange.watch === watch && !exchange.isSettled) this.interrupt(exchange, ABORTED, nowMs);
    }
  }

  private unfinished(): Exchange[] {
    const sent = this.connections.flatMap(({ exchange, following }) =>
      exchange === undefined ? [] : [...following, exchange],
    );
    return [...this.waiting, ...sent];
  }
}

const ABORTED: Fault = { code: 'aborted', message: 'The request was aborted by its signal.' };
const CANCELLED: Fault = { code: 'aborted', message: 'The request was called off before its answer was whole.' };
const CLOSED: Fault = { code: 'aborted', message: 'The request was aborted, since its client was closed.' };

function timeoutFault(exchange: Exchange): Fault {
  const progress = exchange.connection?.progress ?? 'the request was still waiting for a free connection';
  return { code: 'timeout', message: `There was no whole answer within ${exchange.timeoutMs} ms: ${progress}.` };
}

function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
