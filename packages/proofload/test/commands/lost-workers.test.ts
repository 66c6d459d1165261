import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string, task: string): string => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('5ms'), tasks: { home: async ({ http, vu }) => {
  await http.get('/');
  ${task}
} } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: { users: 2, runTime: '1m' } });
`;

describe('a worker that dies', { retry: 2 }, () => {
  it('ends the run at once as invalid, with what was measured kept', async () => {
    let served = 0;
    const target = await serve((_, response) => {
      served += 1;
      response.end();
    });
    const place = await workplace();
    const task = 'if (vu.id === 1 && vu.iteration === 200) process.exit(7);';
    const { code, stdout } = await place.run([
      'run',
      await place.write('shop.perf.ts', suite(target, task)),
      ...['--workers', '2', '--stop-timeout', '1s'],
    ]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/INVALID/);
    const { durationMs, totals, verdict, generator } = await place.record();
    expect(durationMs).toBeLessThan(30_000);
    expect(verdict.validity).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'lost-workers' })]));
    expect(JSON.stringify(generator)).toContain('ended with code 7');
    // What the dead worker had not sent yet, at most its last second, is lost.
    expect(totals.count).toBeGreaterThan(served / 2);
  });
});

describe('a worker that runs out of memory', { retry: 2 }, () => {
  it('ends the run as invalid, with the reason, what to do next, and what was measured', async () => {
    let served = 0;
    const target = await serve((_, response) => {
      served += 1;
      response.end();
    });
    const place = await workplace();
    const leak = 'if (vu.iteration > 200) (globalThis.kept ??= []).push(Array.from({ length: 20_000 }, () => ({})));';
    const { code, stdout } = await place.run(
      ['run', await place.write('shop.perf.ts', suite(target, leak)), '--stop-timeout', '1s'],
      { NODE_OPTIONS: '--max-old-space-size=64' },
    );
    expect(code).toBe(3);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /ran out of memory, of which it may have \d+ MB\. Keep less in the suite/,
    );
    const { totals, verdict } = await place.record();
    expect(verdict.validity).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'lost-workers' })]));
    // At most its last second is lost.
    expect(totals.count).toBeGreaterThan(served / 3);
  });
});

describe('a task that waits for what never comes', { retry: 2 }, () => {
  it('is named when the run and its grace are over, and nothing measured is lost', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    const hang = 'if (vu.id === 1 && vu.iteration === 3) await new Promise(() => {});';
    const args = ['-t', '1s', '--stop-timeout', '200ms'];
    await place.run(['run', await place.write('shop.perf.ts', suite(target, hang)), ...args]);
    const { operations, generator } = await place.record();
    expect(generator.lost).toBeUndefined();
    const failures = operations.flatMap(({ name, errors }) => errors.map(({ type, message }) => [name, type, message]));
    expect(failures).toEqual([['Reader.home', 'unended', expect.stringContaining('had not ended when the run')]]);
  });
});

describe('a run', () => {
  it('says by what means it sent on time', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    await place.run(['run', await place.write('shop.perf.ts', suite(target, '')), '-t', '1s']);
    const { pacing } = (await place.record()).generator;
    expect(pacing?.spunShare).toBeGreaterThanOrEqual(0);
    expect(typeof pacing?.raisedPriority).toBe('boolean');
  });
});
