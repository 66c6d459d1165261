import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendToIndex, indexRun, readIndex } from './run-index.ts';
import { sampleOperation, sampleRecord } from './sample.fixture.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-index-'));
  path = join(folder, 'index.ndjson');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['GET /books', 'GET /{"}}', '{"name":"GET /books",', 'a "quoted" one', 'É\n', 'GET /books/{}'];

async function write(runs: number): Promise<void> {
  for (let number = 1; number <= runs; number += 1) {
    const operations = NAMES.map((name, index) => sampleOperation(name, [10 * index + number, 20 * index + number]));
    const record = sampleRecord({ id: `${number}`, operations });
    await appendToIndex(path, indexRun(record, `000${number}_bookshop`));
  }
}

describe('the index read for one operation', () => {
  it.each(['*', ...NAMES, 'GET /boo'])('has of each run what the whole index has of %s', async (operation) => {
    await write(3);
    const { runs } = await readIndex(path);
    const expected = runs.map((run) => {
      return { ...run, operations: run.operations.filter(({ name }) => name === operation) };
    });
    expect(await readIndex(path, { operation })).toEqual({ runs: expected, problems: [] });
  });

  it('names lines that were cut short, wherever, and uses the rest', async () => {
    await write(1);
    const line = JSON.stringify({ ...(await readIndex(path)).runs[0], folder: 'cut' });
    const cuts = [20, line.indexOf('"operations"') + 30, line.length - 1];
    for (const cut of cuts) appendFileSync(path, `${line.slice(0, cut)}\n`);
    const { runs, problems } = await readIndex(path, { operation: 'GET /books' });
    expect(runs).toHaveLength(1);
    expect(problems).toEqual(cuts.map((_, index) => expect.stringContaining(`Line ${index + 2} of ${path}`)));
  });

  it('reads a line that somebody wrote in another order', async () => {
    await write(1);
    const [run] = (await readIndex(path)).runs;
    const { operations, ...head } = run!;
    writeFileSync(path, `${JSON.stringify({ operations, ...head })}\n`);
    expect((await readIndex(path, { operation: '*' })).runs[0]?.operations).toContainEqual(operations[0]);
  });
});
