import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecordFile } from './read-record.ts';
import { sampleRecord } from './sample.fixture.ts';
import { FileStore, writeWhole } from './store.ts';

let root: string;
let store: FileStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proofload-store-'));
  store = new FileStore(join(root, 'store'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const name = { suite: 'bookshop', commit: 'a1b2c3d4', startedAt: new Date('2026-11-20T10:00:00Z') };

async function storeRun() {
  const run = await store.createRun(name);
  const record = sampleRecord({ id: run.id });
  await store.writeRun(run.path, record);
  return { run, record };
}

describe('a store', () => {
  it('is empty before anything was written, and asking makes nothing', async () => {
    expect(await store.list()).toEqual([]);
    expect(await store.index()).toEqual({ runs: [], problems: [] });
    await expect(store.find('latest')).rejects.toThrow(/no run "latest".*no runs yet.*proofload run/);
  });

  it('gives back what was written', async () => {
    const { run, record } = await storeRun();
    const { record: path } = await store.find(run.id);
    expect(await readRecordFile(path!)).toEqual(record);
  });

  it('finds a run by number, by folder name, by path, by file and as the latest', async () => {
    await storeRun();
    const { run } = await storeRun();
    const file = join(run.path, 'run.json');
    for (const reference of ['2', '0002', 'latest', basename(run.path), run.path, file]) {
      expect((await store.find(reference)).record).toBe(file);
    }
  });

  it('finds a record that lies anywhere under any name', async () => {
    const path = join(root, 'out.json');
    writeFileSync(path, JSON.stringify(sampleRecord()));
    expect(await store.find(path)).toEqual({ folder: root, record: path, series: undefined });
  });

  it('finds a run that was killed by its series', async () => {
    const run = await store.createRun(name);
    const series = join(run.path, 'series.ndjson');
    writeFileSync(series, '');
    expect(await store.find('1')).toEqual({ folder: run.path, record: undefined, series });
  });

  it('says what there is when a run is not found', async () => {
    await storeRun();
    await storeRun();
    await expect(store.find('9')).rejects.toThrow(/no run "9".*0001 to 0002/);
  });

  it('has a line a run in the index, and names those that it cannot read', async () => {
    const { run, record } = await storeRun();
    const index = join(store.folder, 'index.ndjson');
    writeFileSync(index, `${readFileSync(index, 'utf8')}{"cut\n`);
    const { runs, problems } = await store.index();
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({
      id: run.id,
      suite: 'bookshop',
      status: 'passed',
      commit: record.environment.git?.commit,
    });
    expect(runs[0]?.operations[1]?.figures.p95?.[0]).toBeCloseTo(record.operations[0]!.latency!.p95, 3);
    expect(problems).toEqual([expect.stringMatching(/^Line 2 of .*index.ndjson cannot be read/)]);
  });

  it('has one line for a run that was judged again', async () => {
    const { run, record } = await storeRun();
    await store.writeRun(run.path, { ...record, verdict: { ...record.verdict, status: 'failed' } });
    expect((await store.index()).runs.map(({ status }) => status)).toEqual(['failed']);
  });
});

describe('a record that cannot be read', () => {
  it.each([
    ['{"schema": "proofload.run/1", ', /not valid JSON.*cut off/],
    ['{"schema": "proofload.run/2"}', /another version of Proofload \(proofload.run\/2/],
    ['{"hello": 1}', /not a run record.*no "schema"/],
    ['[]', /not a run record/],
    ['{"schema": "proofload.run/1", "id": 7}', /not a run record of Proofload: id: .*; and \d+ more/],
  ])('%s is refused with its path and the reason', async (text, reason) => {
    const path = join(root, 'bad.json');
    writeFileSync(path, text);
    await expect(readRecordFile(path)).rejects.toThrow(reason);
    await expect(readRecordFile(path)).rejects.toMatchObject({ path });
  });
});

it('a file that cannot be written whole is not written at all', async () => {
  mkdirSync(join(root, 'taken'));
  await expect(writeWhole(join(root, 'taken'), 'x', 'write')).rejects.toMatchObject({
    name: 'StoreError',
    code: 'failed',
  });
});
