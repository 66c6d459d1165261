import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseNetwork, parseStat } from './proc.ts';
import { ProcessProbe } from './process-probe.ts';

const BUSY = 'console.log("up"); setInterval(() => { for (let end = Date.now() + 20; Date.now() < end; ); }, 25)';

async function start(script: string, mark: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', script, mark], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void process.kill(-child.pid!, 'SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

const byMetric = async (probe: ProcessProbe) =>
  Object.fromEntries((await probe.read()).map(({ metric, value }) => [metric, value]));

describe.runIf(process.platform === 'linux')('the probe of a process', () => {
  it('finds it by its number, its group and its command, with what it has started', async () => {
    const mark = `proofload-probe-${process.pid}`;
    const family = `const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', ${JSON.stringify(BUSY)}], { stdio: ['ignore', 'inherit', 'ignore'] });`;
    const child = await start(family, mark);
    const found = await Promise.all(
      [{ pid: child.pid! }, { group: child.pid! }, { command: mark }].map((choice) =>
        byMetric(new ProcessProbe('api', choice)),
      ),
    );
    const alone = await start(BUSY, 'alone');
    const one = await byMetric(new ProcessProbe('api', { pid: alone.pid! }));
    for (const { memory, threads, descriptors } of found) {
      expect(memory).toBeGreaterThan((one.memory as number) * 1.3);
      expect(threads).toBeGreaterThan(one.threads as number);
      expect(descriptors).toBeGreaterThan(3);
    }
  });

  it('counts the time of the processor', async () => {
    const child = await start(BUSY, 'cpu');
    const probe = new ProcessProbe('api', { pid: child.pid! });
    const { cpu: before } = await byMetric(probe);
    let after = before;
    while (after === before) after = (await byMetric(probe)).cpu;
    expect(after).toBeGreaterThan(before as number);
  });

  it('says which process there is not, and does not take itself for one', async () => {
    await expect(new ProcessProbe('api', { pid: 2 ** 22 + 1 }).read()).rejects.toThrow('there is no process 4194305');
    const own = process.argv[1] as string;
    await expect(new ProcessProbe('api', { command: `${own}${'x'.repeat(9)}` }).read()).rejects.toThrow(
      'whose command',
    );
  });

  it('says where a system does not tell of processes', async () => {
    await expect(new ProcessProbe('api', { pid: 1 }, '/nowhere').read()).rejects.toThrow('does not have');
  });
});

describe('what Linux tells of processes', () => {
  it('is read past a name with brackets and spaces', () => {
    const text = '42 (a) b (c) S 7 42 42 0 -1 4194304 1 2 3 4 150 50 10 5 20 0 11 0 100 9999 25';
    expect(parseStat(42, text)).toEqual({ pid: 42, parent: 7, group: 42, threads: 11, cpuSeconds: 2.15 });
    expect(parseStat(42, 'torn')).toBeUndefined();
  });

  it('has the bytes of all interfaces but the loopback', () => {
    const text = `Inter-|   Receive                    |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
    lo: 900 1 0 0 0 0 0 0 900 1 0 0 0 0 0 0
  eth0: 100 1 0 0 0 0 0 0 30 1 0 0 0 0 0 0
  eth1:   5 1 0 0 0 0 0 0  4 1 0 0 0 0 0 0`;
    expect(parseNetwork(text)).toEqual({ received: 105, sent: 34 });
  });
});
