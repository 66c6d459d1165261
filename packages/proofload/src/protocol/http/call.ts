/**
 * One operation under way: from the call of `http.get` until its outcome is recorded.
 *
 *     intended ── queueWait ──▶ free ── sendLag ──▶ sent ── connect, tls, first byte, download ──▶ end
 *     │                                             ├───────────────── service ─────────────────┤
 *     ├────────────────────────────────── latency ──────────────────────────────────────────────┤
 *
 * A virtual user that asks for more at once than it has connections also waits for one before the send, which is in
 * the latency but in no part of it.
 *
 * Count, latency and status are recorded at once; that it failed is put off to the iteration's end, since until then
 * the task may say that the response was right.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type {
  Aftermath,
  ExchangeError,
  ExchangeLimits,
  ExchangeReceiver,
  RawRequest,
  RawResponse,
} from '../http1/client.ts';
import { DigestReceiver } from './digest.ts';
import { HttpError } from './errors.ts';
import { exemplarOf } from './exemplar.ts';
import type { HttpClient } from './network.ts';
import { type Failure, networkFailure, outcome } from './outcome.ts';
import { makesProduct } from './products.ts';
import { follow, isRedirect } from './redirect.ts';
import { CallResponse } from './response.ts';
import type { Route } from './route.ts';
import type { HttpSession } from './session.ts';
import type { HttpResponse, RequestOptions, Timings } from './types.ts';

/** What went before the last hop of a redirected request. */
export interface Hops {
  /** When the first one was sent, in ms of the clock. */
  startMs: number;
  connectMs: number;
  tlsMs: number;
  bytesIn: number;
  bytesOut: number;
}

/** An exchange that ended, with or without an answer. */
export type Ended = RawResponse | ExchangeError;

export class Call implements ExchangeReceiver {
  readonly session: HttpSession;
  readonly route: Route;
  readonly operation: OperationRecorder;
  readonly options: RequestOptions;
  /** What is sent to the route's origin, query included. */
  readonly target: string;
  /** For all hops together. */
  readonly timeoutMs: number;
  readonly intendedMs: number;
  readonly freeMs: number;
  /** When the generator was done with its part: the request is ready, and waits at most for a connection. */
  readonly readyMs: number;
  readonly task: string | undefined;
  hops: Hops | undefined;
  /** Of the last body that came, where the options ask for it. */
  digest: string | undefined;
  /** Where the last hop went; `undefined` as long as there was one only. */
  lastUrl: string | undefined;
  /** @internal of the client: a call counts as failed once, whatever comes behind its answer. */
  aftermath: Aftermath | undefined;
  private readonly resolve: (response: HttpResponse) => void;
  private readonly reject: (reason: unknown) => void;

  constructor(
    session: HttpSession,
    route: Route,
    operation: OperationRecorder,
    target: string,
    options: RequestOptions,
    timeoutMs: number,
    readyMs: number,
    resolve: (response: HttpResponse) => void,
    reject: (reason: unknown) => void,
  ) {
    const { caller } = session;
    this.session = session;
    this.route = route;
    this.operation = operation;
    this.options = options;
    this.target = target;
    this.timeoutMs = timeoutMs;
    this.intendedMs = caller.intendedMs;
    this.freeMs = caller.freeMs;
    this.readyMs = readyMs;
    this.task = caller.task;
    this.hops = undefined;
    this.digest = undefined;
    this.lastUrl = undefined;
    this.aftermath = operation;
    this.resolve = resolve;
    this.reject = reject;
  }

  get name(): string {
    return this.options.name ?? this.route.name;
  }

  get url(): string {
    return this.lastUrl ?? this.route.origin.url.origin + this.target;
  }

  /** Sends one of its requests, and has the body digested where the options ask for that. */
  dispatch(client: HttpClient, request: RawRequest, limits: ExchangeLimits, receiver: ExchangeReceiver): void {
    const { hash } = this.options;
    if (hash === undefined) client.dispatch(request, limits, receiver);
    else client.stream(request, limits, new DigestReceiver(hash, this, receiver));
  }

  /** @internal of the client, which must not be thrown into */
  answered(raw: RawResponse): void {
    try {
      if (raw.headers.has('set-cookie')) this.session.storeCookies(raw, this.route.origin, this.target);
      if (isRedirect(raw) && this.options.redirect !== 'manual') follow(this, raw).catch(this.reject);
      else this.finish(raw, undefined);
    } catch (error) {
      this.reject(error);
    }
  }

  /** @internal of the client, which must not be thrown into */
  failed(error: ExchangeError): void {
    try {
      this.breakOff(error);
    } catch (fault) {
      this.reject(fault);
    }
  }

  /**
   * Records an answer and hands it over.
   *
   * @param failure - what is wrong whatever the options expect
   */
  finish(raw: RawResponse, failure: Failure | undefined): void {
    const { operation, hops, session, options } = this;
    const { endMs } = raw;
    const startMs = hops === undefined ? raw.startMs : hops.startMs;
    const latencyMs = endMs - this.intendedMs;
    const connectMs = connectTimeMs(raw, hops);
    const tlsMs = raw.tlsMs + (hops === undefined ? 0 : hops.tlsMs);
    const firstByteMs = raw.firstByteMs - startMs - connectMs - tlsMs;
    session.shared.recorder.sendLag(this.sendLagMs);
    operation.answered(endMs, latencyMs, endMs - startMs, this.freeMs - this.intendedMs);
    operation.status(raw.status);
    operation.bytes(raw.bytesIn + (hops?.bytesIn ?? 0), raw.bytesOut + (hops?.bytesOut ?? 0));
    operation.phases(connectMs, tlsMs, firstByteMs, endMs - raw.firstByteMs);
    session.caller.lastOperation = operation.name;

    const response = new CallResponse(this, raw, undefined);
    const { expect } = options;
    const isPlainlyRight = expect === undefined ? raw.status < 400 : expect === raw.status;
    let found = failure;
    if (found === undefined && !isPlainlyRight) found = outcome(expect, response);
    if (found === undefined && makesProduct(options)) found = session.shared.products.inspect(this, raw, response);
    if (found !== undefined) {
      this.aftermath = undefined;
      response.failLater(found);
    }
    const { observer } = session.shared;
    if (observer !== undefined) observer.answered(this.name, response, endMs);
    if (operation.slowerThanKept(latencyMs)) response.settleLater();
    this.resolve(response);
  }

  /** Records that there was no answer, and hands that over. */
  breakOff(error: ExchangeError): void {
    const { operation, session } = this;
    session.caller.lastOperation = operation.name;
    if (error.code === 'aborted' && session.isOver) {
      operation.censored(1);
      this.reject(stopped());
      return;
    }
    const startMs = this.hops?.startMs ?? error.startMs;
    session.shared.recorder.sendLag(this.sendLagMs);
    if (error.code === 'timeout') {
      const endMs = this.endMs(error);
      operation.answered(error.endMs, endMs - this.intendedMs, endMs - startMs, this.freeMs - this.intendedMs);
    } else {
      operation.unanswered(error.endMs);
    }
    operation.bytes(error.bytesIn + (this.hops?.bytesIn ?? 0), error.bytesOut + (this.hops?.bytesOut ?? 0));
    const response = new CallResponse(this, undefined, error);
    response.failLater(networkFailure(error.code, error.message, this.timeoutMs));
    this.resolve(response);
  }

  /** Keeps the exchange when it is one of the slowest, or of the first that failed. */
  keepExemplar(ended: Ended, response: CallResponse, failure: Failure | undefined): void {
    const { operation } = this;
    const isSlow = hasLatency(ended) && operation.slowerThanKept(this.endMs(ended) - this.intendedMs);
    if (isSlow || (failure !== undefined && operation.wantsFailed)) {
      operation.keepExemplar(exemplarOf(this, ended, response, failure));
    }
  }

  private get sendLagMs(): number {
    return this.readyMs - Math.max(this.intendedMs, this.freeMs);
  }

  /** Notes a hop that was answered by a redirect, before the next one is sent. */
  addHop(raw: RawResponse): void {
    this.hops ??= { startMs: raw.startMs, connectMs: 0, tlsMs: 0, bytesIn: 0, bytesOut: 0 };
    this.hops.connectMs += raw.dnsMs + raw.connectMs;
    this.hops.tlsMs += raw.tlsMs;
    this.hops.bytesIn += raw.bytesIn;
    this.hops.bytesOut += raw.bytesOut;
  }

  timings(ended: Ended): Timings {
    const { hops } = this;
    const startMs = hops?.startMs ?? ended.startMs;
    const endMs = this.endMs(ended);
    const isAnswer = 'status' in ended;
    const connectMs = (isAnswer ? ended.dnsMs + ended.connectMs : 0) + (hops?.connectMs ?? 0);
    const tlsMs = (isAnswer ? ended.tlsMs : 0) + (hops?.tlsMs ?? 0);
    return {
      latencyMs: endMs - this.intendedMs,
      serviceMs: endMs - startMs,
      queueWaitMs: this.freeMs - this.intendedMs,
      sendLagMs: this.sendLagMs,
      connectMs,
      tlsMs,
      firstByteMs: isAnswer ? ended.firstByteMs - startMs - connectMs - tlsMs : 0,
      downloadMs: isAnswer ? endMs - ended.firstByteMs : 0,
    };
  }

  /** A time-out ends at its limit, however late the timer was. */
  private endMs(ended: Ended): number {
    if ('status' in ended || ended.code !== 'timeout') return ended.endMs;
    return Math.min(ended.endMs, (this.hops?.startMs ?? ended.startMs) + this.timeoutMs);
  }
}

/** Whether an exchange counts in the latency: every answer, and time-outs at their limit. */
export function hasLatency(ended: Ended): boolean {
  return 'status' in ended || ended.code === 'timeout';
}

function connectTimeMs(raw: RawResponse, hops: Hops | undefined): number {
  return raw.dnsMs + raw.connectMs + (hops === undefined ? 0 : hops.connectMs);
}

/** What a request gets that the run's end has cut off, or that comes after it; tasks end by it. */
export function stopped(): HttpError {
  return new HttpError('stopped', 'The run is over, so that the request was broken off or not sent.');
}
