/**
 * The `http` object of one virtual user: its connections and cookies, and the way from a call to a recorded operation.
 */
import type { Caller } from '../caller.ts';
import { groupedTags } from '../grouping.ts';
import { Link, type RawRequest, type RawResponse } from '../http1/client.ts';
import { requestTarget } from './address.ts';
import { Call, stopped } from './call.ts';
import { CookieJar } from './cookie-jar.ts';
import { SessionCookies } from './cookies.ts';
import type { HttpClient } from './network.ts';
import type { Origin } from './origin.ts';
import { path, type TemplatePath } from './path.ts';
import { withQuery } from './query.ts';
import { isPlain, pathOf, RequestWriter } from './request.ts';
import type { MethodRoutes, Route } from './route.ts';
import type { ScopedHttp } from './scoped.ts';
import { HttpTarget, type HttpTargetOptions } from './target.ts';
import type { Cookies, Http, HttpResponse, Path, RequestOptions, Scalar } from './types.ts';

const NO_OPTIONS: RequestOptions = Object.freeze({});

/**
 * Opens the `http` objects of a worker's virtual users, which share what is the same for all.
 *
 * @throws {HttpError} `target` or `header` when an option is wrong
 * @throws Error of Node.js when a certificate or key cannot be read
 * @example
 * const openHttp = httpSessions({ baseUrl: 'http://127.0.0.1:8000', timeoutMs: 60_000, recorder, now: () => clock.now() });
 * const http = openHttp(caller);
 * await http.get('/books', { expect: 200 });
 * http.close();
 */
export function httpSessions(options: HttpTargetOptions): OpenHttp {
  const shared = new HttpTarget(options);
  return (caller, bandwidth) => new HttpSession(shared, caller, bandwidth ?? shared.bandwidth);
}

/**
 * Opens the `http` object of a virtual user.
 *
 * @param bandwidth - of its line, in bytes a second; default: the target's, if any
 */
export type OpenHttp = (caller: Caller, bandwidth?: number) => HttpSession;

export class HttpSession implements Http {
  /** @internal */
  readonly shared: HttpTarget;
  /** @internal */
  readonly caller: Caller;
  /** @internal Its line, where that is limited. */
  readonly link: Link | undefined;
  private closed: boolean;
  private client: HttpClient | undefined;
  private otherClients: Map<Origin, HttpClient> | undefined;
  private writer: RequestWriter | undefined;
  private jar: CookieJar | undefined;
  private cookieAccess: Cookies | undefined;

  /** @param bandwidth - of the user's line, in bytes a second; `undefined`: as fast as the network is */
  constructor(shared: HttpTarget, caller: Caller, bandwidth: number | undefined) {
    this.shared = shared;
    this.caller = caller;
    this.link = bandwidth === undefined ? undefined : new Link(bandwidth);
    this.closed = false;
    this.client = undefined;
    this.otherClients = undefined;
    this.writer = undefined;
    this.jar = undefined;
    this.cookieAccess = undefined;
  }

  get(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.GET, target, options);
  }

  post(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.POST, target, options);
  }

  put(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.PUT, target, options);
  }

  patch(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.PATCH, target, options);
  }

  delete(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.DELETE, target, options);
  }

  head(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.HEAD, target, options);
  }

  options(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.send(this.shared.routes.OPTIONS, target, options);
  }

  request(method: string, target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.requestIn(undefined, method, target, options);
  }

  /** @internal A request that is recorded as the scope says. */
  requestIn(
    scope: ScopedHttp | undefined,
    method: string,
    target: string | Path,
    options?: RequestOptions,
  ): Promise<HttpResponse> {
    try {
      return this.send(this.shared.methodRoutes(method), target, options, scope);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  path(text: TemplateStringsArray, ...values: readonly Scalar[]): Path {
    return path(text, ...values);
  }

  get cookies(): Cookies {
    this.cookieAccess ??= new SessionCookies(this.ownJar(), this.shared.base.url, this.shared.epochMs);
    return this.cookieAccess;
  }

  /** Ends the connections. What is in flight is censored, what comes after is not sent; both reject. */
  close(): void {
    this.closed = true;
    this.client?.close();
    if (this.otherClients !== undefined) for (const client of this.otherClients.values()) client.close();
  }

  /** @internal Whether what is broken off now is the run's end, and no failure. */
  get isOver(): boolean {
    return this.closed || this.caller.stopped;
  }

  private send(
    routes: MethodRoutes,
    target: string | Path,
    options = NO_OPTIONS,
    scope?: ScopedHttp,
  ): Promise<HttpResponse> {
    if (this.isOver) return rejectInNextTurn();
    return new Promise((resolve, reject) => {
      const { shared, caller } = this;
      caller.begin(shared.now());
      const route = routes.of(target);
      const sent = sentTarget(route, target, options);
      const timeoutMs = shared.timeoutOf(options.timeout);
      const request = this.requestOf(route, sent, options);
      const client = this.clientOf(route.origin);
      const tags = groupedTags(caller, options.tags);
      const operation = scope === undefined ? route.operation(options.name, tags) : scope.operation(options.name, tags);
      const call = new Call(this, route, operation, sent, options, timeoutMs, shared.now(), resolve, reject);
      call.dispatch(client, request, shared.limits(timeoutMs, options), call);
    });
  }

  private requestOf(route: Route, target: string, options: RequestOptions): RawRequest {
    const { plainRequest, methodRoutes, origin } = route;
    if (plainRequest !== undefined && (this.jar === undefined || this.jar.isEmpty) && isPlain(options))
      return plainRequest;
    return this.writeRequest(methodRoutes.method, origin, target, options);
  }

  /** @internal */
  writeRequest(method: string, origin: Origin, target: string, options: RequestOptions): RawRequest {
    this.writer ??= new RequestWriter();
    return this.writer.write(method, origin, target, options, this.jar);
  }

  /** @internal The connections of this virtual user to a server. */
  clientOf(origin: Origin): HttpClient {
    if (origin !== this.shared.ownOrigin) return this.otherClientOf(origin);
    this.client ??= this.openClient(origin);
    return this.client;
  }

  private otherClientOf(origin: Origin): HttpClient {
    this.otherClients ??= new Map();
    let client = this.otherClients.get(origin);
    if (client === undefined) {
      client = this.openClient(origin);
      this.otherClients.set(origin, client);
    }
    return client;
  }

  private openClient(origin: Origin): HttpClient {
    const client = origin.openClient(this.link);
    // A redirect may come in after the end, for which nothing is sent any more.
    if (this.closed) client.close();
    return client;
  }

  /** @internal Takes in the cookies that an answer sets. */
  storeCookies(raw: RawResponse, origin: Origin, target: string): void {
    this.ownJar().store(raw.headers.getAll('set-cookie'), origin.site, pathOf(target));
  }

  /** @internal The cookies of this virtual user. */
  ownJar(): CookieJar {
    this.jar ??= new CookieJar(this.shared.epochMs);
    return this.jar;
  }
}

function sentTarget(route: Route, target: string | Path, options: RequestOptions): string {
  const sent = route.target ?? requestTarget(route.address, (target as TemplatePath).target);
  return options.query === undefined ? sent : withQuery(sent, options.query);
}

/** A task that catches the error and asks again must not keep the loop from turning. */
function rejectInNextTurn(): Promise<never> {
  return new Promise((_, reject) => setImmediate(() => reject(stopped())));
}
