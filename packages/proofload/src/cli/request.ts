/** A request as the flags of a command describe it: `-X`, `-H`, `-d`, `--expect`, `--require`, `--insecure`. */
import { readFile } from 'node:fs/promises';
import type { HitRequest } from '../run/hit-suite.ts';
import { requirementsFrom } from '../run/requirements-of.ts';
import type { TypedFlags } from './flags.ts';
import { readRequirement } from './require-flag.ts';
import { UsageError } from './usage-error.ts';

/** The flags that say what the request is; all others are options as in `run`. */
export const REQUEST_FLAGS: readonly string[] = ['method', 'header', 'data', 'expect', 'require', 'insecure'];

/**
 * Reads a request.
 *
 * @throws UsageError for what is no address, header, status or requirement
 * @throws SuiteError for a requirement whose metric or bound is wrong
 */
export async function readRequest(address: string, flags: TypedFlags): Promise<HitRequest> {
  const url = readUrl(address);
  const headers = (flags.header as readonly string[] | undefined)?.map(readHeader) ?? [];
  const data = flags.data as string | undefined;
  const body = data?.startsWith('@') ? await readBody(data.slice(1)) : data;
  const expect = flags.expect as string | undefined;
  if (expect !== undefined && !/^[1-5]\d\d$/.test(expect)) {
    throw new UsageError(`--expect takes a status, such as 200, not “${expect}”.`);
  }
  const method = ((flags.method as string | undefined) ?? (body === undefined ? 'GET' : 'POST')).toUpperCase();
  if (!/^[A-Z][A-Z0-9_-]*$/.test(method)) throw new UsageError(`-X takes a method, such as POST, not “${method}”.`);
  const requirements = ((flags.require as readonly string[] | undefined) ?? []).map(readOwnRequirement);
  requirementsFrom(requirements.map(([metric, bound]) => ['*', metric, bound]));
  const metrics = requirements.map(([metric]) => metric);
  const twice = metrics.find((metric, index) => metrics.indexOf(metric) < index);
  if (twice !== undefined) {
    throw new UsageError(
      `--require has two bounds on ${twice}; here there can be one. Judge the run by both with check.`,
    );
  }
  return {
    url,
    method,
    headers: Object.fromEntries(
      isJson(body) ? [['content-type', 'application/json'], ...headers.map(lowerCased)] : headers,
    ),
    body,
    expect: expect === undefined ? undefined : Number(expect),
    requirements,
    verify: flags.insecure !== true,
  };
}

function readUrl(address: string): URL {
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
  throw new UsageError(`“${address}” is no address to load. Write it as http://host:port/path or https://host/path.`);
}

function readHeader(text: string): readonly [string, string] {
  const colon = text.indexOf(':');
  if (colon > 0) return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
  throw new UsageError(
    `-H takes a header, 'Name: value', not “${text}”. (The address to load is the argument itself.)`,
  );
}

async function readBody(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The body cannot be read from ${path} (${error.code}).`);
  });
}

/** An object or a list, which hardly anybody means as plain text; a header of one's own wins. */
function isJson(body: string | undefined): boolean {
  if (body === undefined || !/^\s*[[{]/.test(body)) return false;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

function lowerCased([name, value]: readonly [string, string]): readonly [string, string] {
  return [name.toLowerCase(), value];
}

/** There is one operation only, so that a key says nothing. */
function readOwnRequirement(text: string): readonly [metric: string, bound: string] {
  const [, metric, bound] = readRequirement(text);
  return [metric, bound];
}
