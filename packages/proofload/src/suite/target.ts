/**
 * The shape of a target, and which of its members go together.
 */
import { isIP } from 'node:net';
import type { DnsOptions, NetworkOptions } from '../protocol/http/network.ts';
import { parseBandwidth } from '../units/bandwidth.ts';
import { UnitError } from '../units/error.ts';
import { type Fault, isRecord, type Problem, problem, show } from './problem.ts';
import type { TargetDefinition, TlsOptions } from './types.ts';
import {
  anyText,
  chosen,
  duration,
  flag,
  listOf,
  members,
  oneOf,
  recordOf,
  text,
  value,
  valueThat,
  wholeFromOne,
} from './values.ts';

/** A target's address. */
export const address = value((given) => {
  if (typeof given !== 'string') return { message: 'must be an address such as "http://127.0.0.1:8000"' };
  return addressFault(given);
});

/** Why a text is no target's address; `undefined` for one that is. Shared with `--host`. */
export function addressFault(given: string): Fault | undefined {
  const shown = JSON.stringify(given);
  if (!/^[a-z][a-z\d+.-]*:\/\//i.test(given)) {
    const complete = `http://${given}`;
    const hint = given !== '' && URL.canParse(complete) ? { hint: `Write "${complete}".` } : {};
    return { message: `must be an address that begins with http:// or https://, got ${shown}`, ...hint };
  }
  if (!URL.canParse(given)) return { message: `must be an address such as "http://127.0.0.1:8000", got ${shown}` };
  if (/^https?:/i.test(given)) return undefined;
  return { message: `must be an address that begins with http:// or https://, got ${shown}` };
}

const tls = members<TlsOptions>({
  ca: chosen((given) => (Array.isArray(given) ? listOf(text, 1) : text)).optional(),
  cert: text.optional(),
  key: text.optional(),
  verify: flag.optional(),
});

/** Not shown when it is wrong, since it may have a password. */
const proxy = value((given) => {
  if (typeof given === 'string' && /^http:\/\/[^/?#]+\/?$/i.test(given) && URL.canParse(given)) return undefined;
  const hint = 'The target itself may be https:// all the same: it is tunnelled.';
  return { message: 'must be the address of a proxy, http://[user:password@]host:port', hint };
});

const sourceAddress = value((given) =>
  typeof given === 'string' && isIP(given) !== 0
    ? undefined
    : { message: `must be an IP address of this machine such as "127.0.0.2", got ${show(given)}` },
);

/** Of a user's line. */
export const bandwidth = value((given) => {
  const shown = `must be a bandwidth such as "1MB/s" or "10Mbit/s", got ${show(given)}`;
  if (typeof given !== 'string' && typeof given !== 'number') return { message: shown };
  try {
    parseBandwidth(given);
    return undefined;
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return { message: shown, hint: error.accepted };
  }
});

const http2 = value((given) =>
  typeof given === 'boolean' || given === 'h2c'
    ? undefined
    : { message: `must be true (over TLS) or "h2c" (without), got ${show(given)}` },
);

const dns = members<DnsOptions>({
  addresses: oneOf(['first', 'spread']).optional(),
  ttl: duration({ zero: true }).optional(),
  family: valueThat('4 or 6', (given) => given === 4 || given === 6).optional(),
});

/** A target that is more than an address. */
export const targetSchema = members<TargetDefinition>({
  url: address,
  command: text.optional(),
  ready: text.optional(),
  readyTimeout: duration({ zero: false }).optional(),
  cwd: text.optional(),
  env: recordOf(anyText).optional(),
  tls: tls.optional(),
  connections: oneOf(['user', 'shared', 'new']).optional(),
  maxConnections: wholeFromOne.optional(),
  pipelining: wholeFromOne.optional(),
  proxy: proxy.optional(),
  sourceAddresses: listOf(sourceAddress, 1).optional(),
  dns: dns.optional(),
  socketPath: text.optional(),
  bandwidth: bandwidth.optional(),
  http2: http2.optional(),
});

/** Members that don't go together, and why. */
const APART: readonly (readonly [member: keyof NetworkOptions, other: keyof NetworkOptions, why: string])[] = [
  ['proxy', 'socketPath', 'a Unix socket is on this machine, behind no proxy'],
  ['dns', 'socketPath', 'a Unix socket has no name to look up'],
  ['sourceAddresses', 'socketPath', 'a Unix socket has no addresses'],
  ['pipelining', 'http2', 'HTTP/2 has many requests on a connection anyway'],
];

/** What is wrong with members of a target in view of the others. */
export function targetProblems(written: unknown): readonly Problem[] {
  if (!isRecord(written)) return [];
  const { url, connections, pipelining, http2 } = written;
  const has = (member: string) => written[member] !== undefined && written[member] !== false;
  const problems = APART.filter(([member, other]) => has(member) && has(other)).map(([member, other, why]) =>
    problem(`target.${member}`, `does not go together with ${other}: ${why}`, 'Remove one.'),
  );
  if (connections === 'new' && typeof pipelining === 'number' && pipelining > 1) {
    const why = 'each request has a connection of its own';
    problems.push(problem('target.pipelining', `does not go together with connections: "new": ${why}`, 'Remove one.'));
  }
  if (connections === 'shared' && has('bandwidth')) {
    const why = 'users who share connections have no line of their own';
    problems.push(
      problem('target.bandwidth', `does not go together with connections: "shared": ${why}`, 'Remove one.'),
    );
  }
  if (typeof url !== 'string') return problems;
  if (http2 === true && /^http:/i.test(url)) {
    const hint = 'Write "h2c" if the server expects HTTP/2 without TLS.';
    problems.push(problem('target.http2', `is agreed on in the TLS handshake, but ${show(url)} is without TLS`, hint));
  }
  if (http2 === 'h2c' && /^https:/i.test(url)) {
    problems.push(problem('target.http2', `"h2c" is HTTP/2 without TLS, but ${show(url)} has TLS`, 'Write true.'));
  }
  return problems;
}
