/**
 * The addresses of a host: looked up once for all clients of a group, and again only after none of them answered.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Fault } from './errors.ts';

/** A name is looked up at most this often, however many connections fail. */
const FRESH_MS = 1_000;
/** Where all addresses take turns, one that did not accept comes last for so long. */
const AVOIDED_MS = 10_000;

/** An IP address and its family, 4 or 6. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Looks a name up, as `dns.lookup` with `all` does; rejects with an error that has a `code`. */
export type Lookup = (hostname: string) => Promise<readonly Address[]>;

/** The system's resolver: `/etc/hosts` and all, in the order that it gives. */
export const lookUpBySystem: Lookup = (hostname) =>
  new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true, order: 'verbatim' }, (error, addresses) => {
      if (error === null) resolve(addresses);
      else reject(error);
    });
  });

/** How a name is looked up, and which of its addresses connections go to. */
export interface AddressRules {
  /** Whether connections go to all addresses in turn, in place of the first that accepts. */
  readonly spread?: boolean;
  /** How long a look-up holds, in ms; default: until none of the addresses accepts. */
  readonly ttlMs?: number;
  /** Only addresses of this family. */
  readonly family?: 4 | 6;
}

/** The addresses of one host, cached. */
export class HostAddresses {
  readonly hostname: string;
  private readonly now: () => number;
  private readonly lookup: Lookup;
  private readonly rules: AddressRules;
  private lookedUpMs = Number.NEGATIVE_INFINITY;
  private known: readonly Address[] | undefined;
  private pending: Promise<readonly Address[]> | undefined = undefined;
  /** Which address is next, where all take turns. */
  private turn = -1;
  /** Those that did not accept, and until when they come last, where all take turns. */
  private readonly avoided = new Map<string, number>();

  constructor(hostname: string, now: () => number, lookup: Lookup, rules: AddressRules = {}) {
    this.hostname = hostname;
    this.now = now;
    this.lookup = lookup;
    this.rules = rules;
    const family = isIP(hostname);
    this.known = family === 0 ? undefined : [{ address: hostname, family }];
  }

  /** The addresses if they are known, the one to try first in front; undefined when `resolve` has to be awaited. */
  get current(): readonly Address[] | undefined {
    const { ttlMs } = this.rules;
    const isOld = ttlMs !== undefined && this.now() - this.lookedUpMs > ttlMs && isIP(this.hostname) === 0;
    return isOld ? undefined : this.known;
  }

  /** Addresses in the order in which the next connection tries them. */
  inTurn(addresses: readonly Address[]): readonly Address[] {
    if (this.rules.spread !== true || addresses.length < 2) return addresses;
    this.turn = (this.turn + 1) % addresses.length;
    const turned = [...addresses.slice(this.turn), ...addresses.slice(0, this.turn)];
    const nowMs = this.now();
    const isAvoided = ({ address }: Address): boolean => (this.avoided.get(address) ?? nowMs) > nowMs;
    return this.avoided.size === 0
      ? turned
      : [...turned.filter((one) => !isAvoided(one)), ...turned.filter((one) => isAvoided(one))];
  }

  /** Looks the name up, once for all who wait. */
  resolve(): Promise<readonly Address[]> {
    this.pending ??= this.lookup(this.hostname)
      .then((all) => {
        const { family } = this.rules;
        const addresses = family === undefined ? all : all.filter((address) => address.family === family);
        this.known = addresses;
        this.lookedUpMs = this.now();
        return addresses;
      })
      .finally(() => {
        this.pending = undefined;
      });
    return this.pending;
  }

  /** Puts the address that accepted a connection in front, so that the next connection begins with it. */
  prefer(address: Address): void {
    if (this.rules.spread === true) this.avoided.delete(address.address);
    else if (this.known !== undefined && this.known[0] !== address)
      this.known = [address, ...this.known.filter((other) => other !== address)];
  }

  /** Puts an address at the end that has refused a connection, or kept it waiting for too long. */
  demote(address: Address): void {
    if (this.rules.spread === true) this.avoided.set(address.address, this.now() + AVOIDED_MS);
    if (this.known === undefined || !this.known.includes(address)) return;
    this.known = [...this.known.filter((other) => other !== address), address];
  }

  /** Forgets the addresses, since none of them could be reached; unless they are fresh, for that would not help. */
  forget(): void {
    if (isIP(this.hostname) === 0 && this.now() - this.lookedUpMs > FRESH_MS) this.known = undefined;
  }
}

/** Tells why a name could not be looked up. */
export function lookupFault(hostname: string, error: unknown): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'EMFILE' || code === 'ENFILE') {
    return {
      code: 'descriptors-exhausted',
      message: `This machine has no file descriptor left to look up ${hostname}; raise its limit (ulimit -n) or use fewer connections.`,
      cause: error,
    };
  }
  const message =
    code === 'ENOTFOUND'
      ? `The host name ${hostname} does not exist; check the target's address.`
      : `The host name ${hostname} could not be looked up (${code || String(error)}); check the network and its name server.`;
  return { code: 'dns', message, cause: error };
}
