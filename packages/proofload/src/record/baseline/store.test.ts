import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleRecord } from '../sample.fixture.ts';
import type { RunRecord } from '../schema.ts';
import { comparedRunOf } from './schema.ts';
import { BaselineStore } from './store.ts';

let root: string;
let store: BaselineStore;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proofload-baselines-'));
  store = new BaselineStore(join(root, 'baselines'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = new Date('2026-11-21T00:00:00Z');
const run = (id: string, parts: Partial<RunRecord> = {}) => comparedRunOf(sampleRecord({ id, ...parts }), 'passed');
const ids = ({ runs }: { readonly runs: readonly { readonly id: string }[] }) => runs.map(({ id }) => id);

describe('a store of baselines', () => {
  it('is empty before one was saved', async () => {
    expect(await store.list()).toEqual({ baselines: [], problems: [] });
    expect(await store.find('main')).toBeUndefined();
  });

  it('gives back what was saved', async () => {
    const saved = await store.add('main', [run('0001')], at);
    expect(await store.find('main')).toEqual(saved);
    expect(saved).toMatchObject({ name: 'main', pinned: false, savedAt: '2026-11-21T00:00:00.000Z' });
    expect((await store.list()).baselines).toEqual([saved]);
  });

  it('adds runs of the same kind, each once, and drops the oldest of very many', async () => {
    await store.add('main', [run('0001'), run('0002')], at);
    expect(ids(await store.add('main', [run('0002')], at))).toEqual(['0001', '0002']);
    const many = Array.from({ length: 40 }, (_, i) => run(String(i + 100)));
    expect(ids(await store.add('main', many, at))).toHaveLength(30);
  });

  it('takes any name, stays in its folder, and never takes one name for another', async () => {
    const names = ['a-b', 'a/b', 'A-B', '.', '..', '../evil', '本屋', '日本', 'x'.repeat(300), 'x'.repeat(301)];
    for (const [index, name] of names.entries()) await store.add(name, [run(`${index}`)], at);
    for (const [index, name] of names.entries()) expect(ids(await store.require(name))).toEqual([`${index}`]);
    expect(readdirSync(store.folder)).toHaveLength(names.length);
    await store.add('health_check_baseline', [run('0001')], at);
    expect(readdirSync(store.folder)).toContain('health_check_baseline.json');
    expect(readdirSync(root)).toEqual(['baselines']);
    await store.remove('a/b');
    expect(await store.find('a-b')).toBeDefined();
  });

  it('does not mix runs of different suites, loads or targets, and names the difference', async () => {
    await store.add('main', [run('0001')], at);
    const other = run('0002', { target: 'http://other:1' });
    const refused = store.add('main', [other], at);
    await expect(refused).rejects.toThrow(
      /run 0002 does not fit into the baseline "main": The target was http:\/\/127.0.0.1:8000 and is http:\/\/other:1 now\./,
    );
    expect(ids(await store.replace('main', [other], at))).toEqual(['0002']);
  });

  it('neither changes nor removes one that is pinned', async () => {
    await store.add('main', [run('0001')], at);
    await store.pin('main', true);
    await expect(store.add('main', [run('0002')], at)).rejects.toThrow(/pinned and cannot be changed/);
    await expect(store.remove('main')).rejects.toThrow(/pinned and cannot be removed.*pin main --off/);
    await store.pin('main', false);
    await store.remove('main');
    expect(await store.find('main')).toBeUndefined();
  });

  it('says what there is when a name is not known', async () => {
    await expect(store.remove('main')).rejects.toThrow(/no baseline "main".*none yet; make one with --save/);
    await store.add('main', [run('0001')], at);
    await expect(store.pin('mian', true)).rejects.toThrow(/there are main\. Did you mean "main"\?/);
  });

  it('refuses files that it cannot read one by one, with their paths, and uses the rest', async () => {
    await store.add('main', [run('0001')], at);
    writeFileSync(join(store.folder, 'cut.json'), '{"schema": "proofload.baseline/1", "na');
    writeFileSync(join(store.folder, 'future.json'), '{"schema": "proofload.baseline/7"}');
    writeFileSync(join(store.folder, 'wrong.json'), '{"schema": "proofload.baseline/1", "name": 3}');
    const { baselines, problems } = await store.list();
    expect(baselines).toHaveLength(1);
    expect(problems).toEqual([
      expect.stringMatching(/cut.json is not valid JSON/),
      expect.stringMatching(/future.json was written by another version of Proofload \(proofload.baseline\/7/),
      expect.stringMatching(/wrong.json is not a baseline of Proofload: name:/),
    ]);
  });
});
