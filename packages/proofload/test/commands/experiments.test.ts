/** Commands that make several runs, or one in an unusual way: capacity, scenarios; and the resources of a target. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { nobody, serve } from '../e2e/server.fixture.ts';

const suite = (target: string, rest = ''): string => `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: { home: ({ http }) => http.get('/') } });
export default defineSuite({ name: 'shop', target: ${target}, users: [reader], load: { rate: '20/s', runTime: '2s' }, ${rest} });
`;

/** A service that a suite starts by itself; it listens where PORT says. */
const SERVICE = `
import { createServer } from 'node:http';
const stats = JSON.stringify({ queue: { depth: 3 } });
createServer((request, response) => {
  if (request.url === '/metrics') response.end('# TYPE heap_bytes gauge\\nheap_bytes 5000000\\n');
  else if (request.url === '/stats') response.end(stats);
  else response.end('hello');
}).listen(Number(process.env.PORT), '127.0.0.1');
`;

describe('the resources of a target', () => {
  it('are sampled into the record, that of a started target by itself, and requirements judge them', async () => {
    const port = Number(new URL(await nobody()).port);
    const place = await workplace();
    await place.write('service.mjs', SERVICE);
    const target = `{ url: 'http://127.0.0.1:${port}', command: '${process.execPath} service.mjs', env: { PORT: '${port}' } }`;
    const file = await place.write(
      'shop.perf.ts',
      suite(
        target,
        `resources: {
          app: { prometheus: '/metrics', metrics: { heap: 'heap_bytes' } },
          stats: { json: '/stats', values: { queue: 'queue.depth' } },
          gone: { process: 'no-such-process-anywhere' },
        },
        requirements: {
          'resource:target': { memory: '<2GB', cpu: '<400%', threads: '>0' },
          'resource:app': { heap: '<6MB' },
          'resource:stats': { queue: '<3' },
        },`,
      ),
    );
    await place.run(['run', file, '-t', '2s']);
    const { resources, verdict, generator } = await place.record();
    const known = resources.map(({ name, metric }) => `${name} ${metric}`);
    expect(known).toEqual(expect.arrayContaining(['target memory', 'target cpu', 'app heap', 'stats queue']));
    for (const { points, samples } of resources) expect(points).toHaveLength(samples);
    const failed = verdict.requirements.filter(({ status }) => status === 'failed');
    expect(failed.map(({ key, metric, actual }) => [key, metric, actual])).toEqual([['resource:stats', 'queue', 3]]);
    expect(generator.notes?.join('\n')).toContain('The resource "gone" was never read: there is no process');
  });

  it('cannot be those of a target that nobody started', async () => {
    const place = await workplace();
    const target = `'${await serve((_, response) => void response.end())}'`;
    const file = await place.write('shop.perf.ts', suite(target, "resources: { api: { process: 'target' } },"));
    const { code, stderr } = await place.run(['run', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('resources.api.process: nothing was started that could be watched');
  });
});

describe('capacity', () => {
  it.each([
    [[], 'Which suite'],
    [['http://127.0.0.1:1/'], 'there are none'],
    [['http://127.0.0.1:1/', '--require', 'p95 <1s', '--by', 'threads'], '--by takes rate or users'],
    [['http://127.0.0.1:1/', '--require', 'p95 <1s', '--start', '-5'], '--start'],
    [['http://127.0.0.1:1/', '--require', 'p95 <1s', '--start', '50', '--max', '10'], 'is above --max'],
    [['http://127.0.0.1:1/', '--require', 'p95 <1s', '--precision', '0%'], '--precision takes a share'],
    [['http://127.0.0.1:1/', '--require', 'p95 <1s', '--step', '1s'], '--step takes a duration'],
  ])('is told what is wrong with %j', async (args, message) => {
    const place = await workplace();
    const { code, stderr } = await place.run(['capacity', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  it('ends with exit code 4 when nothing answers', async () => {
    const place = await workplace();
    expect((await place.run(['capacity', await nobody(), '--require', 'p95 <1s'])).code).toBe(4);
  });
});

describe('the scenarios that every suite has', () => {
  it('are run one after another by complete, with a verdict over all; the baseline is saved', async () => {
    const target = `'${await serve((_, response) => void response.end('hello'))}'`;
    const place = await workplace();
    const file = await place.write(
      'shop.perf.ts',
      suite(target, "requirements: { '*': { errors: { bound: '<50%', phase: 'steady' } } },"),
    );
    const { stderr } = await place.run(['run', file, '--scenario', 'complete', '-t', '2s', '-q']);
    expect(stderr).toMatch(/COMPLETE .*: baseline .*, stress .*, spike .*, soak /);
    const runs = await readdir(join(place.folder, '.proofload', 'runs'));
    expect(runs).toHaveLength(4);
    const { scenario, verdict } = await place.record();
    expect(scenario).toBe('soak');
    expect(verdict.findings?.map(({ name }) => name)).toContain('latency drift');
  });
});
