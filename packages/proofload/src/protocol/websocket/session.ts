/**
 * The `ws` object of one virtual user: its sessions, opened with what the user's `http` has: target, certificates,
 * headers and cookies.
 */

import type { IncomingMessage } from 'node:http';
import type { Caller } from '../caller.ts';
import { groupedTags } from '../grouping.ts';
import { requestTarget, sendable } from '../http/address.ts';
import type { CookieJar } from '../http/cookie-jar.ts';
import { headerOf } from '../http/headers.ts';
import type { Origin } from '../http/origin.ts';
import { pathOf } from '../http/request.ts';
import type { HttpTarget } from '../http/target.ts';
import type { Path } from '../http/types.ts';
import type { Link } from '../http1/client.ts';
import { type Begun, begunLater } from '../measured-call.ts';
import { rejectStopped } from '../stopped.ts';
import { type Destination, Handshake } from './handshake.ts';
import { loadedLibrary, loadLibrary, type WebSocketLibrary } from './library.ts';
import type { ConnectOptions, Socket, WebSockets } from './types.ts';

/** What a virtual user's sessions are opened with. */
export interface WebSocketSessionOptions {
  /** The service, as all virtual users of a worker share it. */
  readonly target: HttpTarget;
  readonly caller: Caller;
  /** The virtual user's cookies. */
  readonly cookies: CookieJar;
  /** The virtual user's line, where its bandwidth is limited. */
  readonly link?: Link | undefined;
}

/** Something that ends with the run: a session, or one that is being opened. */
interface Underway {
  cutOff(isRunsEnd: boolean): void;
}

const NO_OPTIONS: ConnectOptions = Object.freeze({});
/** What `http` sends and a handshake has no use for; a body that says why it is refused is to be readable. */
const LEFT_OUT = { accept: undefined, 'accept-encoding': undefined };

/**
 * The `ws` object of one virtual user.
 *
 * @example
 * const ws = new WebSocketSession({ target, caller, cookies });
 * const socket = await ws.connect('/chat');
 * ws.close();
 */
export class WebSocketSession implements WebSockets {
  /** @internal */
  readonly target: HttpTarget;
  /** @internal */
  readonly caller: Caller;
  /** @internal */
  readonly link: Link | undefined;
  readonly #cookies: CookieJar;
  readonly #underway = new Set<Underway>();
  #isClosed = false;

  constructor({ target, caller, cookies, link }: WebSocketSessionOptions) {
    this.link = link;
    this.target = target;
    this.caller = caller;
    this.#cookies = cookies;
  }

  connect(address: string | Path, options = NO_OPTIONS): Promise<Socket> {
    if (this.#isOver) return rejectStopped();
    const { caller, target } = this;
    const calledMs = target.now();
    caller.begin(calledMs);
    const { intendedMs, freeMs } = caller;
    const library = loadedLibrary();
    if (library !== undefined) return this.#open(library, address, options, { intendedMs, freeMs });
    return loadLibrary().then((loaded) =>
      this.#open(loaded, address, options, begunLater({ intendedMs, freeMs }, target.now() - calledMs)),
    );
  }

  /**
   * Ends all sessions. After the run's end what is under way is censored; before, the sessions end as if the task had
   * closed them.
   */
  close(): void {
    this.#isClosed = true;
    for (const underway of this.#underway) underway.cutOff(this.caller.stopped);
  }

  /** @internal */
  add(underway: Underway): void {
    this.#underway.add(underway);
  }

  /** @internal */
  forget(underway: Underway): void {
    this.#underway.delete(underway);
  }

  /** @internal Takes in the cookies that the answer to a handshake sets. */
  storeCookies(response: IncomingMessage, { origin, path }: Destination): void {
    const cookies = response.headers['set-cookie'];
    if (cookies !== undefined) this.#cookies.store(cookies, origin.site, pathOf(path));
  }

  get #isOver(): boolean {
    return this.#isClosed || this.caller.stopped;
  }

  #open(library: WebSocketLibrary, address: string | Path, options: ConnectOptions, begun: Begun): Promise<Socket> {
    if (this.#isOver) return rejectStopped();
    return new Promise((resolve, reject) => {
      const { target } = this;
      const limitMs = target.timeoutOf(options.timeout);
      const destination = this.#destination(address, options);
      const operation = target.recorder.operation(
        destination.name,
        'websocket',
        groupedTags(this.caller, options.tags),
      );
      const handshake = new Handshake(this, operation, destination, options, limitMs, begun, resolve, reject);
      handshake.start(library);
      this.add(handshake);
    });
  }

  #destination(target: string | Path, options: ConnectOptions): Destination {
    const text = String(target).replace(/^ws(s?:\/\/)/i, 'http$1');
    const { base } = this.target;
    const address = base.resolve(text);
    const origin = this.target.origin(address.origin);
    const path = requestTarget(address, sendable(text));
    const shown = typeof target === 'string' ? address : base.resolve(target.name.replace(/^ws(s?:\/\/)/i, 'http$1'));
    const name = options.name ?? `WS ${shown.label.replace(/^http/, 'ws')}`;
    return { origin, path, name, headers: this.#headers(origin, path, options.headers) };
  }

  #headers(origin: Origin, path: string, own: ConnectOptions['headers']): Destination['headers'] {
    const headers: Record<string, string> = {};
    for (const line of origin
      .headLines({ ...LEFT_OUT, ...own }, '')
      .split('\r\n')
      .slice(1)) {
      const colon = line.indexOf(':');
      if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 1).trim();
    }
    const cookie = headerOf(own, 'cookie') ?? this.#cookies.header(origin.site, pathOf(path));
    return cookie === undefined ? headers : { ...headers, cookie };
  }
}
