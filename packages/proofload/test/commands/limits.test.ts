import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { command, workplace } from '../e2e/command.fixture.ts';
import { serve } from '../e2e/server.fixture.ts';

const run = promisify(execFile);

describe('a machine without file descriptors left', () => {
  it('is named as what failed, and the run goes on to its verdict', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    await place.write(
      'shop.perf.ts',
      `import { constant, defineSuite, user } from 'proofload';
       const reader = user('Reader', { wait: constant('100ms'), tasks: { home: ({ http }) => http.get('/') } });
       export default defineSuite({ name: 'shop', target: '${target}', users: [reader], load: { users: 200, runTime: '1s' } });`,
    );
    const limited = `ulimit -n 120; "${process.execPath}" "${command}" run shop.perf.ts --headless || true`;
    const { stdout } = await run('sh', ['-c', limited], { cwd: place.folder, env: { ...process.env, NO_COLOR: '1' } });
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /This machine refused connections to the load generator: \d+ for want of/,
    );
    const { operations, generator, totals } = await place.record();
    expect(generator.localErrors).toEqual({ descriptors: totals.failed });
    expect(operations[0]?.errors[0]?.message).toContain('ulimit -n');
  });
});
