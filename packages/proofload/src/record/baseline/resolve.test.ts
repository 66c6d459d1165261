import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleRecord } from '../sample.fixture.ts';
import type { RunRecord } from '../schema.ts';
import { FileStore } from '../store.ts';
import { resolveBaseline, resolveBuild, runsAlike } from './resolve.ts';
import { comparedRunOf } from './schema.ts';
import { BaselineStore } from './store.ts';

let root: string;
let store: FileStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proofload-resolve-'));
  store = new FileStore(root);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sample = sampleRecord();
async function keep(
  minute: number,
  branch: string,
  commit: string,
  parts: Partial<RunRecord> = {},
): Promise<RunRecord> {
  const startedAt = new Date(Date.UTC(2026, 0, 1, 0, minute));
  const folder = await store.createRun({ suite: 'bookshop', commit, startedAt });
  const environment = { ...sample.environment, git: { commit, branch, dirty: false } };
  const record = sampleRecord({ id: folder.id, startedAt: startedAt.toISOString(), environment, ...parts });
  await store.writeRun(folder.path, record);
  return record;
}
const ids = async (reference: string, subject: RunRecord) =>
  (await resolveBaseline(store, reference, subject)).runs.map(({ id }) => id);

describe('a reference to a baseline', () => {
  it('means a baseline of that name before anything else', async () => {
    const subject = await keep(1, 'main', 'aaaaaaa1');
    await new BaselineStore(store.baselines).add(
      'main',
      [comparedRunOf(sampleRecord({ id: 'saved' }), 'passed')],
      new Date(0),
    );
    expect(await ids('main', subject)).toEqual(['saved']);
  });

  it('means the last run of the same kind by "latest", never the run itself or a later one', async () => {
    await keep(1, 'main', 'aaaaaaa1');
    const middle = await keep(2, 'main', 'aaaaaaa2');
    const last = await keep(3, 'topic', 'aaaaaaa3');
    await keep(4, 'main', 'aaaaaaa4', { target: 'http://other:1' });
    expect(await ids('latest', last)).toEqual([middle.id]);
    expect(await ids('latest', middle)).toEqual(['0001']);
  });

  it('means a run by its number, its path or an exported file', async () => {
    const subject = await keep(1, 'main', 'aaaaaaa1');
    const other = join(root, 'other.json');
    writeFileSync(other, JSON.stringify(sampleRecord({ id: 'elsewhere' })));
    expect(await ids('1', subject)).toEqual(['0001']);
    expect(await ids(other, subject)).toEqual(['elsewhere']);
  });

  it('means the runs of the same kind of a branch, or of a commit', async () => {
    await keep(1, 'main', 'abcdef01');
    await keep(2, 'main', 'abcdef02');
    await keep(3, 'main', 'abcdef03', { load: { model: 'closed', startUsers: 99, stages: [] } });
    await keep(4, 'main', 'abcdef04', { end: 'killed' });
    const subject = await keep(5, 'topic', 'abcdef05');
    expect(await ids('main', subject)).toEqual(['0001', '0002']);
    expect(await ids('abcdef02', subject)).toEqual(['0002']);
    expect((await runsAlike(store, subject)).map(({ id }) => id)).toEqual(['0001', '0002']);
  });

  it('means also later runs of a branch where these count', async () => {
    const subject = await keep(1, 'topic', 'abcdef01');
    await keep(2, 'main', 'abcdef02');
    expect((await resolveBaseline(store, 'main', subject, 'ever')).runs.map(({ id }) => id)).toEqual(['0002']);
    await expect(resolveBaseline(store, 'main', subject)).rejects.toThrow(/nothing to compare/);
  });

  it('means the newest build of a branch where nothing tells the kind, and its runs of one kind only', async () => {
    await keep(1, 'main', 'abcdef01');
    await keep(2, 'main', 'abcdef02', { target: 'http://other:1' });
    await keep(3, 'main', 'abcdef02');
    await keep(4, 'main', 'abcdef02');
    await keep(5, 'main', 'abcdef02', { end: 'killed' });
    const build = async (reference: string) => (await resolveBuild(store, reference)).runs.map(({ id }) => id);
    expect(await build('main')).toEqual(['0003', '0004']);
    expect(await build('abcdef01')).toEqual(['0001']);
    expect(await build('topic')).toEqual([]);
  });

  it('that means nothing says what there is', async () => {
    const subject = await keep(1, 'main', 'abcdef01');
    await expect(resolveBaseline(store, 'latest', subject)).rejects.toThrow(
      'There is nothing to compare with by the name "latest": no baselines are saved; 0 valid runs of this suite and load are stored.',
    );
    const later = await keep(2, 'main', 'abcdef02');
    await expect(resolveBaseline(store, 'mian', later)).rejects.toThrow(
      /1 valid run of this suite and load is stored, on main\./,
    );
  });

  it('uses the runs that can be read, and names the others', async () => {
    await keep(1, 'main', 'abcdef01');
    const broken = await keep(2, 'main', 'abcdef02');
    const subject = await keep(3, 'topic', 'abcdef03');
    writeFileSync((await store.find(broken.id)).record!, '{');
    const { runs, problems } = await resolveBaseline(store, 'main', subject);
    expect(runs.map(({ id }) => id)).toEqual(['0001']);
    expect(problems).toEqual([expect.stringMatching(/run.json is not valid JSON/)]);
  });
});
