/**
 * How connections to a target are made and shared, as a suite says it, and the client that does so.
 */

import { parseDuration } from '../../units/duration.ts';
import type { ExchangeLimits, ExchangeReceiver, RawRequest, RunningExchange, StreamReceiver } from '../http1/client.ts';
import { Http1Client, type Link } from '../http1/client.ts';
import type { AddressRules } from '../http1/dns.ts';
import type { EndpointOptions } from '../http1/endpoint.ts';
import { Http2Client } from '../http2/client.ts';
import type { Origin } from './origin.ts';

/** How names of hosts become addresses. */
export interface DnsOptions {
  /**
   * Which addresses connections go to: to the first that accepts, the others being there for when it does not (`first`,
   * the default), or to all in turn (`spread`).
   */
  readonly addresses?: 'first' | 'spread';
  /** How long a look-up holds: `'30s'`. Default: until none of the addresses accepts. */
  readonly ttl?: string | number;
  /** Only addresses of IPv4, or of IPv6. */
  readonly family?: 4 | 6;
}

/** The members of a target that are about connections. */
export interface NetworkOptions {
  /**
   * Who has connections of its own: each virtual user (`user`, the default), nobody, so that all users of a worker take
   * turns (`shared`), or each request (`new`).
   */
  readonly connections?: 'user' | 'shared' | 'new';
  /**
   * How many connections may be open at once, by a virtual user or by a worker's pool; requests beyond it wait. Default
   * 6, of a pool 100; over HTTP/2, where one carries many requests, 1.
   */
  readonly maxConnections?: number;
  /** How many requests may be on a connection of HTTP/1.1 at once. Default 1. */
  readonly pipelining?: number;
  /** A proxy, `http://[user:password@]host:port`, through which each connection is tunnelled. */
  readonly proxy?: string;
  /** Addresses of this machine to connect from, in turn: each has some 28,000 ports. */
  readonly sourceAddresses?: readonly string[];
  /** How the name of the host is looked up, and which of its addresses connections go to. */
  readonly dns?: DnsOptions;
  /** A Unix socket to connect to, in place of the host of `url`. */
  readonly socketPath?: string;
  /** What each virtual user's line takes, both ways, over all of its connections: `'1MB/s'`, `'10Mbit/s'`. */
  readonly bandwidth?: string | number;
  /** HTTP/2: `true` over TLS, `'h2c'` without, which the server has to expect. Default: HTTP/1.1. */
  readonly http2?: boolean | 'h2c';
}

/** A client of one origin, whatever version of HTTP it speaks. */
export interface HttpClient {
  /** Sends a request and tells the receiver how it ended. */
  dispatch(request: RawRequest, limits: ExchangeLimits, receiver: ExchangeReceiver): RunningExchange;
  /** As `dispatch`, but tells the answer as it comes and keeps nothing of its body. */
  stream(request: RawRequest, limits: ExchangeLimits, receiver: StreamReceiver): RunningExchange;
  /** Ends what is in flight, as aborted, and what this client has opened. */
  close(): void;
}

/** Of the connections of HTTP/1.1 in a worker's pool. */
const DEFAULT_POOL = 100;

/** The part of the options that says where connections go. */
export function endpointOptions({ dns, proxy, sourceAddresses, socketPath }: NetworkOptions): Partial<EndpointOptions> {
  return {
    ...(dns === undefined ? {} : { addressRules: addressRules({ dns }) }),
    ...(proxy === undefined ? {} : { proxy: new URL(proxy) }),
    ...(sourceAddresses === undefined ? {} : { sourceAddresses }),
    ...(socketPath === undefined ? {} : { socketPath }),
  };
}

/** How the addresses of hosts are looked up and chosen. */
export function addressRules({ dns = {} }: NetworkOptions): AddressRules {
  const { addresses, ttl, family } = dns;
  return {
    spread: addresses === 'spread',
    ...(ttl === undefined ? {} : { ttlMs: parseDuration(ttl, { bareUnit: 's' }) }),
    ...(family === undefined ? {} : { family }),
  };
}

/** What of the options holds for servers other than the target. */
export function elsewhere({ socketPath: _, http2: __, ...rest }: NetworkOptions): NetworkOptions {
  return rest;
}

/** Whether the options ask for HTTP/2. */
export function speaksHttp2({ http2 }: NetworkOptions): boolean {
  return http2 === true || http2 === 'h2c';
}

/** Opens a client of an origin, over a line of its user's where that is limited. */
export function createClient({ url, endpoint, network }: Origin, link: Link | undefined): HttpClient {
  const { connections, maxConnections, pipelining = 1 } = network;
  const reuse = connections !== 'new';
  if (speaksHttp2(network)) return new Http2Client({ endpoint, reuse, link, connections: maxConnections });
  const most = maxConnections ?? (connections === 'shared' ? DEFAULT_POOL : undefined);
  return new Http1Client({
    ...{ origin: url, now: endpoint.now, endpoint, reuse, pipelining, link },
    ...(most === undefined ? {} : { connections: most }),
  });
}
