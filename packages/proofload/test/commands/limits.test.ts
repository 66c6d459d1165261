/** The load generator's own machine at its limits: named as what failed, with what to do, and no verdict on the target. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { command, type Workplace, workplace } from '../e2e/command.fixture.ts';
import { freePort, serve } from '../e2e/server.fixture.ts';

const run = promisify(execFile);

/** More connections than there is room for, each kept by its user. */
const suite = (target: string): string => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('100ms'), tasks: { home: ({ http }) => http.get('/') } });
export default defineSuite({
  name: 'shop', target: ${target}, users: [reader], load: { users: 200, runTime: '1s' },
  requirements: { '*': { errors: '<1%' } },
});
`;

/** What a shell ends with that runs the suite after other commands. */
async function runIn(place: Workplace, before: string, shell: readonly string[] = ['sh', '-c']): Promise<string> {
  const line = `${before}; "${process.execPath}" "${command}" run shop.perf.ts --headless; echo "exit $?"`;
  const [program = '', ...args] = [...shell, line];
  const { stdout } = await run(program, args, { cwd: place.folder, env: { ...process.env, NO_COLOR: '1' } });
  return stdout.replace(/\s+/g, ' ');
}

describe('a machine without file descriptors left', () => {
  it('is named as what failed, and the run ends as invalid', async () => {
    const target = await serve((_, response) => response.end());
    const place = await workplace();
    await place.write('shop.perf.ts', suite(`'${target}'`));
    const stdout = await runIn(place, 'ulimit -n 120');
    expect(stdout).toMatch(/INVALID .* own machine could not make connections: [\d,]+ for want of file descriptors/);
    expect(stdout).toMatch(/none of the target\. Raise the limit of open files \(ulimit -n 65536\).*exit 3/);
    const { operations, generator, totals } = await place.record();
    expect(generator.localErrors).toEqual({ descriptors: totals.failed });
    expect(operations[0]?.errors[0]?.message).toContain('ulimit -n');
  });
});

/** A network of its own, of which a user may say how many ports it has. */
const OWN_NETWORK = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c'];
const FEW_PORTS = 'ip link set lo up && echo "50000 50063" > /proc/sys/net/ipv4/ip_local_port_range';
const [unshare = '', ...rest] = OWN_NETWORK;
const hasOwnNetwork = spawnSync(unshare, [...rest, FEW_PORTS]).status === 0;

describe('a machine without ports left', () => {
  it.skipIf(!hasOwnNetwork)('is named as what failed, and the run ends as invalid', async () => {
    const place = await workplace();
    const port = await freePort();
    await place.write(
      'service.mjs',
      `import { createServer } from 'node:http';
      createServer({ keepAliveTimeout: 60_000 }, (_, response) => response.end()).listen(${port}, '127.0.0.1');`,
    );
    const target = `{ url: 'http://127.0.0.1:${port}', command: 'node service.mjs', ready: '/' }`;
    await place.write('shop.perf.ts', suite(target));
    const stdout = await runIn(place, FEW_PORTS, OWN_NETWORK);
    expect(stdout).toMatch(/INVALID .* own machine could not make connections: [\d,]+ for want of free ports/);
    expect(stdout).toMatch(/none of the target\. Keep connections alive.*sourceAddresses.*exit 3/);
    const { operations, generator, totals } = await place.record();
    expect(generator.localErrors).toEqual({ ports: totals.failed });
    expect(operations[0]?.errors[0]?.message).toMatch(/^This machine has no port left for another connection/);
    expect(totals.count).toBeGreaterThan(totals.failed);
  });
});
