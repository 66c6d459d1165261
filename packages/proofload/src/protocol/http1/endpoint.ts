/**
 * What all clients of one origin in a thread share: where it is, the addresses of its name, its TLS context and
 * session, and the deadlines of everything in flight to it.
 */
import { connect as connectTcp, isIP, type OnReadOpts, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { Deadlines } from './deadlines.ts';
import { type Address, type AddressRules, HostAddresses, type Lookup, lookUpBySystem } from './dns.ts';
import { TlsEndpoint, type TlsOptions } from './tls.ts';
import { Tunnel } from './tunnel.ts';

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
  /** How long that holds, and which of the addresses connections go to. */
  readonly addressRules?: AddressRules;
  /**
   * Addresses of this machine to connect from, one after the other: each has some 28,000 ports. By default the system
   * chooses.
   */
  readonly sourceAddresses?: readonly string[];
  /** A proxy, `http://[user:password@]host:port`, through which each connection is tunnelled (CONNECT). */
  readonly proxy?: URL;
  /** The protocols that are offered in a TLS handshake (ALPN); HTTP/1.1 by default. */
  readonly protocols?: readonly string[];
}

/** One origin, shared by its clients. */
export class Endpoint {
  readonly now: () => number;
  readonly deadlines: Deadlines;
  /** The origin as people write it. */
  readonly name: string;
  /** The addresses and the port that connections are made to: the origin's, or its proxy's. */
  readonly addresses: HostAddresses;
  readonly port: number;
  readonly socketPath: string | undefined;
  readonly tls: TlsEndpoint | undefined;
  readonly tunnel: Tunnel | undefined;
  private readonly sourceAddresses: readonly string[];
  private sourceIndex = -1;

  constructor(options: EndpointOptions) {
    const { origin, proxy, now } = options;
    const hop = proxy ?? origin;
    this.now = now;
    this.deadlines = new Deadlines(now);
    this.name = options.socketPath ?? origin.origin;
    this.port = portOf(hop);
    this.socketPath = options.socketPath;
    this.addresses = new HostAddresses(hostnameOf(hop), now, options.lookup ?? lookUpBySystem, options.addressRules);
    this.tls =
      origin.protocol === 'https:'
        ? new TlsEndpoint(hostnameOf(origin), options.tls ?? {}, options.protocols)
        : undefined;
    const speaksFirst = options.protocols?.includes('h2') === true;
    this.tunnel =
      proxy === undefined ? undefined : new Tunnel(proxy, `${origin.hostname}:${portOf(origin)}`, speaksFirst);
    this.sourceAddresses = options.sourceAddresses ?? [];
  }

  /**
   * Begins to open a connection to one of the addresses, or to the Unix socket when there is none; with TLS, unless a
   * tunnel comes first.
   */
  connect(address: Address | undefined, sourceAddress: string | undefined, onread: OnReadOpts | undefined): Socket {
    const { tls, tunnel, port } = this;
    const place = {
      ...(address === undefined ? { path: this.socketPath ?? '' } : { host: address.address, port }),
      ...(sourceAddress === undefined ? {} : { localAddress: sourceAddress }),
      ...(onread === undefined ? {} : { onread }),
      autoSelectFamily: false,
    };
    return tls === undefined || tunnel !== undefined ? connectTcp(place) : remembered(tls, place);
  }

  /** Begins TLS on a connection that is open, such as a tunnel. */
  secure(socket: Socket): Socket {
    return remembered(this.tls!, { socket });
  }

  /** The local address for the next connection to an address of that family; undefined leaves it to the system. */
  nextSourceAddress(target: Address | undefined): string | undefined {
    const { length } = this.sourceAddresses;
    for (let count = 0; count < length && target !== undefined; count += 1) {
      this.sourceIndex = (this.sourceIndex + 1) % length;
      const source = this.sourceAddresses[this.sourceIndex]!;
      if (isIP(source) === target.family) return source;
    }
    return undefined;
  }

  /** An address with its port, as people write it. */
  peerName(address: Address | undefined): string {
    if (address === undefined) return this.socketPath ?? this.name;
    const place = address.family === 6 ? `[${address.address}]:${this.port}` : `${address.address}:${this.port}`;
    return this.tunnel === undefined ? place : `The proxy ${place}`;
  }
}

/** The types leave `onread` out of TLS; `tls.connect` documents it and passes it on to its socket. */
function remembered(tls: TlsEndpoint, place: ConnectionOptions & { onread?: OnReadOpts }): Socket {
  const socket = connectTls({ ...place, ...tls.connectionOptions() });
  socket.on('session', (session) => tls.remember(session));
  return socket;
}

function hostnameOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'https:' ? 443 : 80;
}
