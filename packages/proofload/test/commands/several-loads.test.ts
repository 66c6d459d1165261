import { describe, expect, it } from 'vitest';
import { runRecordSchema } from '../../src/record/schema.ts';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string, load: string): string => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('20ms'), tasks: { read: ({ http }) => http.get('/read') } });
const buyer = user('Buyer', { tasks: { buy: ({ http, vu }) => http.post('/buy', { query: { user: vu.id } }) } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader, buyer], load: ${load} });
`;

const BOTH = `[
  { of: ['Reader'], users: 2, runTime: '2s' },
  { of: ['Buyer'], rate: '30/s', runTime: '1s', startAt: '2s' },
]`;

describe('several loads at once', () => {
  it('have users, model, start and end of their own, over several workers', async () => {
    const seen: { readonly path: string; readonly atMs: number }[] = [];
    const target = await serve(({ url = '' }, response) => {
      if (url.length > 1) seen.push({ path: url.slice(0, 4), atMs: performance.now() });
      response.end();
    });
    const place = await workplace();
    await place.run(['run', await place.write('shop.perf.ts', suite(target, BOTH)), '--workers', '2']);
    const times = (path: string) => seen.filter((one) => one.path === path).map(({ atMs }) => atMs);
    expect(times('/buy')).toHaveLength(30);
    expect(times('/rea').length).toBeGreaterThan(50);
    expect(Math.min(...times('/buy'))).toBeGreaterThan(Math.max(...times('/rea')) - 300);
    const { load, durationMs } = runRecordSchema.parse(await place.record());
    expect(load).toMatchObject({
      model: 'several',
      parts: [
        { startMs: 0, runTimeMs: 2_000, users: ['Reader'], load: { model: 'closed', startUsers: 2 } },
        { startMs: 2_000, runTimeMs: 1_000, users: ['Buyer'], load: { model: 'open', startRate: 30 } },
      ],
    });
    expect(durationMs).toBeGreaterThanOrEqual(3_000);
  });

  it('give way to one that is asked for, and refuse a flag that cannot mean all of them', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, BOTH));
    const { code, stderr } = await place.run(['run', file, '-t', '1s']);
    expect(code).toBe(2);
    expect(stderr).toContain('has no effect on several loads at once');
    await place.run(['run', file, '-u', '2', '-t', '1s']);
    expect((await place.record()).load.model).toBe('closed');
  });

  it('are checked each at its place', async () => {
    const place = await workplace();
    const load = `[{ of: ['Reeder'], users: 2 }, { startAt: '1s' }, { users: 2, rate: 5 }]`;
    const { code, stderr } = await place.run([
      'run',
      await place.write('shop.perf.ts', suite('http://127.0.0.1:1', load)),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('load[0].of[0]: there is no user "Reeder"');
    expect(stderr).toContain('load[1]: does not say how much load there is to be');
    expect(stderr).toContain('load[2].rate: does not go together with users');
  });
});
