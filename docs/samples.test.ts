/**
 * Runs every suite that the documentation shows, against the reference service, through the command. What the service
 * simulates, a model and its jobs, goes twenty times as fast, so that a few seconds have enough of it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository, workplace } from '../packages/proofload/test/e2e/command.fixture.ts';

const serviceUrl = new URL('../packages/reference-service/dist/index.js', import.meta.url).href;

interface Sample {
  readonly page: string;
  readonly name: string;
  readonly source: string;
}

async function samples(): Promise<readonly Sample[]> {
  const docs = (await readdir(join(repository, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const found: Sample[] = [];
  for (const page of ['README.md', ...docs]) {
    const text = await readFile(join(repository, page), 'utf8');
    for (const [, name, source] of text.matchAll(/```ts\n\/\/ (\S+\.perf\.ts)\n([\s\S]*?)```/g)) {
      found.push({ page, name: name as string, source: source as string });
    }
  }
  return found;
}

const all = await samples();

describe('the documentation', () => {
  let service: { readonly url: string; close(): Promise<void> };

  beforeAll(async () => {
    service = await (await import(serviceUrl)).startService({ speed: 20 });
  });

  afterAll(() => service.close());

  it('has samples', () => {
    expect(all.length).toBeGreaterThan(4);
  });

  it.each(all)('$page: $name runs and passes', async ({ name, source }) => {
    const place = await workplace();
    const file = await place.write(name, source);
    // Several loads at once have run times of their own.
    const runTime = source.includes('load: [') ? [] : ['-t', '1s'];
    const { code, stdout } = await place.runValid(['run', file, '-H', service.url, ...runTime]);
    expect(stdout).toMatch(/PASSED|INCONCLUSIVE/);
    expect(code).toBe(0);
  });
});
