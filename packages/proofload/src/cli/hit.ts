/** `proofload hit URL`: one request as a load, without a suite. It becomes a suite, and goes the way of every suite. */
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { makePlan } from '../plan/make-plan.ts';
import { type HitRequest, hitSuite } from '../run/hit-suite.ts';
import { loadSuite } from '../run/load-suite.ts';
import type { CommandFunction } from './app.ts';
import { readConfig } from './config-file.ts';
import { optionsOf, type TypedFlags } from './flags.ts';
import { listenForInterrupts } from './interrupts.ts';
import { runPlan } from './run-plan.ts';
import { UsageError } from './usage-error.ts';

/** The flags that say what the request is; all others are options as in `run`. */
const REQUEST_FLAGS = ['method', 'header', 'data', 'expect', 'require', 'insecure'];

const hit: CommandFunction = async (context, flags, [address]) => {
  if (address === undefined)
    throw new UsageError('Which URL? For example: proofload hit http://127.0.0.1:8000/ -t 10s.');
  const request = await readRequest(address, flags);
  const file = await hitSuite(request);
  const interrupts = listenForInterrupts(context);
  try {
    const { suite, bundle } = await loadSuite(file.path, false);
    try {
      const plan = makePlan({
        cores: availableParallelism(),
        suite,
        suiteFile: `hit ${request.url.href}`,
        suiteHash: bundle.hash,
        flags: loadFlags(flags),
        environment: context.host.env,
        config: await readConfig(context.host.cwd()),
      });
      return await runPlan({ plan, bundle: bundle.url, label: '' }, interrupts, context);
    } finally {
      await bundle.remove();
    }
  } finally {
    interrupts.release();
    await file.remove();
  }
};

export default hit;

function loadFlags(flags: TypedFlags): TypedFlags {
  return optionsOf(Object.fromEntries(Object.entries(flags).filter(([name]) => !REQUEST_FLAGS.includes(name))));
}

async function readRequest(address: string, flags: TypedFlags): Promise<HitRequest> {
  const url = readUrl(address);
  const headers = (flags.header as readonly string[] | undefined)?.map(readHeader) ?? [];
  const data = flags.data as string | undefined;
  const body = data?.startsWith('@') ? await readBody(data.slice(1)) : data;
  const expect = flags.expect as string | undefined;
  if (expect !== undefined && !/^[1-5]\d\d$/.test(expect)) {
    throw new UsageError(`--expect takes a status, such as 200, not “${expect}”.`);
  }
  return {
    url,
    method: ((flags.method as string | undefined) ?? (body === undefined ? 'GET' : 'POST')).toUpperCase(),
    headers: Object.fromEntries(headers),
    body,
    expect: expect === undefined ? undefined : Number(expect),
    requirements: ((flags.require as readonly string[] | undefined) ?? []).map(readRequirement),
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

/** `p95 <100ms` → `['p95', '<100ms']`. */
function readRequirement(text: string): readonly [string, string] {
  const parts = /^\s*([\w.]+)\s*([<>].*)$/.exec(text);
  if (parts !== null) return [parts[1] as string, parts[2] as string];
  throw new UsageError(`--require takes a metric and its bound, such as 'p95 <100ms' or 'errors <1%', not “${text}”.`);
}
