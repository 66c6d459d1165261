/**
 * The HTTP/2 client (RFC 9113): streams beside one another on one connection or a few, over TLS or, where the server
 * expects it, without (prior knowledge). To those above it looks like the client of HTTP/1.1.
 */
import type { RunningExchange, StreamReceiver } from '../http1/body-stream.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import type { ExchangeLimits, ExchangeReceiver, RawRequest } from '../http1/exchange.ts';
import type { Link } from '../http1/link.ts';
import { type SignalWatch, SignalWatches } from '../http1/signal-watch.ts';
import { type ConnectionOwner, Http2Connection } from './connection.ts';
import { StreamExchange, type StreamOwner } from './exchange.ts';
import type { StreamResponse } from './response.ts';

export interface Http2ClientOptions {
  /** Of the origin; over TLS, one that offers `h2`. */
  readonly endpoint: Endpoint;
  /** How many connections may be open at a time; default 1. */
  readonly connections?: number | undefined;
  /** `false` opens a connection for each request. */
  readonly reuse?: boolean;
  /** The line that all of its bytes go over; without one, as fast as the network is. */
  readonly link?: Link | undefined;
}

/** A client that opens a connection for each request still bounds their number, as browsers do. */
const CONNECTIONS_WITHOUT_REUSE = 6;

/**
 * A client of one origin over HTTP/2. A request that asks for another protocol cannot be sent with it.
 *
 * @example
 * const endpoint = new Endpoint({ origin: new URL('https://127.0.0.1:8443'), now, protocols: ['h2'] });
 * const client = new Http2Client({ endpoint });
 * client.dispatch({ method: 'GET', head, body: undefined }, { timeoutMs: 5_000 }, receiver);
 */
export class Http2Client implements StreamOwner, ConnectionOwner {
  /** @internal */
  readonly link: Link | undefined;
  private readonly endpoint: Endpoint;
  private readonly reuses: boolean;
  private readonly maxConnections: number;
  private readonly connections: Http2Connection[] = [];
  private readonly waiting: StreamExchange[] = [];
  private readonly underway = new Set<StreamExchange>();
  private signals: SignalWatches | undefined = undefined;
  private isClosed = false;

  constructor({ endpoint, connections, link, reuse = true }: Http2ClientOptions) {
    this.link = link;
    this.endpoint = endpoint;
    this.reuses = reuse;
    this.maxConnections = connections ?? (reuse ? 1 : CONNECTIONS_WITHOUT_REUSE);
  }

  /** Sends a request and tells the receiver how it ended; before it returns when there is nothing to send it with. */
  dispatch(request: RawRequest, limits: ExchangeLimits, receiver: ExchangeReceiver): RunningExchange {
    return this.start(new StreamExchange(request, limits, receiver, this, undefined), limits.signal);
  }

  /** As `dispatch`, but tells the answer as it comes and keeps nothing of its body. */
  stream(request: RawRequest, limits: ExchangeLimits, receiver: StreamReceiver): RunningExchange {
    return this.start(new StreamExchange(request, limits, receiver, this, receiver), limits.signal);
  }

  /** Closes every connection; what is in flight fails as aborted. */
  close(): void {
    this.isClosed = true;
    const nowMs = this.now();
    for (const exchange of [...this.underway]) this.interrupt(exchange, CLOSED, nowMs);
    for (const connection of this.connections.splice(0)) connection.destroy();
    this.signals?.close();
  }

  /** @internal */
  now(): number {
    return this.endpoint.now();
  }

  /** @internal */
  onAnswer(exchange: StreamExchange, response: StreamResponse): void {
    this.settle(exchange);
    this.free(exchange);
    exchange.receiver.answered(response);
  }

  /** @internal */
  onLost(exchange: StreamExchange, fault: Fault, isUntouched: boolean): void {
    if (exchange.isSettled) return;
    if (exchange.mayRetry(fault, isUntouched)) {
      exchange.retried = true;
      this.free(exchange);
      this.place(exchange);
      return;
    }
    this.fail(exchange, fault, this.now());
  }

  /** @internal */
  onUploadFault(exchange: StreamExchange, fault: Fault): void {
    this.interrupt(exchange, fault, this.now());
  }

  /** @internal */
  onExpiry(exchange: StreamExchange, nowMs: number): void {
    const message = `There was no whole answer within ${exchange.timeoutMs} ms: ${exchange.progress}.`;
    const { connection, startMs } = exchange;
    this.interrupt(exchange, { code: 'timeout', message }, nowMs);
    // A connection that has said nothing for so long may be dead.
    if (connection !== undefined && connection.heardMs < startMs) connection.retire();
  }

  /** @internal */
  onCancel(exchange: StreamExchange): void {
    this.interrupt(exchange, CANCELLED, this.now());
  }

  /** @internal */
  onRenewal(exchange: StreamExchange, timeoutMs: number): void {
    const { deadlines } = this.endpoint;
    deadlines.remove(exchange);
    exchange.timeoutMs = timeoutMs;
    deadlines.add(exchange, this.now(), timeoutMs);
  }

  /** @internal */
  onOpen(connection: Http2Connection): void {
    const { opener } = connection;
    connection.opener = undefined;
    if (opener !== undefined) this.sendOn(connection, opener);
    this.onRoom();
  }

  /** @internal */
  onDialFault(connection: Http2Connection, fault: Fault): void {
    const { opener } = connection;
    connection.opener = undefined;
    remove(this.connections, connection);
    if (opener !== undefined) this.fail(opener, fault, this.now());
    this.onRoom();
  }

  /** @internal */
  onRetired(connection: Http2Connection): void {
    remove(this.connections, connection);
    this.onRoom();
  }

  /** @internal */
  onRoom(): void {
    while (this.waiting.length > 0 && !this.isClosed && this.canPlace()) {
      const exchange = this.waiting.shift()!;
      // Waiting for a turn is no part of the service time.
      exchange.startMs = this.now();
      this.place(exchange);
    }
  }

  private start(exchange: StreamExchange, signal: AbortSignal | undefined): RunningExchange {
    if (this.isClosed || signal?.aborted === true) {
      exchange.isSettled = true;
      exchange.receiver.failed(exchange.error(this.isClosed ? CLOSED : ABORTED, exchange.startMs));
      return exchange;
    }
    if (signal !== undefined) {
      this.signals ??= new SignalWatches((watch) => this.abort(watch));
      exchange.watch = this.signals.acquire(signal);
    }
    this.underway.add(exchange);
    this.endpoint.deadlines.add(exchange, exchange.startMs, exchange.timeoutMs);
    this.place(exchange);
    return exchange;
  }

  /** Sends an exchange where it goes soonest, or has it wait. */
  private place(exchange: StreamExchange): void {
    const connection = this.roomiest();
    if (connection !== undefined && (connection.load === 0 || this.isFull)) this.sendOn(connection, exchange);
    else if (!this.isFull) this.open(exchange);
    else this.waiting.push(exchange);
  }

  private canPlace(): boolean {
    return !this.isFull || this.roomiest() !== undefined;
  }

  private get isFull(): boolean {
    return this.connections.length >= this.maxConnections;
  }

  /** The connection with the fewest streams of those that take one more. */
  private roomiest(): Http2Connection | undefined {
    if (!this.reuses) return undefined;
    let found: Http2Connection | undefined;
    for (const connection of this.connections) {
      if (connection.hasRoom && connection.load < (found?.load ?? Number.POSITIVE_INFINITY)) found = connection;
    }
    return found;
  }

  private open(exchange: StreamExchange): void {
    const connection = new Http2Connection(this.endpoint, this, exchange);
    exchange.connection = connection;
    this.connections.push(connection);
    connection.begin();
  }

  private sendOn(connection: Http2Connection, exchange: StreamExchange): void {
    try {
      connection.send(exchange);
    } catch (error) {
      const { message } = error as Error;
      this.fail(
        exchange,
        { code: 'socket', message: `The request could not be sent over HTTP/2: ${message}.` },
        this.now(),
      );
    }
  }

  /** Gives the place of an exchange to others. */
  private free(exchange: StreamExchange): void {
    const { connection } = exchange;
    exchange.leave();
    if (connection === undefined) return;
    if (connection.opener === exchange) {
      connection.opener = undefined;
      connection.destroy();
      remove(this.connections, connection);
    } else if (!this.reuses) {
      connection.retire();
    }
    this.onRoom();
  }

  private settle(exchange: StreamExchange): void {
    exchange.isSettled = true;
    this.underway.delete(exchange);
    this.endpoint.deadlines.remove(exchange);
    if (exchange.watch !== undefined) this.signals!.release(exchange.watch);
  }

  private fail(exchange: StreamExchange, fault: Fault, nowMs: number): void {
    const error = exchange.error(fault, nowMs);
    this.settle(exchange);
    this.free(exchange);
    exchange.receiver.failed(error);
  }

  /** Ends an exchange from this side. */
  private interrupt(exchange: StreamExchange, fault: Fault, nowMs: number): void {
    if (exchange.connection === undefined) remove(this.waiting, exchange);
    this.fail(exchange, fault, nowMs);
  }

  private abort(watch: SignalWatch): void {
    const nowMs = this.now();
    for (const exchange of [...this.underway]) {
      if (exchange.watch === watch) this.interrupt(exchange, ABORTED, nowMs);
    }
  }
}

const ABORTED: Fault = { code: 'aborted', message: 'The request was aborted by its signal.' };
const CANCELLED: Fault = { code: 'aborted', message: 'The request was called off before its answer was whole.' };
const CLOSED: Fault = { code: 'aborted', message: 'The request was aborted, since its client was closed.' };

function remove<Item>(items: Item[], item: Item): void {
  const index = items.indexOf(item);
  if (index >= 0) items.splice(index, 1);
}
