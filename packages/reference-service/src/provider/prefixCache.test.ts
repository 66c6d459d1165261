import { describe, expect, it } from 'vitest';
import { PrefixCache } from './prefixCache.ts';

const block = (sign: string): string => sign.repeat(256);

describe('a cache of prompt beginnings', () => {
  it('knows whole blocks that came before with the same beginning', () => {
    const cache = new PrefixCache(100);
    expect(cache.seen(`${block('a')}${block('b')}rest`)).toBe(0);
    expect(cache.seen(`${block('a')}${block('b')}another rest`)).toBe(512);
    expect(cache.seen(block('a') + block('c'))).toBe(256);
    expect(cache.seen(block('b') + block('a'))).toBe(0);
  });

  it('forgets the blocks that were not used for longest', () => {
    const cache = new PrefixCache(2);
    for (const sign of ['a', 'b']) cache.seen(block(sign));
    expect(cache.seen(block('a'))).toBe(256);
    cache.seen(block('c'));
    expect(cache.seen(block('a'))).toBe(256);
    expect(cache.seen(block('b'))).toBe(0);
  });

  it('knows nothing when it may keep nothing', () => {
    const cache = new PrefixCache(0);
    cache.seen(block('a'));
    expect(cache.seen(block('a'))).toBe(0);
  });
});
