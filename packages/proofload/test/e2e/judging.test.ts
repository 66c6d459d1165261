/** What a user does with stored runs: baselines, comparisons, histories. Runs are short, and the target is slow by choice. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finished, type Workplace, workplace } from './command.fixture.ts';
import { serve } from './server.fixture.ts';

const suite = (target: string, runTime = '1s'): string => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('2ms'), tasks: { home: ({ http }) => http.get('/', { expect: 200 }) } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: { users: 3, runTime: '${runTime}' } });
`;

interface Shop extends Workplace {
  /** How long its target takes to answer. */
  delayMs: number;
  /** A valid run of its suite. */
  again(...args: string[]): Promise<Finished & { readonly id: string }>;
}

async function shop(): Promise<Shop> {
  const place = await workplace();
  const state = { ...place, delayMs: 5 };
  const target = await serve((_, response) => void setTimeout(() => response.end('hello'), state.delayMs));
  const file = await place.write('shop.perf.ts', suite(target));
  const again: Shop['again'] = async (...args) => {
    const finished = await place.runValid(['run', file, '--headless', ...args]);
    const [, id = ''] = /runs\/(\d+)_/.exec(finished.stdout) ?? [];
    return { ...finished, id };
  };
  return Object.assign(state, { again });
}

describe('a run held against a baseline', () => {
  it('fails with exit code 1 when it is much slower, and does not become part of the baseline', async () => {
    const place = await shop();
    const saved = await place.again('--save', 'main', '--autosave');
    expect(saved.stderr).toContain('Saved as the baseline “main”, which has 1 run now.');
    expect(await readdir(join(place.folder, '.proofload', 'baselines'))).toEqual(['main.json', 'shop.json']);
    place.delayMs = 60;
    const slow = await place.again('--baseline', 'main', '--save', 'main');
    expect(slow.stdout).toMatch(/VS main[\s\S]*GET \/ +p50 .*regressed \(critical\)/);
    expect(slow.code).toBe(1);
    expect(slow.stderr).toContain('not saved as a baseline, since it regressed');
    const lenient = await place.again('--baseline', saved.id, '--fail-on', 'none');
    expect(lenient.stdout).toContain(`VS ${saved.id}`);
    expect(lenient.code).toBe(0);
    const compared = await place.run(['compare', 'main', `${slow.id},${lenient.id}`]);
    expect(compared.stdout).toMatch(/FAILED[\s\S]*regressed \(critical\)/);
    expect(compared.code).toBe(1);
    const json = JSON.parse((await place.run(['compare', saved.id, slow.id, lenient.id, '--json'])).stdout);
    expect(json).toMatchObject({
      status: 'failed',
      before: [{ id: saved.id }],
      after: [{ id: slow.id }, { id: lenient.id }],
    });
    expect((await place.run(['compare', 'main', slow.id, '--markdown'])).stdout).toContain('### Against main');
    const trend = await place.run(['trend', 'GET /', '--metric', 'p50']);
    expect(trend.stdout).toMatch(/3 builds[\s\S]*a drift takes 10/);
    expect(trend.code).toBe(0);
  }, 60_000);

  it('is repeated until the comparison is decided', async () => {
    const place = await shop();
    await place.again('--save', 'main');
    place.delayMs = 100;
    const { stderr, stdout, code } = await place.again('--baseline', 'main', '--runs', 'auto', '--max-run-time', '20s');
    expect(stderr).toMatch(/── run 1[\s\S]*runs? decided the comparison\./);
    expect(stdout).toContain('regressed (critical)');
    expect(code).toBe(1);
  }, 60_000);

  it('is refused before any load when the baseline is missing or of another load, unless it is forced', async () => {
    const place = await shop();
    expect((await place.again('--baseline', 'nope')).stderr).toContain('nothing to compare with by the name "nope"');
    const saved = await place.again('--save', 'main');
    const other = await place.again('--baseline', 'main', '-u', '4');
    expect(other.stderr).toMatch(/cannot be compared. The load was 3 users.* and is 4 users/);
    expect(other.code).toBe(2);
    const full = await place.again('--save', 'main', '-u', '4');
    expect(full.stderr).toMatch(/does not fit into the baseline "main": The load was/);
    expect(full.code).toBe(2);
    expect((await place.again('--fail-on', 'p33:1%')).code).toBe(2);
    expect((await place.again('--runs', 'auto')).stderr).toContain('needs --baseline REF');
    const last = await place.runFolder();
    expect(last).toContain(saved.id);
    const forced = await place.again('--baseline', 'main', '-u', '4', '--force');
    expect(forced.stdout).toMatch(/VS main[\s\S]*The load was 3 users/);
  }, 60_000);
});

describe('a comparison of stored runs', () => {
  it('names runs that cannot be read, and uses the rest', async () => {
    const place = await shop();
    const [first, second] = [await place.again(), await place.again()];
    const record = join(await place.runFolder(), 'run.json');
    const text = await readFile(record, 'utf8');
    await place.write('cut.json', text.slice(0, 5000));
    await place.write('future.json', text.replace('proofload.run/1', 'proofload.run/9'));
    const { stderr, stdout } = await place.run(['compare', first.id, `${second.id},cut.json,future.json`]);
    expect(stderr).toMatch(/cut\.json is not valid JSON/);
    expect(stderr).toMatch(/future\.json was written by another version of Proofload \(proofload\.run\/9/);
    expect(stdout).toContain(`VS ${first.id} (1 run)`);
    for (const file of ['cut.json', 'future.json']) {
      const refused = await place.run(['compare', file, second.id]);
      expect(refused.stderr).toContain(`${file} `);
      expect(refused.code).toBe(2);
    }
    await writeFile(record, '{}');
    const again = await place.run(['compare', first.id, second.id]);
    expect(again.stderr).toContain('made again from its seconds');
    expect(again.stdout).toContain(`VS ${first.id} (1 run)`);
  }, 60_000);
});

describe('a check of a stored run', () => {
  it('judges it by requirements given now, leaves its own verdict as it is, and what it recommends can be told', async () => {
    const place = await shop();
    const { id } = await place.again();
    const stored = await place.record();
    const check = (...args: string[]) => place.run(['check', id, ...args]);
    const flags = await check('--require', 'GET /: p50 <1h', '--require', 'p50 <1us');
    expect(flags.stdout).toMatch(/1 of 2 gates[\s\S]*\* +p50 < 1us/);
    expect(flags.code).toBe(1);
    await place.write('bounds.json', JSON.stringify({ requirements: { 'GET /': { p50: '<1h' } } }));
    expect((await check('bounds.json')).code).toBe(0);
    await place.write('bounds.ts', `export default { 'GET /': { p50: '<1us' as string } };`);
    expect((await check('bounds.ts')).code).toBe(1);
    const itself = await check('--baseline', id);
    expect(itself.stderr).toContain('has no run but this one');
    expect((await place.run(['compare', id, id])).code).toBe(2);
    const { id: before } = await place.again();
    const change = await check('--baseline', before, '--require', 'GET /: p50 +10% vs baseline');
    expect(change.stdout).toMatch(/p50 .*vs baseline/);
    const recommend = (...args: string[]) => place.run(['recommend', id, ...args]);
    expect((await recommend()).stdout).toMatch(/### Service levels and alerts[\s\S]*### Capacity/);
    expect((await recommend('--format', 'prometheus')).stdout).toMatch(/^# .*\ngroups:\n/);
    expect((await recommend('--format', 'requirements')).stdout).toMatch(/^requirements: \{\n/);
    expect((await recommend('--format', 'yaml')).code).toBe(2);
    expect((await recommend('--label', 'a-b')).stderr).toContain('--label takes a name');
    const wrong = await check('--require', 'p59 <1s');
    expect(wrong.stderr).toContain('Did you mean "p95"');
    expect(wrong.code).toBe(2);
    expect((await place.run(['report', id, '--json', 'again.json'])).code).toBe(0);
    expect(JSON.parse(await readFile(join(place.folder, 'again.json'), 'utf8'))).toEqual(stored);
  }, 60_000);
});

describe('baselines', () => {
  it('are saved, shown, pinned, exported, imported and removed', async () => {
    const place = await shop();
    const { id } = await place.again();
    const baseline = (...args: string[]) => place.run(['baseline', ...args]);
    expect((await baseline('save', 'main', id)).stderr).toContain('“main” has 1 run now');
    expect((await baseline()).stdout).toMatch(/main +1 +shop/);
    expect((await baseline('show', 'main')).stdout).toMatch(/RUNS[\s\S]*GET \//);
    await baseline('pin', 'main');
    const refused = await baseline('remove', 'main');
    expect(refused.stderr).toContain('is pinned and cannot be removed');
    expect(refused.code).toBe(2);
    for (const format of ['flat', 'pytest', 'k6', 'locust']) {
      expect((await baseline('export', 'main', '--format', format, '--to', 'results/')).code).toBe(0);
    }
    const [flat = ''] = await readdir(join(place.folder, 'results', 'baseline'));
    expect(flat).toMatch(/^shop_\d{8}_\d{6}\.json$/);
    await place.write('results/baseline/cut.json', '{"operation": "x"');
    const imported = await baseline('import', 'results');
    expect(imported.stderr).toMatch(/cut\.json is not valid JSON/);
    expect(imported.stderr).toContain('“shop” has 1 run now');
    expect((await place.run(['compare', 'shop', id])).stdout).toContain('VS shop (1 run)');
    await baseline('pin', 'main', '--off');
    expect((await baseline('remove', 'main', 'shop')).code).toBe(0);
    expect((await baseline('show', 'main')).stderr).toContain('There is no baseline "main"');
    expect((await baseline('shwo')).stderr).toContain('Did you mean "show"');
    expect((await baseline('export', id, '--format', 'csv')).code).toBe(2);
  }, 60_000);
});

describe('the changes of a series', () => {
  it('are told in words, and as a line of JSON a series', async () => {
    const place = await workplace();
    const values = Array.from({ length: 40 }, (_, i) => (i < 20 ? 100 : 130) + (i % 3));
    await place.write('one.json', JSON.stringify(values));
    expect((await place.run(['changes', 'one.json'])).stdout).toMatch(/at 20 .*\+30%/);
    const lines = [
      { id: 'step', values },
      { id: 'flat', values: values.map(() => 7) },
      { id: 'below', values: values.map((v) => -v) },
    ];
    await place.write('many.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'));
    const { stdout, code } = await place.run(['changes', 'many.ndjson', '--format', 'json']);
    const [step, flat, below] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(step).toMatchObject({ id: 'step', changes: [{ index: 20, before: 101, after: 131 }] });
    expect(Object.keys(step.changes[0])).toEqual(['index', 'before', 'after', 'percent', 'p']);
    expect(flat).toEqual({ id: 'flat', changes: [] });
    expect(below.changes).toMatchObject([{ index: 20, before: -101, after: -131 }]);
    expect(code).toBe(0);
    expect((await place.run(['changes', 'nothing.csv'])).code).toBe(2);
  });
});
