/** The library, as a program of a user's calls it. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workplace } from './command.fixture.ts';
import { serve } from './server.fixture.ts';

/** As it is published: a suite is bundled against the built package. */
const built = new URL('../../dist/api.js', import.meta.url).href;
const {
  BaselineStore,
  comparedRunOf,
  compareStoredRuns,
  FileStore,
  loadRuns,
  markdownReport,
  recommend,
  recommendationsMarkdown,
  runSuite,
  trendOf,
} = (await import(built)) as typeof import('../../src/api.ts');

describe('the library', () => {
  it('runs a suite, keeps a baseline, compares, and tells the history', async () => {
    const place = await workplace();
    const target = await serve((_, response) => void setTimeout(() => response.end(), 20));
    const file = join(place.folder, 'shop.perf.mjs');
    await place.write(
      'shop.perf.mjs',
      `import { constant, defineSuite, user } from 'proofload';
       const reader = user('Reader', { wait: constant('5ms'), tasks: { home: ({ http }) => http.get('/') } });
       export default defineSuite({ name: 'shop', target: '${target}', users: [reader] });`,
    );
    const out = join(place.folder, 'store');
    const store = new FileStore(out);
    const options = { users: '3', 'run-time': '1s', 'spawn-rate': '100', out };
    const { record } = await runSuite(file, { options, workingDirectory: place.folder });
    expect(record.verdict.status).toBe('passed');
    expect(markdownReport(record)).toContain('PASSED');
    await new BaselineStore(store.baselines).add('main', [comparedRunOf(record, 'passed')], new Date());
    const second = await runSuite(file, {
      options: { ...options, baseline: 'main', force: true },
      workingDirectory: place.folder,
    });
    expect(second.record.verdict.baseline).toMatchObject({ reference: 'main', runs: [record.id] });
    const { verdict } = await compareStoredRuns({ store, base: 'main', runs: ['latest'] });
    expect(verdict.baseline?.assessment).toMatch(/regressed/);
    const { runs } = await store.index();
    expect(trendOf(runs, { operation: 'GET /', metric: 'p95' }).points).toHaveLength(2);
    expect(recommendationsMarkdown(recommend((await loadRuns(store, ['main', 'latest'])).runs))).toContain('2 runs');
  }, 60_000);
});
