/** Two targets in turns, through the command. */
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../src/record/schema.ts';
import { workplace } from './command.fixture.ts';
import { nobody, serve } from './server.fixture.ts';

const SUITE = `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: { home: ({ http }) => http.get('/') } });
export default defineSuite({ name: 'shop', target: 'http://127.0.0.1:1', users: [reader], load: { rate: '20/s', runTime: '2s' } });
`;

/** Listens where PORT says, and answers after as many milliseconds as its argument says. */
const SERVICE = `
import { createServer } from 'node:http';
createServer((_, response) => void setTimeout(() => response.end('hello'), Number(process.argv[2])))
  .listen(Number(process.env.PORT), '127.0.0.1');
`;

describe('a duet', () => {
  it('starts both targets, loads them in turns and finds the slower one', async () => {
    const place = await workplace();
    await place.write('service.mjs', SERVICE);
    const file = await place.write('shop.perf.ts', SUITE);
    const start = (delayMs: number) => `${process.execPath} service.mjs ${delayMs}`;
    const { stdout, stderr } = await place.run([
      ...['duet', file, '--command-a', start(10), '--command-b', start(60)],
      ...['--pairs', '8', '--block', '2s', '--fail-on', 'p50:10%', '--json', '-', '-q'],
    ]);
    expect(stderr).toContain('Starting target B');
    const found = JSON.parse(stdout) as { comparisons: readonly { metric: string; change: number; status: string }[] };
    const p50 = found.comparisons.find(({ metric }) => metric === 'p50');
    expect(p50).toMatchObject({ status: 'regressed', severity: 'critical', gate: true, pairs: 8 });
    expect(p50?.change).toBeGreaterThan(1);
    // Each side is a run that can be looked at and judged again, that of B with the comparison.
    const { verdict, resources } = await place.record();
    expect(verdict.comparisons.find(({ metric }) => metric === 'p50')).toMatchObject({ status: 'regressed' });
    expect(verdict.baseline?.runs).toEqual(['0001']);
    expect(resources.map(({ name, metric }) => `${name} ${metric}`)).toContain('target memory');
    expect((await place.run(['report', '2'])).stdout).toMatch(/VS target A \(http.*regressed \(critical\)/s);
    const check = async (id: string) => {
      const { stdout: json } = await place.run(['check', id, '--require', 'GET /: p50 <35ms', '--json', '-']);
      return (JSON.parse(json) as RunRecord).verdict.requirements.map(({ status }) => status);
    };
    expect([await check('1'), await check('2')]).toEqual([['passed'], ['failed']]);
  });

  it.each([
    [['--target-a', 'http://127.0.0.1:1'], 'give --target-b URL, or --command-b COMMAND'],
    [['--target-a', 'http://127.0.0.1:1', '--target-b', 'local'], '--target-b must be an address'],
    [['--target-a', 'http://127.0.0.1:1', '--target-b', 'http://127.0.0.1:2', '--pairs', '5'], 'fewer decide nothing'],
    [
      ['--target-a', 'http://127.0.0.1:1', '--target-b', 'http://127.0.0.1:2', '--block', '1.5s'],
      '--block takes whole',
    ],
    [['--target-a', 'http://127.0.0.1:1', '--target-b', 'http://127.0.0.1:2', '--fail-on', 'bad'], '--fail-on'],
  ])('is told what is wrong with %j', async (args, message) => {
    const place = await workplace();
    const file = await place.write('shop.perf.ts', SUITE);
    const { code, stderr } = await place.run(['duet', file, ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('ends with exit code 4 when one target does not answer', async () => {
    const place = await workplace();
    const file = await place.write('shop.perf.ts', SUITE);
    const up = await serve((_, response) => void response.end());
    const { code } = await place.run(['duet', file, '--target-a', up, '--target-b', await nobody()]);
    expect(code).toBe(4);
  });
});
