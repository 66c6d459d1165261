/**
 * The service under test as one worker sees it: what all its virtual users share (addresses, TLS, request texts, the
 * recorder), so that ten thousand of them stay small.
 */
import type { Recorder } from '../../measure/recorder.ts';
import { parseBandwidth } from '../../units/bandwidth.ts';
import { parseDuration } from '../../units/duration.ts';
import { UnitError } from '../../units/error.ts';
import type { ExchangeLimits, HeaderPair, TlsOptions } from '../http1/client.ts';
import { type Address, BaseAddress } from './address.ts';
import { HttpError } from './errors.ts';
import { DEFAULT_HEADERS, mergeHeaders } from './headers.ts';
import { elsewhere, type NetworkOptions, speaksHttp2 } from './network.ts';
import { Origin } from './origin.ts';
import { Products } from './products.ts';
import { MethodRoutes, type RouteTable } from './route.ts';
import type { HttpResponse, RequestOptions } from './types.ts';

/** How a target is spoken to. */
export interface HttpTargetOptions {
  /** Where the service is; its path, if any, stands before those of the requests. */
  readonly baseUrl: string | URL;
  /** Certificates in PEM. */
  readonly tls?: TlsOptions | undefined;
  /** How connections are made and shared. */
  readonly network?: NetworkOptions | undefined;
  /** How long a request may take that says nothing else, in ms. */
  readonly timeoutMs: number;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly recorder: Recorder;
  /** The clock's time in ms; the one by which the recorder's seconds and the callers' intended starts go. */
  readonly now: () => number;
  /** Milliseconds since 1970, by which cookies expire. Default: the system's. */
  readonly epochMs?: () => number;
  /** How much of a body is kept for tasks to look at; default 64 MB. */
  readonly maxBodyBytes?: number | undefined;
  /** Is told of every answer. */
  readonly observer?: ResponseObserver | undefined;
}

/** Who looks at answers for a purpose of its own, such as whether a cache gave them. It must not throw. */
export interface ResponseObserver {
  /**
   * @param operation - the name under which the answer is recorded
   * @param endMs - when it had come, by the clock
   */
  answered(operation: string, response: HttpResponse, endMs: number): void;
}

/** Of the suite's headers those that are for its target alone. */
const CREDENTIALS = /^(?:authorization|proxy-authorization|cookie)$/i;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;
type CommonMethod = (typeof METHODS)[number];

/** One for each worker and service under test. */
export class HttpTarget implements RouteTable {
  readonly base: BaseAddress;
  readonly recorder: Recorder;
  readonly now: () => number;
  readonly epochMs: () => number;
  readonly timeoutMs: number;
  readonly observer: ResponseObserver | undefined;
  readonly network: NetworkOptions;
  /** Of each virtual user's line, in bytes a second. */
  readonly bandwidth: number | undefined;
  readonly products = new Products();
  readonly routes: Readonly<Record<CommonMethod, MethodRoutes>>;
  readonly #options: HttpTargetOptions;
  /** The target itself. */
  readonly ownOrigin: Origin;
  readonly #origins = new Map<string, Origin>();
  readonly #otherMethods = new Map<string, MethodRoutes>();
  readonly #limits: ExchangeLimits;
  #latestTimeout: RequestOptions['timeout'];
  #latestTimeoutMs = 0;

  /**
   * @throws {HttpError} `target` or `header` when an option is wrong
   * @throws Error of Node.js when a certificate or key cannot be read
   */
  constructor(options: HttpTargetOptions) {
    this.#options = options;
    this.base = new BaseAddress(options.baseUrl);
    this.recorder = options.recorder;
    this.now = options.now;
    this.epochMs = options.epochMs ?? Date.now;
    this.timeoutMs = options.timeoutMs;
    this.observer = options.observer;
    this.#limits = this.#bound(options.timeoutMs);
    const { network = {} } = options;
    this.network = network;
    this.bandwidth = network.bandwidth === undefined ? undefined : parseBandwidth(network.bandwidth);
    const headers = mergeHeaders(defaultHeaders(network), options.headers ?? {});
    this.ownOrigin = new Origin(this.base.url, headers, options.now, options.tls, network);
    this.routes = Object.fromEntries(METHODS.map((method) => [method, new MethodRoutes(method, this)])) as Record<
      CommonMethod,
      MethodRoutes
    >;
  }

  /** The routes of a method, in any case. */
  methodRoutes(method: string): MethodRoutes {
    const name = method.toUpperCase();
    if (Object.hasOwn(this.routes, name)) return this.routes[name as CommonMethod];
    let routes = this.#otherMethods.get(name);
    if (routes === undefined) {
      routes = new MethodRoutes(name, this);
      this.#otherMethods.set(name, routes);
    }
    return routes;
  }

  resolve(text: string): Address {
    return this.base.resolve(text);
  }

  origin(url: URL | undefined): Origin {
    if (url === undefined || (url.origin === this.base.url.origin && url.username === '')) return this.ownOrigin;
    const key = `${url.origin} ${url.username} ${url.password}`;
    let origin = this.#origins.get(key);
    if (origin === undefined) {
      origin = this.#otherOrigin(url);
      this.#origins.set(key, origin);
    }
    return origin;
  }

  /** The target's certificate authorities hold elsewhere too; its client certificate and credentials stay with it. */
  #otherOrigin(url: URL): Origin {
    const { headers = {}, tls, now } = this.#options;
    const network = elsewhere(this.#options.network ?? {});
    const shared: HeaderPair[] = Object.entries(headers).filter(([name]) => !CREDENTIALS.test(name));
    const trust: TlsOptions = {
      ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
      ...(tls?.verify === undefined ? {} : { verify: tls.verify }),
    };
    return new Origin(url, mergeHeaders(defaultHeaders(network), Object.fromEntries(shared)), now, trust, network);
  }

  /** The limits of an exchange; the same object for all that ask for nothing special. */
  limits(timeoutMs: number, { signal, discard }: Pick<RequestOptions, 'signal' | 'discard'>): ExchangeLimits {
    if (signal === undefined && discard !== true)
      return timeoutMs === this.timeoutMs ? this.#limits : this.#bound(timeoutMs);
    const bound = discard === true ? { timeoutMs, maxBodyBytes: 0 } : this.#bound(timeoutMs);
    return signal === undefined ? bound : { ...bound, signal };
  }

  #bound(timeoutMs: number): ExchangeLimits {
    const { maxBodyBytes } = this.#options;
    return maxBodyBytes === undefined ? { timeoutMs } : { timeoutMs, maxBodyBytes };
  }

  /**
   * A request's `timeout` in ms; parsed once for each in a row of the same.
   *
   * @throws {HttpError} `timeout-option`
   */
  timeoutOf(timeout: RequestOptions['timeout']): number {
    if (timeout === undefined) return this.timeoutMs;
    if (timeout !== this.#latestTimeout) {
      this.#latestTimeoutMs = parseTimeout(timeout);
      this.#latestTimeout = timeout;
    }
    return this.#latestTimeoutMs;
  }
}

/** A server that is told that a connection is for one request closes it first, which spares this machine's ports. */
function defaultHeaders(network: NetworkOptions): readonly HeaderPair[] {
  if (network.connections !== 'new' || speaksHttp2(network)) return DEFAULT_HEADERS;
  return [...DEFAULT_HEADERS, ['connection', 'close']];
}

function parseTimeout(timeout: string | number): number {
  let timeoutMs: number;
  try {
    timeoutMs = parseDuration(timeout, { bareUnit: 's' });
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    throw new HttpError('timeout-option', `The timeout of a request is wrong: ${error.message}`, error);
  }
  if (timeoutMs > 0) return timeoutMs;
  throw new HttpError('timeout-option', `The timeout of a request is ${timeout}; it must be more than nothing.`);
}
