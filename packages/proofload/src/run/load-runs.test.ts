import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { comparedRunOf } from '../record/baseline/schema.ts';
import { BaselineStore } from '../record/baseline/store.ts';
import { sampleHeader, sampleRecord } from '../record/sample.fixture.ts';
import type { RunRecord } from '../record/schema.ts';
import { SeriesWriter } from '../record/series.ts';
import { FileStore } from '../record/store.ts';
import { findAgainst } from './against.ts';
import { compareStoredRuns } from './compare-runs.ts';
import { loadRuns } from './load-runs.ts';
import { reopen } from './reopen.ts';

let root: string;
let store: FileStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proofload-load-runs-'));
  store = new FileStore(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** A run of a build, with its seconds, though there are none. */
async function keep(branch: string, commit: string): Promise<{ readonly folder: string; readonly record: RunRecord }> {
  const number = (await store.list()).length;
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, number));
  const { id, path } = await store.createRun({ suite: 'bookshop', commit, startedAt });
  const environment = { ...sampleHeader.environment, git: { commit, branch, dirty: false } };
  const header = { ...sampleHeader, id, startedAt: startedAt.toISOString(), environment };
  const series = await SeriesWriter.create(path, header);
  await series.finish({ end: 'completed', durationMs: 60_000 });
  const record = sampleRecord(header);
  await store.writeRun(path, record);
  return { folder: path, record };
}

const ids = async (...references: readonly string[]) => (await loadRuns(store, references)).runs.map(({ id }) => id);

describe('runs are named', () => {
  it('by number, baseline, branch, commit and file', async () => {
    await keep('main', 'aaaaaaa1');
    const { record } = await keep('topic', 'bbbbbbb2');
    await new BaselineStore(store.baselines).add('before', [comparedRunOf(record, 'passed')], new Date(0));
    const file = join(root, 'file.json');
    writeFileSync(file, JSON.stringify(record));
    expect(await ids('1', 'before', 'main', 'bbbbbbb', file)).toEqual(['0001', '0002', '0001', '0002', '0002']);
  });

  it('by what is not there, and hear what there is', async () => {
    await keep('main', 'aaaaaaa1');
    await expect(ids('mian')).rejects.toThrow(/no run "mian".*only 0001.*The branches are main\. Did you mean "main"/);
  });

  it('on both sides of a comparison, a branch beside a later one too', async () => {
    await keep('topic', 'bbbbbbb2');
    await keep('main', 'aaaaaaa1');
    const { before, after } = await compareStoredRuns({ store, base: 'main', runs: ['topic'] });
    expect([before, after].map((runs) => runs.map(({ id }) => id))).toEqual([['0002'], ['0001']]);
  });
});

it('a run that was killed is a baseline too, made of its seconds', async () => {
  const { folder } = await keep('main', 'aaaaaaa1');
  rmSync(join(folder, 'run.json'));
  const subject = { ...sampleHeader, startedAt: new Date(Date.UTC(2026, 0, 2)).toISOString() };
  const { baseline } = await findAgainst(store, '1', subject);
  expect(baseline.runs.map(({ id }) => id)).toEqual(['0001']);
});

describe('a run of which a file was cut off', () => {
  const cut = (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 60));

  it('is made again from its seconds, and says so', async () => {
    const { folder } = await keep('main', 'aaaaaaa1');
    cut(join(folder, 'run.json'));
    const { runs, problems } = await loadRuns(store, ['1']);
    expect(runs.map(({ id }) => id)).toEqual(['0001']);
    expect(problems).toEqual([expect.stringMatching(/run\.json is not valid JSON.*made again from its seconds/)]);
    expect((await loadRuns(store, ['1'])).problems).toEqual([]);
  });

  it('is told by its record alone where its seconds are lost', async () => {
    const { folder, record } = await keep('main', 'aaaaaaa1');
    cut(join(folder, 'series.ndjson'));
    const opened = await reopen(store, '1');
    expect(opened).toMatchObject({ record, measurements: undefined, rebuilt: false });
    expect(opened.problems).toEqual([expect.stringMatching(/series\.ndjson is not valid JSON.*record is used alone/)]);
  });

  it('is refused with the path where nothing else tells it', async () => {
    const { folder } = await keep('main', 'aaaaaaa1');
    cut(join(folder, 'run.json'));
    cut(join(folder, 'series.ndjson'));
    await expect(loadRuns(store, ['1'])).rejects.toMatchObject({ code: 'corrupt', path: join(folder, 'run.json') });
  });

  it('is not overwritten when a later version wrote it', async () => {
    const { folder } = await keep('main', 'aaaaaaa1');
    writeFileSync(join(folder, 'run.json'), '{"schema": "proofload.run/9"}');
    await expect(loadRuns(store, ['1'])).rejects.toMatchObject({ code: 'unknown-version' });
    await expect(reopen(store, '1')).rejects.toMatchObject({ code: 'unknown-version' });
  });
});
