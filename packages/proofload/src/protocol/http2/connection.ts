/**
 * One connection of HTTP/2: opened, carrying as many streams as the server allows, until one of the sides ends it.
 */
import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { Dial, type DialOwner } from '../http1/dial.ts';
import type { Endpoint } from '../http1/endpoint.ts';
import type { Fault } from '../http1/errors.ts';
import type { StreamExchange } from './exchange.ts';
import { closedFault, goawayFault, malformedFault, REFUSED_STREAM, refusedFault, resetFault } from './faults.ts';
import type { HeadFields } from './request-headers.ts';

/** What a server allows at least, as a rule; held to until it has said its own number. */
const STREAMS_AT_FIRST = 100;
/** How much of an answer may be under way before it is read. */
const STREAM_WINDOW = 1 << 20;
const CONNECTION_WINDOW = 1 << 24;

/** Who is told what becomes of a connection. */
export interface ConnectionOwner {
  onOpen(connection: Http2Connection): void;
  /** It could not be opened. */
  onDialFault(connection: Http2Connection, fault: Fault): void;
  /** It takes no more streams; those that it has may go on. */
  onRetired(connection: Http2Connection): void;
  /** It takes more streams than it did. */
  onRoom(): void;
}

export class Http2Connection implements DialOwner {
  /** Streams under way. */
  streams = 0;
  /** When an answer last began on it, by the clock. */
  heardMs = Number.NEGATIVE_INFINITY;
  /** Whom it was opened for, until it is open. */
  opener: StreamExchange | undefined;
  private readonly endpoint: Endpoint;
  private readonly owner: ConnectionOwner;
  private readonly dial: Dial;
  private session: ClientHttp2Session | undefined = undefined;
  private carried = 0;
  private maxStreams = STREAMS_AT_FIRST;
  /** Whether the server has proved to speak HTTP/2. */
  private isProven = false;
  private isRetired = false;
  private goawayCode = 0;
  private sessionError: (Error & { readonly code?: string }) | undefined = undefined;

  constructor(endpoint: Endpoint, owner: ConnectionOwner, opener: StreamExchange) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.opener = opener;
    this.dial = new Dial(endpoint, this, undefined);
  }

  begin(): void {
    this.dial.begin();
  }

  /** Whether one more stream may be opened. */
  get hasRoom(): boolean {
    const { session } = this;
    const isAlive = session !== undefined && !session.closed && !session.destroyed;
    return isAlive && !this.isRetired && this.streams < this.maxStreams;
  }

  get progress(): string {
    return this.dial.progress;
  }

  /** Sends an exchange on a stream of its own. */
  send(exchange: StreamExchange, heads: HeadFields): void {
    const fields = heads.of(exchange.request);
    exchange.connection = this;
    exchange.reused = this.carried > 0;
    this.carried += 1;
    this.streams += 1;
    const stream = this.session!.request(fields.headers, { endStream: exchange.endsWithHead });
    exchange.run(stream as ClientHttp2Stream, fields);
  }

  /** Takes no more streams, and closes when those that it has are over. */
  retire(): void {
    if (this.isRetired) return;
    this.isRetired = true;
    if (this.session?.destroyed === false) this.session.close();
    this.owner.onRetired(this);
  }

  destroy(): void {
    this.isRetired = true;
    this.dial.cancel();
    this.session?.destroy();
  }

  /** Why a stream of it is over without an answer. */
  faultOf(code: number, error: Error | undefined): Fault {
    const { name, tls } = this.endpoint;
    const cause = this.sessionError ?? error;
    if (!this.isProven) return refusedFault(name, tls !== undefined, cause);
    // A stream that the server has not looked at is refused by a GOAWAY too.
    if (code === REFUSED_STREAM) return resetFault(name, code);
    if (this.goawayCode > 0) return goawayFault(name, this.goawayCode);
    if (this.sessionError?.code === 'ERR_HTTP2_ERROR') return malformedFault(name, this.sessionError);
    return this.session?.destroyed === true || this.session?.closed === true
      ? closedFault(name)
      : resetFault(name, code);
  }

  onDialled(socket: Socket): void {
    const { endpoint, dial } = this;
    if (endpoint.tls !== undefined && (socket as TLSSocket).alpnProtocol !== 'h2') {
      socket.destroy();
      this.owner.onDialFault(this, refusedFault(endpoint.name, true));
      return;
    }
    const session = openSession(endpoint.name, socket);
    this.session = session;
    session.on('remoteSettings', ({ maxConcurrentStreams = STREAMS_AT_FIRST }) => {
      this.isProven = true;
      this.maxStreams = maxConcurrentStreams;
      this.owner.onRoom();
    });
    session.on('goaway', (code) => {
      this.goawayCode = code;
      this.retire();
    });
    session.on('error', (error) => {
      this.sessionError = error;
      this.retire();
    });
    session.on('close', () => this.retire());
    const { opener } = this;
    if (opener !== undefined) {
      opener.dnsMs = dial.dnsMs;
      opener.connectMs = dial.connectMs;
      opener.tlsMs = dial.tlsMs;
    }
    this.owner.onOpen(this);
  }

  onDialFault(fault: Fault): void {
    this.owner.onDialFault(this, fault);
  }
}

/** The module is loaded by the first connection, so that it costs nothing to suites without HTTP/2. */
function openSession(name: string, socket: Socket): ClientHttp2Session {
  const session = process.getBuiltinModule('node:http2').connect(name, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
  });
  session.on('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW));
  return session;
}
