/**
 * The `sse` object of one virtual user: its streams, opened with what the user's `http` has: target, connections,
 * headers and cookies.
 */

import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import { parseDuration } from '../../units/duration.ts';
import type { Caller } from '../caller.ts';
import { groupedTags } from '../grouping.ts';
import { requestTarget, sendable } from '../http/address.ts';
import { mergeHeaders } from '../http/headers.ts';
import type { Origin } from '../http/origin.ts';
import { withQuery } from '../http/query.ts';
import type { HttpSession } from '../http/session.ts';
import type { Path, RequestOptions } from '../http/types.ts';
import { rejectStopped } from '../stopped.ts';
import { StreamConnection } from './connection.ts';
import { LatenessMeter } from './lateness.ts';
import { Subscription, type SubscriptionOwner } from './subscription.ts';
import type { EventStream, ServerEvent, ServerEvents, StreamOptions } from './types.ts';

/** What wakes a stream at a time of the clock. */
export interface StreamTimers {
  at(dueMs: number, alarm: { ring(dueMs: number): void }): void;
}

/** What the virtual users of a worker share. */
export interface SseOptions {
  readonly timers: StreamTimers;
  /** The clock's time in ms; that of the recorder, the timers and the callers. */
  readonly now: () => number;
}

const NO_OPTIONS: StreamOptions = Object.freeze({});
const DEFAULT_MAX_UNREAD = 10_000;
const DEFAULT_WAIT_MS = 3_000;

const HEADERS = [
  ['accept', 'text/event-stream'],
  ['accept-encoding', 'identity'],
  ['cache-control', 'no-cache'],
] as const;

/**
 * Makes the `sse` objects of a worker's virtual users.
 *
 * @example
 * const openSse = sseSessions({ timers, now: () => clock.now() });
 * const sse = openSse(http);
 * for await (const event of await sse.connect('/events')) seen.push(event.data);
 * sse.close();
 */
export function sseSessions({ timers, now }: SseOptions): (http: HttpSession) => SseSession {
  const lateness = new LatenessMeter(now);
  return (http) => new SseSession(http, timers, lateness);
}

/** What is asked for each time that a stream is opened. */
interface Wish {
  readonly origin: Origin;
  readonly method: string;
  readonly target: string;
  readonly operation: OperationRecorder;
  readonly name: string;
  readonly limitMs: number;
  readonly options: StreamOptions;
}

export class SseSession implements ServerEvents, SubscriptionOwner {
  readonly #http: HttpSession;
  readonly #timers: StreamTimers;
  readonly #lateness: LatenessMeter;
  readonly #wishes = new Map<Subscription, Wish>();
  #isClosed = false;

  constructor(http: HttpSession, timers: StreamTimers, lateness: LatenessMeter) {
    this.#http = http;
    this.#timers = timers;
    this.#lateness = lateness;
  }

  connect(target: string | Path, options = NO_OPTIONS): Promise<EventStream> {
    return this.#open(target, options, undefined);
  }

  async listen(
    target: string | Path,
    onEvent: (event: ServerEvent) => unknown,
    options = NO_OPTIONS,
  ): Promise<EventStream> {
    const stream = await this.#open(target, options, onEvent);
    await stream.ended;
    stream.rethrow();
    return stream;
  }

  /** @internal */
  get isOver(): boolean {
    return this.#http.isOver;
  }

  /** Ends all streams; to be called beside the `close` of the user's `http`. */
  close(): void {
    this.#isClosed = true;
    for (const subscription of this.#wishes.keys()) subscription.cutOff();
  }

  /** @internal */
  reopen(subscription: Subscription, waitMs: number): void {
    const { now } = this.#http.shared;
    this.#timers.at(now() + waitMs, {
      ring: (dueMs) => {
        const wish = this.#wishes.get(subscription);
        if (wish !== undefined && !this.isOver) this.#send(subscription, wish, new Reopening(this.#http.caller, dueMs));
      },
    });
  }

  /** @internal */
  forget(subscription: Subscription): void {
    this.#wishes.delete(subscription);
  }

  #open(
    target: string | Path,
    options: StreamOptions,
    onEvent: ((event: ServerEvent) => unknown) | undefined,
  ): Promise<Subscription> {
    const http = this.#http;
    if (this.#isClosed || http.isOver) return rejectStopped();
    return new Promise((resolve, reject) => {
      const { caller, shared } = http;
      caller.begin(shared.now());
      const wish = this.#wish(target, options);
      const subscription: Subscription = new Subscription(
        this,
        {
          name: wish.name,
          maxUnread: options.maxUnread ?? DEFAULT_MAX_UNREAD,
          reconnects: reconnectsOf(options),
          reconnectWaitMs: waitOf(options),
          onEvent,
        },
        options.lastEventId ?? '',
        () => resolve(subscription),
        reject,
      );
      this.#wishes.set(subscription, wish);
      this.#send(subscription, wish, caller);
    });
  }

  #wish(target: string | Path, options: StreamOptions): Wish {
    const { shared } = this.#http;
    const text = String(target);
    const address = shared.base.resolve(text);
    const origin = shared.origin(address.origin);
    const sent = requestTarget(address, sendable(text));
    const shown = typeof target === 'string' ? address : shared.base.resolve(target.name);
    const name = options.name ?? `SSE ${shown.label}`;
    const { json, form, body } = options;
    const hasBody = json !== undefined || form !== undefined || body !== undefined;
    return {
      origin,
      method: options.method?.toUpperCase() ?? (hasBody ? 'POST' : 'GET'),
      target: options.query === undefined ? sent : withQuery(sent, options.query),
      operation: shared.recorder.operation(name, 'sse', groupedTags(this.#http.caller, options.tags)),
      name,
      limitMs: shared.timeoutOf(options.timeout),
      options,
    };
  }

  /** @param caller - who has begun the operation */
  #send(subscription: Subscription, wish: Wish, caller: Caller): void {
    const { origin, method, target, operation, name, limitMs, options } = wish;
    const http = this.#http;
    const { expect } = options;
    const expected = typeof expect === 'number' ? [expect] : expect;
    const own = options.headers ?? {};
    const resume = subscription.lastEventId === '' ? {} : { 'last-event-id': subscription.lastEventId };
    const headers = Object.fromEntries(mergeHeaders(HEADERS, { ...resume, ...own }));
    const request: RequestOptions = { ...options, headers };
    const raw = http.writeRequest(method, origin, target, request);
    const tools = { target: http.shared, lateness: this.#lateness };
    const connection = new StreamConnection(subscription, tools, caller, operation, name, limitMs, expected);
    subscription.use(connection);
    connection.run(http.clientOf(origin).stream(raw, http.shared.limits(limitMs, options), connection));
  }
}

/** A stream is opened again at its own time, whatever the virtual user is doing. */
class Reopening implements Caller {
  readonly id: number;
  readonly task: string | undefined;
  readonly intendedMs: number;
  readonly freeMs: number;
  lastOperation: string | undefined;
  readonly #caller: Caller;

  constructor(caller: Caller, dueMs: number) {
    this.id = caller.id;
    this.task = caller.task;
    this.intendedMs = dueMs;
    this.freeMs = dueMs;
    this.#caller = caller;
  }

  begin(): void {}

  settleLater(settle: () => void): void {
    this.#caller.settleLater(settle);
  }

  get stopped(): boolean {
    return this.#caller.stopped;
  }
}

function reconnectsOf({ reconnect = false }: StreamOptions): number {
  if (typeof reconnect === 'number') return reconnect;
  return reconnect ? Number.POSITIVE_INFINITY : 0;
}

function waitOf({ reconnectWait }: StreamOptions): number {
  return reconnectWait === undefined ? DEFAULT_WAIT_MS : parseDuration(reconnectWait, { bareUnit: 's' });
}
