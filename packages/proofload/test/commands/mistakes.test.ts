import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';
import { nobody, serve, serveRaw } from '../e2e/server.fixture.ts';

/** A suite with these members in place of the right ones. */
const suite = (members: string, target = 'http://127.0.0.1:9'): string => `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', { tasks: { home: ({ http }) => http.get('/') } });
export default defineSuite({ name: 'test', target: '${target}', users: [reader], load: { users: 1, runTime: '1s' }, ${members} });
`;

async function mistake(source: string, args: readonly string[] = []) {
  const place = await workplace();
  const file = await place.write('shop.perf.ts', source);
  const finished = await place.run(['run', file, ...args]);
  expect(finished.stderr).not.toMatch(/\n\s+at .*node:internal|Proofload's own/);
  return finished;
}

describe('several suites', () => {
  it('are all planned before the first is run: a mistake in any is told, and none is run', async () => {
    const place = await workplace();
    await place.write('a.perf.ts', suite(''));
    await place.write('b.perf.ts', 'export default 3');
    await place.write('c.perf.ts', suite(`requirements: { '*': { p59: '<1s' } }`));
    const { code, stderr } = await place.run(['run', '.']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/b\.perf\.ts exports no suite[\s\S]*p59[\s\S]*none of the suites was run/);
    expect(stderr).not.toContain('could not be reached');
  });

  it('are left out where -k selects nothing of them, as long as it selects something in one', async () => {
    const target = await serve((_, response) => response.end('x'));
    const place = await workplace();
    await place.write('a.perf.ts', suite('', target));
    await place.write('b.perf.ts', suite('', target).replace('home:', 'away:'));
    const { code, stderr } = await place.run(['run', '.', '-k', 'away', '-i', '1']);
    expect(stderr).toMatch(/a\.perf\.ts is left out: none of its tasks is selected\./);
    expect(code).not.toBe(2);
    expect((await place.run(['run', '.', '-k', 'nothing'])).code).toBe(2);
  });
});

describe('a mistake of the user', () => {
  it('in values of a suite: all problems at once, with their paths, and exit code 2', async () => {
    const { code, stderr } = await mistake(`
      import { defineSuite, user } from 'proofload';
      const reader = user('Reader', { weight: -1, tasks: { home: { weight: 'five', run: ({ http }) => http.get('/') } } });
      export default defineSuite({ name: 7, target: 'nowhere', users: [reader], requirements: { '*': { p95: '100ms' } } });
    `);
    expect(code).toBe(2);
    for (const path of ['name', 'target', 'users[0].weight', 'users[0].tasks.home.weight', 'requirements["*"].p95']) {
      expect(stderr).toContain(path);
    }
  });

  it('in the syntax: a code frame with the line, and exit code 2', async () => {
    const { code, stderr } = await mistake('const x = 1;\nexport default {{ name: 1 };\n');
    expect(code).toBe(2);
    expect(stderr).toMatch(/shop\.perf\.ts:2:\d+/);
    expect(stderr).toContain('export default {{');
  });

  it('in its imports: which file, package or name is not there, and what to do', async () => {
    const { code, stderr } = await mistake(
      `import { a } from './nowhere.ts';\nimport b from 'no-such-package-here/part';\nexport default a(b);\n`,
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/Could not resolve "\.\/nowhere\.ts"[\s\S]*shop\.perf\.ts:1:/);
    expect(stderr).toMatch(/shop\.perf\.ts:2:[\s\S]*If not: npm install no-such-package-here\n/);
    expect(stderr).not.toMatch(/plugin|external/);
    const wrongName = await mistake(`import { defineSuit } from 'proofload';\nexport default defineSuit({});\n`);
    expect(wrongName.stderr).toContain(
      `imports defineSuit from 'proofload', which has no such export. Did you mean "defineSuite"?`,
    );
    expect(wrongName.code).toBe(2);
  });

  it('that throws while loading: what and where, and exit code 2', async () => {
    const { code, stderr } = await mistake('const config = undefined as any;\n\nconsole.log(config.secret);\n');
    expect(code).toBe(2);
    expect(stderr).toMatch(/TypeError.*shop\.perf\.ts:3:/s);
  });

  it('that awaits what never comes: that it does, and exit code 2', async () => {
    const { code, stderr } = await mistake(`await new Promise(() => {});\n${suite('')}`);
    expect(code).toBe(2);
    expect(stderr).toBe('shop.perf.ts awaits something that never comes while it is loaded.\n');
  });

  it('that exports no suite', async () => {
    const { code, stderr } = await mistake('export const x = 1;\n');
    expect(code).toBe(2);
    expect(stderr).toContain('export default defineSuite');
  });

  it('in the name of a metric: did you mean, and exit code 2', async () => {
    const { code, stderr } = await mistake(suite(`requirements: { '*': { p59: '<100ms' } }`));
    expect(code).toBe(2);
    expect(stderr).toMatch(/p59.*Did you mean "p95"/s);
  });

  it('of weights that are all 0', async () => {
    const { code, stderr } = await mistake(suite('').replace("user('Reader', {", "user('Reader', { weight: 0,"));
    expect(code).toBe(2);
    expect(stderr).toContain('0');
  });

  it.each([
    [['--profile', 'lihgt'], /lihgt.*Did you mean "light"/s],
    [['--scenario', 'nope'], /nope/],
    [['-t', '10 parsecs'], /10 parsecs/],
    [['-u', '-5'], /users.*-5/s],
    [['--rate', 'fast'], /fast/],
    [['--json', '--quiet'], /--json needs a value/],
    [['--usres', '5'], /usres/],
    [['-u', '5', '--rate', '5/s'], /rate/],
    [['-k', 'nothing-like-this'], /-k.*selects no task.*Reader\.home/s],
  ])('in the flags %j', async (args, sentence) => {
    const { code, stderr } = await mistake(suite(''), args);
    expect(stderr).toMatch(sentence);
    expect(code).toBe(2);
  });

  it('of a file that is not there: did you mean, and exit code 2', async () => {
    const place = await workplace();
    await place.write('shop.perf.ts', suite(''));
    const { code, stderr } = await place.run(['run', 'shpo.perf.ts']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/shpo\.perf\.ts.*Did you mean "shop\.perf\.ts"/s);
  });

  it('of a command that is not there', async () => {
    const place = await workplace();
    const { code, stderr } = await place.run(['rnu']);
    expect(code).toBe(2);
    expect(stderr).toContain('run');
  });
});

describe('a target that cannot be reached', () => {
  it('since it refuses: one sentence, and exit code 4', async () => {
    const address = await nobody();
    const { code, stderr } = await mistake(suite('', address));
    expect(code).toBe(4);
    expect(stderr).toMatch(/refused/);
  });

  it('since its health check never answers', async () => {
    const address = await serveRaw(() => {});
    const { code, stderr } = await mistake(suite(`healthCheck: '/health'`, address));
    expect(code).toBe(4);
    expect(stderr).toMatch(/no whole answer|did not answer/);
  });

  it('since its health check fails', async () => {
    const address = await serve((_, response) => response.writeHead(503).end());
    const { code, stderr } = await mistake(suite(`healthCheck: '/health'`, address));
    expect(code).toBe(4);
    expect(stderr).toContain('503');
  });

  it('that accepts and never answers: nothing was measured, which is invalid', async () => {
    const address = await serveRaw(() => {});
    const { code, stdout } = await mistake(suite(`stopTimeout: '500ms'`, address));
    expect(code).toBe(3);
    expect(stdout).toMatch(/Nothing was measured/);
  });
});
