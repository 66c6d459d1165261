/** What a run counts and how it ends, where no verdict is looked at. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const suite = (target: string, rest = '', tasks = "home: ({ http }) => http.get('/', { expect: 200 })"): string => `
import { between, constant, defineSuite, none, pacing, sequence, throughput, user } from 'proofload';
const reader = user('Reader', { wait: constant('5ms'), tasks: { ${tasks} } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: { users: 3, runTime: '1s' }, ${rest} });
`;

describe('a run', () => {
  it('interrupted once ends gracefully, keeps and judges what was measured, and exits 130', async () => {
    let served = 0;
    let enough = (): void => {};
    const target = await serve((_, response) => {
      served += 1;
      if (served === 200) enough();
      response.end('x');
    });
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, `requirements: { '*': { errors: '<1%' } }`));
    const running = place.start(['run', file, '-t', '60s', '-v']);
    await new Promise<void>((resolve) => {
      enough = resolve;
    });
    running.child.kill('SIGINT');
    const { code, stdout } = await running.finished;
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    const record = await place.record();
    expect(record.end).toBe('interrupted');
    expect(record.totals.count).toBeGreaterThan(10);
  });

  it('killed loses at most its last second: report rebuilds it', async () => {
    const target = await serve((_, response) => response.end('x'));
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target));
    const running = place.start(['run', file, '-t', '60s']);
    const began = Date.now();
    for (;;) {
      const lines = await place
        .runFolder()
        .then((folder) => readFile(join(folder, 'series.ndjson'), 'utf8'))
        .catch(() => '');
      if (lines.split('\n').length > 3) break;
      if (Date.now() - began > 30_000) throw new Error('The series did not grow.');
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    running.child.kill('SIGKILL');
    await running.finished;
    const { stdout, stderr } = await place.run(['report']);
    expect(`${stdout}${stderr}`).toMatch(/killed/);
    const record = await place.record();
    expect(record.end).toBe('killed');
    expect(record.durationMs).toBeGreaterThanOrEqual(2_000);
    expect(record.totals.count).toBeGreaterThan(10);
  });

  it('with a full disk still prints what was measured, and exits 5', async () => {
    const target = await serve((_, response) => response.end('x'));
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target));
    const { code, stdout, stderr } = await place.run(['run', file, '--out', '/dev/full/store']);
    expect(code).toBe(5);
    expect(stderr).toContain('/dev/full/store');
    expect(stdout).toMatch(/GET \//);
  });

  it('names a task that throws, with its file and line, and goes on', async () => {
    const target = await serve((_, response) => response.end('x'));
    const place = await workplace();
    const tasks = "home: ({ http }) => http.get('/'),\n broken: () => {\n  throw new RangeError('no such shelf');\n }";
    const file = await place.write('shop.perf.ts', suite(target, '', tasks));
    const { stdout } = await place.run(['run', file]);
    const record = await place.record();
    const task = record.operations.find(({ kind }) => kind === 'task');
    expect(task?.name).toBe('Reader.broken');
    expect(task?.errors[0]?.message).toMatch(/RangeError: no such shelf \(shop\.perf\.ts:5:/);
    expect(record.totals.count).toBeGreaterThan(10);
    expect(stdout).toContain('Reader.broken');
  });

  it('measures what several workers did as one', async () => {
    let served = 0;
    const target = await serve((_, response) => {
      served += 1;
      response.end('x');
    });
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target));
    await place.run(['run', file, '--workers', '3', '-u', '7']);
    const record = await place.record();
    expect(record.totals.count).toBe(served);
    expect(record.generator.workers).toBe(3);
    await rm(place.folder, { recursive: true, force: true });
  });
});

describe('hit', () => {
  it('tells the truth of a server that stalls', async () => {
    // For a second nothing is answered: of 2,000 arrivals, 500 wait from 0 to 1 s, evenly.
    let began: number | undefined;
    const target = await serve((_, response) => {
      began ??= performance.now();
      const sinceMs = performance.now() - began;
      if (sinceMs > 1_000 && sinceMs < 2_000) setTimeout(() => response.end('late'), 2_000 - sinceMs);
      else response.end('now');
    });
    const place = await workplace();
    await place.run(['hit', `${target}/`, '--rate', '500', '-t', '4s', '--max-users', '50', '--json', 'out.json']);
    const { totals } = JSON.parse(await readFile(join(place.folder, 'out.json'), 'utf8'));
    expect(totals.count).toBe(2_000);
    expect(totals.latency.p99).toBeGreaterThan(700);
    expect(totals.service.p95).toBeLessThan(totals.latency.p95);
  });
});

describe('config', () => {
  it('prints every option and where it came from', async () => {
    const place = await workplace();
    await place.write('proofload.config.ts', "export default { seed: 7, out: 'kept' };");
    const { code, stdout } = await place.run(['config', '-u', '5'], { PROOFLOAD_RUN_TIME: '3s' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/--users\s+5\s+--users/);
    expect(stdout).toMatch(/--run-time\s+3s\s+PROOFLOAD_RUN_TIME/);
    expect(stdout).toMatch(/--seed\s+7\s+proofload\.config\.ts/);
  });
});
