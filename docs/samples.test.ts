/**
 * Runs every suite that the documentation shows, against the reference service, through the command. What the service
 * simulates, a model and its jobs, goes twenty times as fast, so that a few seconds have enough of it.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const command = join(repository, 'packages/proofload/bin/proofload.js');
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

function run(
  folder: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { cwd: folder, env: { ...process.env, NO_COLOR: '1' } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.once('close', (code) => resolve({ code, output }));
  });
}

const all = await samples();

describe('the documentation', () => {
  let folder: string;
  let service: { readonly url: string; close(): Promise<void> };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proofload-docs-'));
    service = await (await import(serviceUrl)).startService({ speed: 20 });
  });

  afterAll(async () => {
    await service.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('has samples', () => {
    expect(all.length).toBeGreaterThan(4);
  });

  it.each(all)('$page: $name runs and passes', async ({ name, source }) => {
    await writeFile(join(folder, name), source);
    // Several loads at once have run times of their own.
    const runTime = source.includes('load: [') ? [] : ['-t', '3s'];
    const { code, output } = await run(folder, ['run', name, '-H', service.url, ...runTime]);
    expect(output).toMatch(/PASSED|INCONCLUSIVE/);
    expect(code).toBe(0);
  });
});
