import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

/** A service that remembers what it was asked for, in order. */
async function service() {
  const asked: string[] = [];
  const target = await serve(({ method, url, headers }, response) => {
    if (url !== '/' || headers.authorization !== undefined)
      asked.push(`${method} ${url} ${headers.authorization ?? ''}`.trim());
    response.setHeader('content-type', 'application/json');
    response.end('{"token":"secret"}');
  });
  return { asked, target };
}

const suite = (target: string, stages: string, rest = ''): string => `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: {
  home: ({ http, setup }) => http.get('/', { headers: { authorization: String(setup?.token) } }),
} });
export default defineSuite({ name: 'shop', target: '${target}', users: [reader], ${stages} ${rest} });
`;

const STAGES = `
  async setup({ http }) { return (await http.post('/login', { json: {} })).json(); },
  async teardown({ http, setup }) { await http.delete('/login/' + setup.token); },
  load: { users: 2, iterations: 2 },`;

describe('setup and teardown', () => {
  it('run once around the load, give their result to every user of every worker, and are measured nowhere', async () => {
    const { asked, target } = await service();
    const place = await workplace();
    const { code } = await place.run([
      'run',
      await place.write('shop.perf.ts', suite(target, STAGES)),
      '--workers',
      '2',
    ]);
    expect(asked).toEqual(['POST /login', ...new Array(4).fill('GET / secret'), 'DELETE /login/secret']);
    expect((await place.record()).operations.map(({ name }) => name)).toEqual(['GET /']);
    expect([0, 3]).toContain(code);
  });

  it('of a scenario run inside those of the suite, and add to what they set up', async () => {
    const { asked, target } = await service();
    const place = await workplace();
    const scenarios = `scenarios: { sale: {
      setup: ({ setup }) => ({ token: setup.token + '-sale' }),
      teardown: async ({ http, setup }) => { await http.post('/over/' + setup.token); },
    } },`;
    const file = await place.write('shop.perf.ts', suite(target, STAGES, scenarios));
    await place.run(['run', file, '--scenario', 'sale']);
    expect(asked).toEqual([
      'POST /login',
      ...new Array(4).fill('GET / secret-sale'),
      'POST /over/secret-sale',
      'DELETE /login/secret-sale',
    ]);
  });

  it('end the run before it begins when setup throws, with the place, and teardown runs all the same', async () => {
    const { asked, target } = await service();
    const place = await workplace();
    const stages = `setup() { throw new Error('no seed data'); }, teardown: ({ http }) => http.post('/cleaned'),`;
    const { code, stderr } = await place.run(['run', await place.write('shop.perf.ts', suite(target, stages))]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/The suite threw in its setup: Error: no seed data \(.*shop\.perf\.ts:\d+:\d+\)/);
    expect(asked).toEqual(['POST /cleaned']);
  });

  it('refuse a result that workers cannot have', async () => {
    const { target } = await service();
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, 'setup: () => ({ call: () => {} }),'));
    const { code, stderr } = await place.run(['run', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be copied to the workers');
  });

  it('keep the run when teardown throws, and exit with 2', async () => {
    const { target } = await service();
    const place = await workplace();
    const stages = `load: { users: 1, iterations: 1 }, teardown() { throw new Error('still in use'); },`;
    const { code, stdout, stderr } = await place.run(['run', await place.write('shop.perf.ts', suite(target, stages))]);
    expect(code).toBe(2);
    expect(stderr).toContain('The suite threw in its teardown: Error: still in use');
    expect(stdout).toContain('GET /');
  });

  it('are given up after their limit, and nothing that the suite leaves open keeps the command alive', async () => {
    const { asked, target } = await service();
    const place = await workplace();
    const stages = `setupTimeout: '50ms', setup: () => new Promise(() => {}), teardown: ({ http }) => http.post('/cleaned'),`;
    const source = `setInterval(() => {}, 1000);\n${suite(target, stages)}`;
    const { code, stderr } = await place.run(['run', await place.write('shop.perf.ts', source)]);
    expect(code).toBe(2);
    expect(stderr).toContain('The suite has not ended its setup within 50.0ms.');
    expect(asked).toEqual(['POST /cleaned']);
  });

  it('take down also after Ctrl-C', async () => {
    const { asked, target } = await service();
    const place = await workplace();
    const file = await place.write('shop.perf.ts', suite(target, STAGES));
    const running = place.start(['run', file, '-i', '1000000', '--stop-timeout', '1s']);
    while (asked.length < 50) await new Promise((resolve) => setTimeout(resolve, 20));
    running.child.kill('SIGINT');
    expect((await running.finished).code).toBe(130);
    expect(asked.at(-1)).toBe('DELETE /login/secret');
  });
});
