import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../stats/index.ts';
import { blockRatio } from './blocks.ts';

const ones = (length: number) => new Float64Array(length).fill(1);

describe('a ratio of sums over seconds', () => {
  it('is the ratio of the totals, not the mean of ratios', () => {
    const x = [100, ...new Array(9).fill(10)];
    const w = [1, ...new Array(9).fill(1)];
    expect(blockRatio(x, w)?.estimate).toBe(19);
    expect(blockRatio(new Array(20).fill(6), new Array(20).fill(2))).toMatchObject({ estimate: 3, lower: 3, upper: 3 });
  });

  it('has no interval from fewer than ten seconds or from none', () => {
    expect(blockRatio([1, 2, 3], [1, 1, 1])).toBeUndefined();
    expect(blockRatio(new Float64Array(50), new Float64Array(50))).toBeUndefined();
  });

  it('has an interval that holds the truth as often as it says, for independent and for autocorrelated seconds', () => {
    const random = seededRandom(7);
    for (const phi of [0, 0.5]) {
      let covered = 0;
      for (let run = 0; run < 400; run += 1) {
        let value = normalSample(random) / Math.sqrt(1 - phi * phi);
        const x = Array.from({ length: 300 }, () => {
          value = phi * value + normalSample(random);
          return 100 + value;
        });
        const { lower, upper } = blockRatio(x, ones(300))!;
        if (lower <= 100 && upper >= 100) covered += 1;
      }
      expect(covered / 400).toBeGreaterThan(0.9);
      expect(covered / 400).toBeLessThan(0.98);
    }
  });
});
