/**
 * The headers of a request: the defaults, the suite's, the request's own, each winning over those before.
 */
import { createRequire } from 'node:module';
import type { HeaderPair } from '../http1/client.ts';
import { HttpError } from './errors.ts';

type Headers = Readonly<Record<string, string | number | undefined>>;

const { version } = createRequire(import.meta.url)('../../../package.json') as { readonly version: string };

/** What is sent when nothing else is said. Codings are undone only for tasks that look into a body. */
export const DEFAULT_HEADERS: readonly HeaderPair[] = [
  ['user-agent', `proofload/${version}`],
  ['accept', '*/*'],
  ['accept-encoding', 'gzip, br, deflate'],
];

/** The client frames its messages itself. */
const FRAMING = /^(?:content-length|transfer-encoding)$/i;

/**
 * Lays headers over others: same names replace, in any case; `undefined` takes away.
 *
 * @throws {HttpError} `header` for a value that is no text or number, or a header that frames the message
 */
export function mergeHeaders(under: readonly HeaderPair[], over: Headers): readonly HeaderPair[] {
  const entries = Object.entries(over);
  const names = new Set(entries.map(([name]) => name.toLowerCase()));
  const merged = under.filter(([name]) => !names.has(name.toLowerCase()));
  for (const [name, value] of entries) {
    if (value !== undefined) merged.push([name, headerText(name, value)]);
  }
  return merged;
}

function headerText(name: string, value: unknown): string {
  if (FRAMING.test(name)) {
    throw new HttpError('header', `The header '${name}' follows from the body and is set by Proofload; leave it out.`);
  }
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  const kind = value === null ? 'null' : Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
  throw new HttpError('header', `The value of the header '${name}' is ${kind}; it must be a text or a number.`);
}

/** The headers without those of the given names. */
export function withoutHeaders(headers: Headers, names: RegExp): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.test(name)));
}

/** The value of a header by its name in any case. */
export function headerOf(headers: Headers | undefined, lowerName: string): string | undefined {
  if (headers === undefined) return undefined;
  const name = Object.keys(headers).find((key) => key.toLowerCase() === lowerName);
  const value = name === undefined ? undefined : headers[name];
  return value === undefined ? undefined : String(value);
}
