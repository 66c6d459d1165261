import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { blockRatio } from './block-ratio.ts';

/** Per second about 50 requests of 100 ms, at a level that is AR(1) from second to second. */
function seconds(length: number, phi: number, seed: number): { sums: number[]; counts: number[] } {
  const random = seededRandom(seed);
  let level = normalSample(random);
  const counts = Array.from({ length }, () => 40 + Math.floor(20 * random()));
  const sums = counts.map((count) => {
    level = phi * level + Math.sqrt(1 - phi * phi) * normalSample(random);
    return count * (100 + 10 * level) + Math.sqrt(count) * 30 * normalSample(random);
  });
  return { sums, counts };
}

describe('the interval of a mean or a rate', () => {
  it.each([
    [300, 0.5],
    [600, 0.8],
    [300, 0],
  ])('covers the true mean in about 95 of 100 runs of %i s with phi = %s', (length, phi) => {
    let covered = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { sums, counts } = seconds(length, phi, seed);
      const found = blockRatio(sums, counts)!;
      if (found.lower <= 100 && 100 <= found.upper) covered++;
    }
    expect(covered / 400).toBeGreaterThan(0.91);
    expect(covered / 400).toBeLessThan(0.98);
  });

  it('is a point where nothing varies', () => {
    const found = blockRatio(new Array<number>(60).fill(50), new Array<number>(60).fill(1))!;
    expect(found).toMatchObject({ estimate: 50, lower: 50, upper: 50, standardError: 0 });
  });

  it('needs ten seconds, something to divide by, and as many divisors', () => {
    expect(blockRatio([1, 2, 3], [1, 1, 1])).toBeUndefined();
    expect(blockRatio(new Array<number>(20).fill(0), new Array<number>(20).fill(0))).toBeUndefined();
    expect(() => blockRatio([1, 2], [1])).toThrow('2 divisors');
  });
});
