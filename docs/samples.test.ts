/**
 * Runs every suite that the documentation shows, through the command, against the service that its target's port stands
 * for. What the reference service simulates, a model and its jobs, goes twenty times as fast, so that a few seconds have
 * enough of it.
 */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, workplace } from '../packages/proofload/test/e2e/command.fixture.ts';
import { chatAndCart, greeter, overHttp2, type Service } from './servers.fixture.ts';

const serviceUrl = new URL('../packages/reference-service/dist/index.js', import.meta.url).href;

interface Sample {
  readonly page: string;
  readonly name: string;
  readonly source: string;
}

/** A block of code whose first line is its file's name. */
const FILE = /```(?:ts|proto)\n\/\/ (\S+\.(?:perf\.ts|proto))\n([\s\S]*?)```/g;

async function samples(): Promise<readonly Sample[]> {
  const docs = (await readdir(join(repository, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const found: Sample[] = [];
  for (const page of ['README.md', ...docs]) {
    const text = await readFile(join(repository, page), 'utf8');
    for (const [, name, source] of text.matchAll(FILE)) {
      found.push({ page, name: name as string, source: source as string });
    }
  }
  return found;
}

const all = await samples();
const suites = all.filter(({ name }) => name.endsWith('.perf.ts'));
const definitions = all.filter(({ name }) => name.endsWith('.proto'));

/** The port that a sample's target has. */
function portOf({ source }: Sample): string {
  return /http:\/\/127\.0\.0\.1:(\d+)/.exec(source)?.[1] ?? '';
}

describe('the documentation', () => {
  /** By the port that samples call it by. */
  const services = new Map<string, Service>();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofload-docs-'));
    for (const { name, source } of definitions) await writeFile(join(folder, name), source);
    services.set('8000', await (await import(serviceUrl)).startService({ speed: 20 }));
    services.set('8080', await chatAndCart());
    services.set('8081', await overHttp2());
    services.set('50051', await greeter(join(folder, 'greeter.proto')));
  });

  afterAll(async () => {
    await Promise.all([...services.values()].map((service) => service.close()));
    await rm(folder, { recursive: true, force: true });
  });

  it('has samples', () => {
    expect(suites.length).toBeGreaterThan(4);
  });

  it.each(suites)('$page: $name runs and passes', async (sample) => {
    const { page, name, source } = sample;
    const place = await workplace();
    const file = await place.write(name, source);
    for (const other of definitions.filter((each) => each.page === page)) await place.write(other.name, other.source);
    const service = services.get(portOf(sample));
    expect(service, `no service for the target of ${name}`).toBeDefined();
    // Several loads at once have run times of their own.
    const runTime = source.includes('load: [') ? [] : ['-t', '1s'];
    const { code, stdout } = await place.runValid(['run', file, '-H', service?.url ?? '', ...runTime]);
    expect(stdout).toMatch(/PASSED|INCONCLUSIVE/);
    expect(code, stdout).toBe(0);
  });
});
