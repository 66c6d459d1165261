/**
 * Opening a connection: the look-up of the name, one address after the other until one accepts, the tunnel through a
 * proxy if there is one, and TLS; with the time that each took.
 *
 * ```
 * look-up ──▶ connect ──▶ (tunnel) ──▶ (TLS handshake) ──▶ open
 *              ▲   │ refused, unreachable, silent for a second
 *              └───┘ next address
 * ```
 */
import type { OnReadOpts, Socket } from 'node:net';
import { type Address, lookupFault } from './dns.ts';
import type { Endpoint } from './endpoint.ts';
import type { Fault } from './errors.ts';
import { socketFault } from './socket-fault.ts';
import { tlsFault } from './tls.ts';

/** How long each step took, in milliseconds; the tunnel counts as a part of the connection. */
export interface DialTimes {
  readonly dnsMs: number;
  readonly connectMs: number;
  readonly tlsMs: number;
}

/** Who is told how it went: one of the two, once. */
export interface DialOwner {
  onDialled(socket: Socket): void;
  onDialFault(fault: Fault): void;
}

/** How long an address may take to accept, while there is another to try, in ms. */
const PATIENCE_MS = 1_000;

const UNIX_SOCKET: readonly undefined[] = [undefined];

/** One attempt to open a connection. */
export class Dial implements DialTimes {
  dnsMs = 0;
  connectMs = 0;
  tlsMs = 0;
  /** The local address that the connection is made from, when one was chosen. */
  sourceAddress: string | undefined = undefined;
  private readonly endpoint: Endpoint;
  private readonly owner: DialOwner;
  /** How the socket is to be read; undefined for a socket that emits `data`. */
  private readonly onread: OnReadOpts | undefined;
  private addresses: readonly (Address | undefined)[] = UNIX_SOCKET;
  private index = 0;
  private socket: Socket | undefined = undefined;
  private isOver = false;
  private impatience: NodeJS.Timeout | undefined = undefined;
  private stepStartMs: number;

  constructor(endpoint: Endpoint, owner: DialOwner, onread: OnReadOpts | undefined) {
    this.endpoint = endpoint;
    this.owner = owner;
    this.onread = onread;
    this.stepStartMs = endpoint.now();
  }

  begin(): void {
    const { addresses, socketPath } = this.endpoint;
    const known = socketPath === undefined ? addresses.current : UNIX_SOCKET;
    if (known === undefined) {
      addresses.resolve().then(
        (found) => {
          this.dnsMs = this.endStep();
          this.tryAll(addresses.inTurn(found));
        },
        (error: unknown) => this.fail(lookupFault(addresses.hostname, error)),
      );
    } else {
      this.tryAll(socketPath === undefined ? addresses.inTurn(known as readonly Address[]) : known);
    }
  }

  /** Gives it up, telling nobody. */
  cancel(): void {
    const address = this.addresses[this.index];
    if (!this.isOver && address !== undefined && this.socket?.connecting === true)
      this.endpoint.addresses.demote(address);
    this.isOver = true;
    clearTimeout(this.impatience);
    this.socket?.destroy();
  }

  /** Whether the socket emits `data`, and is paused. */
  get isStream(): boolean {
    return this.onread === undefined;
  }

  /** What it is waiting for, as the end of a sentence about a time-out. */
  get progress(): string {
    if (this.socket === undefined) return 'the host name was still being looked up';
    return 'the connection was still being opened';
  }

  /** The address that is being tried, with its port, as people write it. */
  get peerName(): string {
    return this.endpoint.peerName(this.addresses[this.index]);
  }

  private tryAll(addresses: readonly (Address | undefined)[]): void {
    this.addresses = addresses;
    if (addresses.length > 0) this.attempt();
    else this.fail(lookupFault(this.endpoint.addresses.hostname, { code: 'ENOTFOUND' }));
  }

  private attempt(): void {
    if (this.isOver) return;
    const { endpoint } = this;
    const address = this.addresses[this.index];
    this.sourceAddress = endpoint.nextSourceAddress(address);
    const socket = endpoint.connect(address, this.sourceAddress, this.onread);
    this.watch(socket);
    socket.once('connect', () => this.onConnect(address));
    if (this.index + 1 < this.addresses.length) {
      this.impatience = setTimeout(this.onSilence, PATIENCE_MS);
      this.impatience.unref();
    }
    if (endpoint.tls !== undefined && endpoint.tunnel === undefined) this.awaitSecure(socket);
  }

  private watch(socket: Socket): void {
    this.socket = socket;
    socket.on('error', this.onError);
    socket.on('close', this.onClose);
  }

  private onConnect(address: Address | undefined): void {
    clearTimeout(this.impatience);
    if (this.isOver) return;
    const { tunnel, tls, addresses } = this.endpoint;
    this.socket!.setNoDelay(true);
    this.connectMs = this.endStep();
    if (address !== undefined) addresses.prefer(address);
    if (tunnel !== undefined) tunnel.open(this.socket!, (fault) => this.onTunnel(fault));
    else if (tls === undefined) this.succeed();
  }

  private onTunnel(fault: Fault | undefined): void {
    if (this.isOver) return;
    this.connectMs += this.endStep();
    if (fault !== undefined) this.fail(fault);
    else if (this.endpoint.tls === undefined) this.succeed();
    else {
      const raw = this.release();
      const secure = this.endpoint.secure(raw);
      this.watch(secure);
      this.awaitSecure(secure);
    }
  }

  private awaitSecure(socket: Socket): void {
    socket.once('secureConnect', () => {
      if (this.isOver) return;
      this.tlsMs = this.endStep();
      this.succeed();
    });
  }

  private readonly onError = (error: NodeJS.ErrnoException): void => {
    if (this.isOver) return;
    const fault = this.faultOf(error);
    const address = this.addresses[this.index];
    clearTimeout(this.impatience);
    // Another address would meet with the same certificate, and find no more descriptors either.
    const isHopeless = fault.code === 'tls' || fault.code === 'descriptors-exhausted';
    this.release().destroy();
    this.index += 1;
    if (this.index < this.addresses.length && !isHopeless) {
      if (address !== undefined) this.endpoint.addresses.demote(address);
      this.attempt();
      return;
    }
    this.endpoint.addresses.forget();
    this.fail(fault);
  };

  /** A host may have an address that nothing answers at, such as one of IPv6 without a way to it. */
  private readonly onSilence = (): void => {
    this.onError(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' }));
  };

  private readonly onClose = (): void => {
    this.onError(Object.assign(new Error('closed while being opened'), { code: 'ECONNRESET' }));
  };

  private faultOf(error: NodeJS.ErrnoException): Fault {
    const { endpoint, sourceAddress, peerName } = this;
    const ofTls = endpoint.tls === undefined ? undefined : tlsFault(endpoint.name, error);
    return ofTls ?? socketFault({ origin: endpoint.name, peer: peerName, isOpen: false, sourceAddress }, error);
  }

  /** Takes the listeners off, so that the socket has none of this that it does not need. */
  private release(): Socket {
    const socket = this.socket!;
    socket.off('error', this.onError);
    socket.off('close', this.onClose);
    // A socket that is given up may still report an error, which nobody is interested in.
    socket.on('error', ignore);
    return socket;
  }

  private succeed(): void {
    this.isOver = true;
    const socket = this.release();
    socket.off('error', ignore);
    this.owner.onDialled(socket);
  }

  private fail(fault: Fault): void {
    if (this.isOver) return;
    this.isOver = true;
    this.socket?.destroy();
    this.owner.onDialFault(fault);
  }

  private endStep(): number {
    const nowMs = this.endpoint.now();
    const tookMs = nowMs - this.stepStartMs;
    this.stepStartMs = nowMs;
    return tookMs;
  }
}

function ignore(): void {}
