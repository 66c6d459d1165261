/** Runs whose verdict is looked at, as a user sees them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runRecordSchema } from '../../src/record/schema.ts';
import { workplace } from './command.fixture.ts';
import { nobody, serve } from './server.fixture.ts';

const suite = (target: string, rest = '', tasks = "home: ({ http }) => http.get('/', { expect: 200 })"): string => `
import { between, constant, defineSuite, none, pacing, sequence, throughput, user } from 'proofload';
const reader = user('Reader', { wait: constant('5ms'), tasks: { ${tasks} } });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: { users: 3, runTime: '1s' }, ${rest} });
`;

describe('a run', () => {
  it('ends with a verdict, a record that fits its schema, a report and exit code 0', async () => {
    let served = 0;
    const target = await serve((_, response) => {
      served += 1;
      response.end('hello');
    });
    const place = await workplace();
    const requirements = `requirements: { 'GET /': { p95: '<2s', rate: '>1/s' }, '*': { errors: '<1%' } }`;
    const file = await place.write('shop.perf.ts', suite(target, requirements));
    const { code, stdout } = await place.runValid([
      'run',
      file,
      '--json',
      'out.json',
      '--csv',
      'results/now',
      '--junit',
      'junit.xml',
      '--markdown',
      'report.md',
      '--html',
      'page.html',
    ]);
    expect(stdout).toContain('PASSED');
    expect(code).toBe(0);
    const record = runRecordSchema.parse(await place.record());
    expect(record.end).toBe('completed');
    expect(record.operations.map(({ name }) => name)).toEqual(['GET /']);
    expect(record.totals.count).toBe(served);
    expect(record.verdict).toMatchObject({ status: 'passed', score: 1 });
    expect(JSON.parse(await readFile(join(place.folder, 'out.json'), 'utf8'))).toEqual(record);
    for (const written of [
      'results/now_stats.csv',
      'results/now_stats_history.csv',
      'junit.xml',
      'report.md',
      'page.html',
    ]) {
      expect((await readFile(join(place.folder, written), 'utf8')).length).toBeGreaterThan(0);
    }
  });

  it('fails with exit code 1 and names the operation that broke its requirement', async () => {
    let count = 0;
    const target = await serve((_, response) => {
      count += 1;
      response.writeHead(count % 3 === 0 ? 500 : 200).end();
    });
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, `requirements: { 'GET /': { errors: '<1%' } }`));
    const { code, stdout } = await place.runValid(['run', file]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAILED[\s\S]*GET \//);
    expect(stdout).toContain('expected 200, got 500');
  });

  it('fails a requirement on an operation that never ran', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, `requirements: { 'GET /nowhere': { p95: '<1s' } }`));
    const { code, stdout } = await place.runValid(['run', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('GET /nowhere');
  });

  it('is inconclusive when there were too few samples, and says how many are needed', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, `requirements: { '*': { p99: '<10s' } }`));
    const { code, stdout } = await place.runValid(['run', file, '-i', '20', '-u', '2']);
    expect(stdout).toMatch(/INCONCLUSIVE/);
    expect(stdout).toContain('299');
    expect(code).toBe(0);
    const strict = await place.run(['run', file, '-i', '20', '-u', '2', '--strict']);
    expect(strict.code).toBe(3);
    expect((await place.record()).totals.count).toBe(20);
  });

  it('with a folder runs every suite in it, and the worst verdict counts', async () => {
    const target = await serve((_, response) => response.end('x'));
    const place = await workplace();
    await place.write('a.perf.ts', suite(target));
    await place.write('b.perf.ts', suite(target, `requirements: { '*': { p50: '<1us' } }`));
    const { code } = await place.runValid(['run', '.', '-t', '1s']);
    expect(code).toBe(1);
  });

  it('starts its target by its command, and stops it', async () => {
    const place = await workplace();
    const target = await nobody();
    await place.write(
      'service.mjs',
      `import { createServer } from 'node:http';
      createServer((_, response) => response.end('ok')).listen(${new URL(target).port}, '127.0.0.1');`,
    );
    const source = suite(target).replace(
      `'${target}'`,
      `{ url: '${target}', command: 'node service.mjs', ready: '/' }`,
    );
    const file = await place.write('shop.perf.ts', source);
    const { code } = await place.runValid(['run', file]);
    expect(code).toBe(0);
    await expect(fetch(target)).rejects.toThrow();
  });
});

describe('hit', () => {
  it('sends what its flags say, and prints the same summary', async () => {
    const seen: { method: string | undefined; type: string | undefined; token: string | undefined; body: string }[] =
      [];
    const target = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        const { method, headers } = request;
        seen.push({ method, type: headers['content-type'], token: headers['x-token'] as string | undefined, body });
        response.end('{}');
      });
    });
    const place = await workplace();
    const { code, stdout } = await place.runValid([
      'hit',
      `${target}/orders?x=1`,
      '-X',
      'PUT',
      '-H',
      'Content-Type: application/json',
      '-H',
      'X-Token: abc',
      '-d',
      '{"a":1}',
      '-i',
      '5',
      '-u1',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('PUT /orders');
    expect(seen).toHaveLength(5);
    expect(seen[0]).toEqual({ method: 'PUT', type: 'application/json', token: 'abc', body: '{"a":1}' });
  });
});
