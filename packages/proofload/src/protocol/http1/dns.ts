/**
 * The addresses of a host: looked up once for all clients of a group, and again only after none of them answered.
 */
import { lookup as systemLookup } from 'node:dns';
import { isIP } from 'node:net';
import type { Fault } from './errors.ts';

/** A name is looked up at most this often, however many connections fail. */
const FRESH_MS = 1_000;

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

/** The addresses of one host, cached. */
export class HostAddresses {
  readonly hostname: string;
  private readonly now: () => number;
  private readonly lookup: Lookup;
  private lookedUpMs = Number.NEGATIVE_INFINITY;
  private known: readonly Address[] | undefined;
  private pending: Promise<readonly Address[]> | undefined = undefined;

  constructor(hostname: string, now: () => number, lookup: Lookup) {
    this.hostname = hostname;
    this.now = now;
    this.lookup = lookup;
    const family = isIP(hostname);
    this.known = family === 0 ? undefined : [{ address: hostname, family }];
  }

  /** The addresses if they are known, the one to try first in front; undefined when `resolve` has to be awaited. */
  get current(): readonly Address[] | undefined {
    return this.known;
  }

  /** Looks the name up, once for all who wait. */
  resolve(): Promise<readonly Address[]> {
    this.pending ??= this.lookup(this.hostname)
      .then((addresses) => {
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
    if (this.known === undefined || this.known[0] === address) return;
    this.known = [address, ...this.known.filter((other) => other !== address)];
  }

  /** Puts an address at the end that has kept a connection waiting for too long. */
  demote(address: Address): void {
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
