import { describe, expect, it } from 'vitest';
import { HostAddresses, lookUpBySystem, lookupFault } from './dns.ts';

const ONE = { address: '10.0.0.1', family: 4 };
const TWO = { address: '10.0.0.2', family: 4 };
const THREE = { address: '10.0.0.3', family: 4 };

describe('the addresses of a host', () => {
  it('are the host itself when that is an address', () => {
    expect(new HostAddresses('127.0.0.1', () => 0, lookUpBySystem).current).toEqual([
      { address: '127.0.0.1', family: 4 },
    ]);
    expect(new HostAddresses('::1', () => 0, lookUpBySystem).current).toEqual([{ address: '::1', family: 6 }]);
  });

  it('begin with the one that accepted a connection, and end with one that kept it waiting', async () => {
    const host = new HostAddresses(
      'host.test',
      () => 0,
      async () => [ONE, TWO, THREE],
    );
    expect(host.current).toBeUndefined();
    await host.resolve();
    host.prefer(TWO);
    expect(host.current).toEqual([TWO, ONE, THREE]);
    host.demote(TWO);
    expect(host.current).toEqual([ONE, THREE, TWO]);
  });

  it('are forgotten when none could be reached, unless they were looked up just now', async () => {
    let nowMs = 0;
    const host = new HostAddresses(
      'host.test',
      () => nowMs,
      async () => [ONE],
    );
    await host.resolve();
    host.forget();
    expect(host.current).toEqual([ONE]);
    nowMs = 2_000;
    host.forget();
    expect(host.current).toBeUndefined();
  });

  it('can be looked up again after a failure', async () => {
    let attempts = 0;
    const host = new HostAddresses(
      'host.test',
      () => 0,
      async () => {
        attempts += 1;
        if (attempts === 1) throw Object.assign(new Error('later'), { code: 'EAI_AGAIN' });
        return [ONE];
      },
    );
    await expect(host.resolve()).rejects.toMatchObject({ code: 'EAI_AGAIN' });
    expect(await host.resolve()).toEqual([ONE]);
  });
});

describe('a failed look-up', () => {
  it.each([
    ['ENOTFOUND', 'dns', 'does not exist'],
    ['EAI_AGAIN', 'dns', 'name server'],
    ['EMFILE', 'descriptors-exhausted', 'ulimit -n'],
  ])('%s is "%s"', (code, kind, words) => {
    const fault = lookupFault('host.test', Object.assign(new Error(code), { code }));
    expect(fault).toMatchObject({ code: kind, message: expect.stringContaining(words) });
  });

  it('take turns where connections are to be spread, those that did not accept of late last', async () => {
    let nowMs = 0;
    const lookup = async () => [ONE, TWO, THREE];
    const host = new HostAddresses('host.test', () => nowMs, lookup, { spread: true });
    const all = await host.resolve();
    const firsts = () => [1, 2, 3].map(() => host.inTurn(all)[0]);
    expect(firsts()).toEqual([ONE, TWO, THREE]);
    host.demote(TWO);
    expect(new Set(firsts())).toEqual(new Set([ONE, THREE]));
    expect(host.inTurn(all).at(-1)).toEqual(TWO);
    nowMs = 20_000;
    expect(firsts()).toContain(TWO);
    host.prefer(THREE);
    expect(new Set(firsts()).size).toBe(3);
  });

  it('are looked up again when they are too old, and only of the family that is wanted', async () => {
    let nowMs = 0;
    let lookups = 0;
    const lookup = async () => {
      lookups += 1;
      return [{ address: '::1', family: 6 }, ONE];
    };
    const host = new HostAddresses('host.test', () => nowMs, lookup, { ttlMs: 30_000, family: 4 });
    expect(await host.resolve()).toEqual([ONE]);
    nowMs = 30_000;
    expect(host.current).toEqual([ONE]);
    nowMs = 30_001;
    expect(host.current).toBeUndefined();
    await host.resolve();
    expect([host.current, lookups]).toEqual([[ONE], 2]);
    expect(new HostAddresses('127.0.0.1', () => nowMs, lookup, { ttlMs: 0 }).current).toHaveLength(1);
  });
});
