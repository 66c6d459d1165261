/**
 * Where a service is and how it is reached: the address, TLS, and the channel, which is a connection.
 */
import { resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import type { ChannelCredentials, ChannelInterface, ChannelOptions } from '@grpc/grpc-js';
import { writeSize } from '../../units/size.ts';
import { addressRules, type NetworkOptions } from '../http/network.ts';
import type { TlsOptions } from '../http1/client.ts';
import { HostAddresses, type Lookup, lookUpBySystem } from '../http1/dns.ts';
import { GrpcError } from './errors.ts';
import type { CallPlace } from './fault.ts';
import type { GrpcModule } from './library.ts';
import { ChannelPlace, resolvedHere } from './name-resolver.ts';
import type { GrpcServiceOptions } from './types.ts';

const MOST_TAKEN_BYTES = 64 * 1000 * 1000;

/** The library's defaults are for services that must live; a measurement must see what happens. */
const CHANNEL_OPTIONS: ChannelOptions = {
  // A call that is tried again behind the back is no call that was measured.
  'grpc.enable_retries': 0,
  'grpc.service_config_disable_resolution': 1,
  // Of the environment's proxies none is used: `http` goes through none of them either.
  'grpc.enable_http_proxy': 0,
  'grpc.use_local_subchannel_pool': 1,
  // A target that is back is to be found soon: the defaults are 1 s and 2 min.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.max_receive_message_length': MOST_TAKEN_BYTES,
  'grpc.max_send_message_length': -1,
};

/** What the suite's target says, for services that say nothing else. */
export interface DefaultTarget {
  readonly baseUrl: string | URL;
  readonly tls?: TlsOptions | undefined;
  /** How connections to it are made. */
  readonly network?: NetworkOptions | undefined;
  /** The clock, in ms. */
  readonly now: () => number;
  /** How names are looked up; by default as the system does. */
  readonly lookup?: Lookup | undefined;
}

export class Destination {
  readonly place: CallPlace;
  /** Whether it is the suite's target, which alone gets the suite's headers. */
  readonly isOwn: boolean;
  /** The same for the same server, reached in the same way. */
  readonly key: string;
  readonly #socketPath: string | undefined;
  readonly #host: string;
  readonly #port: number;
  /** For all channels to it, so that they share look-ups and take turns. */
  readonly #addresses: HostAddresses;
  readonly #tls: TlsOptions | undefined;
  #credentials: ChannelCredentials | undefined;

  /** @throws {GrpcError} `target` */
  constructor(given: DefaultTarget, { target, tls }: GrpcServiceOptions) {
    const own = parseTarget(String(given.baseUrl));
    const url = target === undefined ? own : parseTarget(target);
    const isSecure = tls === undefined ? url.protocol === 'https:' : tls !== false;
    this.isOwn = url.host === own.host;
    const port = url.port === '' ? (isSecure ? '443' : '80') : url.port;
    const { socketPath } = target === undefined ? networkOf(given) : {};
    this.#socketPath = socketPath === undefined ? undefined : resolve(socketPath);
    this.#host = `${url.hostname}:${port}`;
    this.#port = Number(port);
    const { now, lookup = lookUpBySystem, network = {} } = given;
    this.#addresses = new HostAddresses(url.hostname.replace(/^\[|\]$/g, ''), now, lookup, addressRules(network));
    this.#tls = isSecure
      ? { ...(this.isOwn ? given.tls : trustOf(given.tls)), ...(typeof tls === 'object' ? tls : {}) }
      : undefined;
    const name = `${isSecure ? 'https' : 'http'}://${url.hostname}:${port}`;
    this.place = { name, host: url.hostname, mostTaken: writeSize(MOST_TAKEN_BYTES) };
    this.key = `${name} ${this.#socketPath} ${JSON.stringify(tls)}`;
  }

  /**
   * A new channel, which connects with its first call.
   *
   * @throws Error of Node.js when a certificate or key cannot be read
   */
  open(grpc: GrpcModule): ChannelInterface {
    this.#credentials ??= credentialsOf(grpc, this.#tls);
    const name = this.#tls?.servername;
    const naming = name === undefined ? {} : { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name };
    const options = { ...CHANNEL_OPTIONS, ...naming };
    if (this.#socketPath !== undefined) return new grpc.Channel(`unix:${this.#socketPath}`, this.#credentials, options);
    const place = new ChannelPlace(grpc, this.#addresses, this.#port);
    const [target, resolving] = resolvedHere(place, this.#host);
    place.channel = new grpc.Channel(target, this.#credentials, { ...options, ...resolving });
    return place.channel;
  }
}

/**
 * How connections to the target are made, as far as the library can do so.
 *
 * @throws {GrpcError} `target` for what it cannot
 */
function networkOf({ network = {} }: DefaultTarget): Pick<NetworkOptions, 'socketPath'> {
  for (const [member, what] of CANNOT) {
    if (network[member] === undefined) continue;
    const remedy = "Give the service's address as grpc.service({ target }) to go there straight, or leave it out.";
    throw new GrpcError('target', `gRPC cannot ${what}, as the target's ${member} asks. ${remedy}`);
  }
  return network;
}

/** What gRPC's library has no means for. */
const CANNOT: readonly (readonly [member: keyof NetworkOptions, what: string])[] = [
  ['proxy', 'go through a proxy'],
  ['sourceAddresses', 'choose the address that it connects from'],
  ['bandwidth', 'limit the bandwidth of a user'],
];

/** Of the target's TLS options those that hold elsewhere: its client certificate stays with it. */
function trustOf(tls: TlsOptions | undefined): TlsOptions {
  const { ca, verify } = tls ?? {};
  return { ...(ca === undefined ? {} : { ca }), ...(verify === undefined ? {} : { verify }) };
}

function credentialsOf(grpc: GrpcModule, tls: TlsOptions | undefined): ChannelCredentials {
  if (tls === undefined) return grpc.credentials.createInsecure();
  const { ca, cert, key, passphrase, minVersion, maxVersion, verify } = tls;
  const context = createSecureContext({
    ca: ca as string | Buffer | (string | Buffer)[] | undefined,
    cert,
    key,
    passphrase,
    ...(minVersion === undefined ? {} : { minVersion }),
    ...(maxVersion === undefined ? {} : { maxVersion }),
  });
  return grpc.credentials.createFromSecureContext(context, { rejectUnauthorized: verify !== false });
}

// target = [ ( 'http' | 'grpc' ) [ 's' ] '://' ] host [ ':' port ]
function parseTarget(text: string): URL {
  const [, scheme = '', secure = '', rest = ''] = /^(?:(http|grpc)(s?):\/\/)?(.*)$/i.exec(text) ?? [];
  const isKnown = scheme !== '' || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  if (isKnown && rest !== '' && URL.canParse(`http${secure}://${rest}`)) return new URL(`http${secure}://${rest}`);
  throw new GrpcError(
    'target',
    `'${text}' is no address of a gRPC service, such as 127.0.0.1:50051 or https://host:443.`,
  );
}
