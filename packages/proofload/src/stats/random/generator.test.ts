import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom, xoshiro128 } from './generator.ts';

describe('the seeded generator', () => {
  // The vector of the crate rand_xoshiro, made with the reference implementation in C.
  it('is xoshiro128**', () => {
    const random = xoshiro128(1, 2, 3, 4);
    const words = Array.from({ length: 5 }, () => random() * 2 ** 32);
    expect(words).toEqual([11520, 0, 5927040, 70819200, 2031721883]);
  });

  it('repeats itself for a seed, and not for the next', () => {
    const draw = (seed: number): number[] => Array.from({ length: 8 }, seededRandom(seed));
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('fills the unit interval evenly', () => {
    const random = seededRandom(3);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) counts[Math.floor(random() * 10)]!++;
    // Chi-square with 9 degrees of freedom exceeds 27.9 once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
  });

  it('draws normal numbers of mean 0 and variance 1', () => {
    const random = seededRandom(4);
    const draws = Array.from({ length: 50_000 }, () => normalSample(random));
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    expect(mean).toBeCloseTo(0, 1);
    expect(draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length).toBeCloseTo(1, 1);
  });
});
