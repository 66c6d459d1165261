/** The suite of one request, written to a file, so that it is bundled and run as every other. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface HitRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The status that is right; by default, any below 400. */
  readonly expect: number | undefined;
  /** Metrics with their bounds. */
  readonly requirements: readonly (readonly [metric: string, bound: string])[];
  /** Whether certificates are verified. */
  readonly verify: boolean;
}

const DEFAULT_USERS = 10;
const DEFAULT_RUN_TIME = '10s';

/** Writes the suite; `remove` deletes it. */
export async function hitSuite(request: HitRequest): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-hit-'));
  const path = join(folder, 'hit.perf.mjs');
  await writeFile(path, sourceOf(request));
  return { path, remove: () => rm(folder, { recursive: true, force: true }) };
}

function sourceOf({ url, method, headers, body, expect, requirements, verify }: HitRequest): string {
  const { origin, pathname, search, username, password } = url;
  const credentials = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`;
  const suite = {
    name: 'hit',
    target: { url: origin.replace('://', `://${credentials}`), ...(verify ? {} : { tls: { verify } }) },
    load: { users: DEFAULT_USERS, runTime: DEFAULT_RUN_TIME },
    ...(requirements.length === 0 ? {} : { requirements: { '*': Object.fromEntries(requirements) } }),
  };
  const options = { headers, body, expect };
  return `import { defineSuite, user } from 'proofload';

const target = ${JSON.stringify(`${pathname}${search}`)};
const options = ${JSON.stringify(options)};
const hitter = user('hit', { tasks: { request: ({ http }) => http.request(${JSON.stringify(method)}, target, options) } });

export default defineSuite({ ...${JSON.stringify(suite)}, users: [hitter] });
`;
}
