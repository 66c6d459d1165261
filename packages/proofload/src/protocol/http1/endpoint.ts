/**
 * What all clients of one origin in a thread share: where it is, the addresses of its name, its TLS context and
 * session, and the deadlines of everything in flight to it.
 */
import { connect as connectTcp, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Deadlines } from './deadlines.ts';
import { type Address, HostAddresses, type Lookup, lookUpBySystem } from './dns.ts';
import { TlsEndpoint, type TlsOptions } from './tls.ts';

/** Where requests go and how. */
export interface EndpointOptions {
  /** `http://host:port` or `https://host:port`; path and query are ignored. */
  readonly origin: URL;
  readonly tls?: TlsOptions;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** A Unix socket to connect to instead of the origin's host. */
  readonly socketPath?: string;
  /** How names are looked up; the system's resolver by default. */
  readonly lookup?: Lookup;
}

/** One origin, shared by its clients. */
export class Endpoint {
  readonly now: () => number;
  readonly deadlines: Deadlines;
  /** The origin as people write it. */
  readonly name: string;
  readonly port: number;
  readonly socketPath: string | undefined;
  readonly addresses: HostAddresses;
  readonly tls: TlsEndpoint | undefined;

  constructor(options: EndpointOptions) {
    const { origin } = options;
    const isTls = origin.protocol === 'https:';
    const hostname = origin.hostname.replace(/^\[(.*)\]$/, '$1');
    this.now = options.now;
    this.deadlines = new Deadlines(options.now);
    this.name = options.socketPath ?? origin.origin;
    this.port = origin.port === '' ? (isTls ? 443 : 80) : Number(origin.port);
    this.socketPath = options.socketPath;
    this.addresses = new HostAddresses(hostname, options.now, options.lookup ?? lookUpBySystem);
    this.tls = isTls ? new TlsEndpoint(hostname, options.tls ?? {}) : undefined;
  }

  /** Begins to open a connection to one of the addresses, or to the Unix socket when there is none. */
  connect(address: Address | undefined, onread: OnReadOpts): Socket {
    const place =
      address === undefined
        ? { path: this.socketPath ?? '' }
        : { host: address.address, port: this.port, family: address.family, autoSelectFamily: false };
    if (this.tls === undefined) return connectTcp({ ...place, onread });
    const { tls } = this;
    // The types leave `onread` out; tls.connect documents it and passes it on to its socket.
    const options: ConnectionOptions & { onread: OnReadOpts } = { ...place, ...tls.connectionOptions(), onread };
    const socket = connectTls(options);
    socket.on('session', (session) => tls.remember(session));
    return socket;
  }

  /** An address with its port, as people write it. */
  peerName(address: Address | undefined): string {
    if (address === undefined) return this.socketPath ?? this.name;
    return address.family === 6 ? `[${address.address}]:${this.port}` : `${address.address}:${this.port}`;
  }
}
