import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cache, type CacheSettings, type CacheState } from './cache.ts';

function cacheOf(settings: Partial<CacheSettings> = {}) {
  const clock = { now: 0, isOff: false };
  const told: CacheState[] = [];
  const cache = new Cache<string>({
    settings: { ttlMs: 100, staleMs: 0, entries: 10, ...settings },
    now: () => clock.now,
    isOff: () => clock.isOff,
    onAnswer: (state) => told.push(state),
  });
  let made = 0;
  const get = async (key: string) => {
    const { value, state } = await cache.get(key, async () => `${key}${++made}`);
    return `${state} ${value}`;
  };
  return { cache, clock, get, told };
}

describe('a cache', () => {
  it('makes a thing once, and gives it until its time is over', async () => {
    const { clock, get, cache, told } = cacheOf();
    expect([await get('a'), await get('a')]).toEqual(['MISS a1', 'HIT a1']);
    clock.now = 99;
    expect(await get('a')).toBe('HIT a1');
    clock.now = 100;
    expect(await get('a')).toBe('MISS a2');
    expect(cache.statistics()).toMatchObject({ hits: 2, misses: 2, expirations: 1, entries: 1, hitRatio: 0.5 });
    expect(told).toEqual(['MISS', 'HIT', 'HIT', 'MISS']);
  });

  it('makes a thing once for all who ask while it is being made', async () => {
    const { get } = cacheOf();
    expect(await Promise.all([get('a'), get('a'), get('b'), get('a')])).toEqual([
      'MISS a1',
      'COALESCED a1',
      'MISS b2',
      'COALESCED a1',
    ]);
  });

  it('gives the old while it makes the new', async () => {
    const { clock, get } = cacheOf({ staleMs: 50 });
    await get('a');
    clock.now = 120;
    expect(await get('a')).toBe('STALE a1');
    await Promise.resolve();
    expect(await get('a')).toBe('HIT a2');
    clock.now = 1000;
    expect(await get('a')).toBe('MISS a3');
  });

  it('passes a failure on and does not keep it', async () => {
    const { cache, get } = cacheOf();
    const fail = () => cache.get('a', () => Promise.reject(new Error('no')));
    await expect(Promise.all([fail(), fail()])).rejects.toThrow('no');
    expect(await get('a')).toBe('MISS a1');
  });

  it('keeps nothing and shares nothing while it is off', async () => {
    const { clock, get } = cacheOf();
    await get('a');
    clock.isOff = true;
    expect(await Promise.all([get('a'), get('a')])).toEqual(['MISS a2', 'MISS a3']);
    clock.isOff = false;
    expect(await get('a')).toBe('HIT a1');
  });

  it('lets go of what was not used for longest, as a plain list would', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 4 }),
        fc.array(fc.nat({ max: 6 }), { maxLength: 60 }),
        async (entries, keys) => {
          const { get, cache } = cacheOf({ entries });
          let model: number[] = [];
          for (const key of keys) {
            const isHit = model.includes(key);
            expect((await get(String(key))).startsWith(isHit ? 'HIT' : 'MISS')).toBe(true);
            model = [...model.filter((each) => each !== key), key].slice(-entries || keys.length + 1);
            if (entries === 0) model = [];
          }
          expect(cache.statistics().entries).toBe(model.length);
        },
      ),
    );
  });

  it('forgets everything, the counts too', async () => {
    const { cache, get } = cacheOf();
    await get('a');
    cache.clear();
    expect(cache.statistics()).toMatchObject({ misses: 0, entries: 0, hitRatio: null });
    expect(await get('a')).toBe('MISS a2');
  });
});
