/**
 * How channels find the addresses of their host: by the rules of the target's `dns`, looked up once for all virtual
 * users of a worker. The library asks for addresses before it connects, and again when none of them accepted; ten times
 * a second at most.
 *
 * ```
 * asked ──▶ known? ──yes──▶ those, beginning with the next in turn
 *             │ no, too old, or none accepted
 *             └──▶ look-up ──▶ those, if they are others than before
 * ```
 * While it looks up anew, the library may already connect to an address of before.
 */
import type { ChannelInterface, ChannelOptions, experimental } from '@grpc/grpc-js';
import type { Address, HostAddresses } from '../http1/dns.ts';
import type { GrpcModule } from './library.ts';

/** As which the library knows this resolver. */
const SCHEME = 'proofload';
const PLACE = 'proofload.place';
export const LOOKUP_FAILED = 'The look-up failed with';

/** Where a channel connects to. */
export class ChannelPlace {
  readonly grpc: GrpcModule;
  readonly addresses: HostAddresses;
  readonly port: number;
  /** Known as soon as it is made. */
  channel: ChannelInterface | undefined;

  constructor(grpc: GrpcModule, addresses: HostAddresses, port: number) {
    this.grpc = grpc;
    this.addresses = addresses;
    this.port = port;
    this.channel = undefined;
  }

  /** The library writes a channel's options down as JSON, which nobody reads. */
  toJSON(): string {
    return this.addresses.hostname;
  }
}

/**
 * The target and the options of a channel that asks this resolver for addresses.
 *
 * @param host - with its port, by which the server is asked for
 */
export function resolvedHere(place: ChannelPlace, host: string): readonly [target: string, options: ChannelOptions] {
  place.grpc.experimental.registerResolver(SCHEME, NameResolver);
  return [`${SCHEME}:${host}`, { [PLACE]: place }];
}

class NameResolver implements experimental.Resolver {
  readonly #listener: experimental.ResolverListener;
  readonly #place: ChannelPlace;
  /** What the library was told last. */
  #told: readonly Address[] | undefined;
  #isPending = false;
  #isDestroyed = false;

  constructor(_: experimental.GrpcUri, listener: experimental.ResolverListener, options: ChannelOptions) {
    this.#listener = listener;
    this.#place = options[PLACE] as ChannelPlace;
  }

  static getDefaultAuthority({ path }: experimental.GrpcUri): string {
    return path;
  }

  updateResolution(): void {
    this.#isDestroyed = false;
    if (this.#isPending) return;
    const { addresses } = this.#place;
    const told = this.#told;
    // Asked again without being idle: what was told has not led to a connection.
    if (told !== undefined && !this.#isIdle) addresses.forget();
    const known = addresses.current;
    if (known === undefined) this.#lookUp();
    else if (told === undefined) this.#later(() => this.#tell(addresses.inTurn(known)));
    // At once, since the library connects to what it was told last as soon as this returns.
    else if (this.#isIdle) this.#tell(addresses.inTurn(known));
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#told = undefined;
  }

  get #isIdle(): boolean {
    const { channel, grpc } = this.#place;
    return channel?.getConnectivityState(false) === grpc.connectivityState.IDLE;
  }

  #lookUp(): void {
    const { addresses } = this.#place;
    this.#isPending = true;
    addresses.resolve().then(
      (found) => this.#settle(() => this.#found(found)),
      (error: NodeJS.ErrnoException) => this.#settle(() => this.#fail(error.code ?? error.message)),
    );
  }

  #found(addresses: readonly Address[]): void {
    if (addresses.length === 0) this.#fail('ENOTFOUND');
    else if (this.#told === undefined || !isSameSet(addresses, this.#told))
      this.#tell(this.#place.addresses.inTurn(addresses));
  }

  /** The library is not to be told before the question has returned. */
  #later(tell: () => void): void {
    this.#isPending = true;
    setImmediate(() => this.#settle(tell));
  }

  #settle(tell: () => void): void {
    this.#isPending = false;
    if (!this.#isDestroyed) tell();
  }

  #tell(addresses: readonly Address[]): void {
    const told = this.#told;
    if (told?.length === addresses.length && addresses.every((one, index) => isSame(one, told[index]))) return;
    this.#told = addresses;
    const { port } = this.#place;
    const value = addresses.map(({ address }) => ({ addresses: [{ host: address, port }] }));
    this.#listener({ ok: true, value }, {}, null, '');
  }

  #fail(reason: string): void {
    const { grpc } = this.#place;
    const error = {
      code: grpc.status.UNAVAILABLE,
      details: `${LOOKUP_FAILED} ${reason}`,
      metadata: new grpc.Metadata(),
    };
    this.#listener({ ok: false, error }, {}, null, '');
  }
}

function isSame(one: Address, other: Address | undefined): boolean {
  return one.address === other?.address;
}

function isSameSet(some: readonly Address[], others: readonly Address[]): boolean {
  return some.length === others.length && some.every((one) => others.some((other) => isSame(one, other)));
}
