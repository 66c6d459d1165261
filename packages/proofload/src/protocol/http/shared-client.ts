/**
 * The pool of connections that all virtual users of a worker share. Each holds a share of its own, so that the end of
 * one user breaks off what that user asked for and nothing else; with the last of them the pool closes.
 */
import type {
  Aftermath,
  ExchangeError,
  ExchangeLimits,
  ExchangeReceiver,
  RawRequest,
  RawResponse,
  ResponseHead,
  RunningExchange,
  StreamReceiver,
} from '../http1/client.ts';
import type { HttpClient } from './network.ts';

/** The connections to one origin, opened when the first user asks for them. */
export class ClientPool {
  readonly #open: () => HttpClient;
  #client: HttpClient | undefined;
  #shares = 0;

  /** @param open - opens the one client */
  constructor(open: () => HttpClient) {
    this.#open = open;
  }

  /** The client of one virtual user. */
  share(): HttpClient {
    this.#client ??= this.#open();
    this.#shares += 1;
    return new PoolShare(this.#client, () => this.#leave());
  }

  #leave(): void {
    this.#shares -= 1;
    if (this.#shares > 0) return;
    this.#client?.close();
    this.#client = undefined;
  }
}

class PoolShare implements HttpClient {
  readonly #client: HttpClient;
  readonly #leave: () => void;
  readonly #underway = new Set<Tracked>();
  #isClosed = false;

  constructor(client: HttpClient, leave: () => void) {
    this.#client = client;
    this.#leave = leave;
  }

  dispatch(request: RawRequest, limits: ExchangeLimits, receiver: ExchangeReceiver): RunningExchange {
    const tracked = new Tracked(receiver, this.#underway);
    return this.#follow(tracked, this.#client.dispatch(request, limits, tracked));
  }

  stream(request: RawRequest, limits: ExchangeLimits, receiver: StreamReceiver): RunningExchange {
    const tracked = new TrackedStream(receiver, this.#underway);
    return this.#follow(tracked, this.#client.stream(request, limits, tracked));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const { exchange } of [...this.#underway]) exchange?.cancel();
    this.#leave();
  }

  #follow(tracked: Tracked, exchange: RunningExchange): RunningExchange {
    if (!tracked.isOver) {
      tracked.exchange = exchange;
      this.#underway.add(tracked);
    }
    if (this.#isClosed) exchange.cancel();
    return exchange;
  }
}

/** A receiver that is forgotten when it has been told. */
class Tracked implements ExchangeReceiver {
  exchange: RunningExchange | undefined;
  isOver = false;
  readonly #receiver: ExchangeReceiver;
  readonly #underway: Set<Tracked>;

  constructor(receiver: ExchangeReceiver, underway: Set<Tracked>) {
    this.#receiver = receiver;
    this.#underway = underway;
  }

  get aftermath(): Aftermath | undefined {
    return this.#receiver.aftermath;
  }

  answered(response: RawResponse): void {
    this.#end();
    this.#receiver.answered(response);
  }

  failed(error: ExchangeError): void {
    this.#end();
    this.#receiver.failed(error);
  }

  #end(): void {
    this.isOver = true;
    this.#underway.delete(this);
  }
}

class TrackedStream extends Tracked implements StreamReceiver {
  readonly #stream: StreamReceiver;

  constructor(receiver: StreamReceiver, underway: Set<Tracked>) {
    super(receiver, underway);
    this.#stream = receiver;
  }

  onHead(head: ResponseHead): void {
    this.#stream.onHead(head);
  }

  onBody(bytes: Buffer, start: number, end: number, atMs: number): void {
    this.#stream.onBody(bytes, start, end, atMs);
  }
}
