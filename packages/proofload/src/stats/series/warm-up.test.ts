import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { warmUp } from './warm-up.ts';

const noise = (n: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => 100 + normalSample(random));
};

describe('the warm-up by MSER-5', () => {
  it('is what an initial slow phase lasts', () => {
    for (const seconds of [20, 40, 60]) {
      const values = noise(300, seconds).map((x, i) => (i < seconds ? x + 40 : x));
      const found = warmUp(values);
      expect(found.conclusive).toBe(true);
      expect(found.length).toBeGreaterThanOrEqual(seconds);
      expect(found.length).toBeLessThanOrEqual(seconds + 15);
    }
  });

  it('follows an exponential decay until it is lost in the noise', () => {
    const values = noise(300, 2).map((x, i) => x + 50 * Math.exp(-i / 10));
    expect(warmUp(values).length).toBeGreaterThanOrEqual(25);
    expect(warmUp(values).length).toBeLessThanOrEqual(80);
  });

  it('is the formula, computed the slow way', () => {
    const values = noise(100, 3).map((x, i) => x + (i < 12 ? 9 : 0));
    const batches = Array.from({ length: 20 }, (_, b) => values.slice(5 * b, 5 * b + 5).reduce((a, c) => a + c) / 5);
    const errors = Array.from({ length: 11 }, (_, d) => {
      const rest = batches.slice(d);
      const centre = rest.reduce((a, c) => a + c) / rest.length;
      return rest.reduce((sum, x) => sum + (x - centre) ** 2, 0) / rest.length ** 2;
    });
    expect(warmUp(values).length).toBe(5 * errors.indexOf(Math.min(...errors)));
  });

  it('is nothing where values are constant', () => {
    expect(warmUp(new Array<number>(100).fill(7))).toEqual({ length: 0, conclusive: true });
  });

  it('is not conclusive with fewer than 50 values, nor while the series still falls', () => {
    expect(warmUp(noise(49, 4))).toEqual({ length: 0, conclusive: false });
    expect(warmUp(Array.from({ length: 100 }, (_, i) => 1000 - i)).conclusive).toBe(false);
  });
});
