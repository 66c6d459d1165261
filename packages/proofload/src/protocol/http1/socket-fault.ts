/**
 * Tells people what an error of the operating system means for a connection.
 */
import { networkInterfaces } from 'node:os';
import type { Fault } from './errors.ts';

/** What was being attempted when the error came. */
export interface FaultPlace {
  /** The origin as people write it: `http://127.0.0.1:8000`. */
  readonly origin: string;
  /** The address, with its port, that this connection is to. */
  readonly peer: string;
  /** Whether the connection had been opened. */
  readonly isOpen: boolean;
  /** The local address to connect from, if one was asked for. */
  readonly sourceAddress: string | undefined;
}

export function socketFault(place: FaultPlace, error: NodeJS.ErrnoException): Fault {
  const fault = (code: Fault['code'], message: string): Fault => ({ code, message, cause: error });
  switch (error.code) {
    case 'ECONNREFUSED':
      return fault('refused', `${place.peer} refused the connection; is the target running and listening there?`);
    case 'ENOENT':
      return fault('refused', `The socket ${place.peer} does not exist; is the target running?`);
    case 'EACCES':
    case 'EPERM':
      return fault('refused', `This machine does not permit a connection to ${place.peer} (${error.code}).`);
    case 'ECONNRESET':
    case 'EPIPE':
    case 'ECONNABORTED':
      return place.isOpen
        ? fault('reset', `${place.origin} reset the connection before its answer was whole.`)
        : fault('reset', `${place.peer} closed the connection while it was being opened.`);
    case 'ETIMEDOUT':
      return fault('unreachable', `${place.peer} did not answer on the network.`);
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'EINVAL':
      return fault('unreachable', `There is no way to ${place.peer} on the network (${error.code}).`);
    case 'EMFILE':
    case 'ENFILE':
      return fault(
        'descriptors-exhausted',
        'This machine has no file descriptor left for another connection; raise its limit (ulimit -n) or use fewer connections.',
      );
    case 'EADDRNOTAVAIL':
      return addressFault(place, error);
    case 'EADDRINUSE':
      return portsFault(place, error);
    default:
      return fault('socket', `The connection to ${place.peer} failed: ${error.message}.`);
  }
}

/** The system has no local address for a connection: no port is left, or there is no such address at all. */
function addressFault(place: FaultPlace, error: NodeJS.ErrnoException): Fault {
  const { sourceAddress } = place;
  if (sourceAddress !== undefined && !isLocal(sourceAddress)) {
    return {
      code: 'socket',
      message: `${sourceAddress} is not an address of this machine, so no connection can be made from it.`,
      cause: error,
    };
  }
  const hasIpv6 = [...localAddresses()].some((address) => address.includes(':'));
  if (place.peer.includes('[') && !hasIpv6) {
    return { code: 'unreachable', message: `This machine has no IPv6 to reach ${place.peer} with.`, cause: error };
  }
  return portsFault(place, error);
}

function portsFault(place: FaultPlace, error: NodeJS.ErrnoException): Fault {
  return {
    code: 'ports-exhausted',
    message: `This machine has no port left for another connection to ${place.peer}; keep connections alive, or use more source addresses.`,
    cause: error,
  };
}

function isLocal(address: string): boolean {
  // All of 127.0.0.0/8 is this machine, although only one address of it is listed.
  return address.startsWith('127.') || localAddresses().has(address);
}

function localAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return new Set(all.map((entry) => entry.address));
}
