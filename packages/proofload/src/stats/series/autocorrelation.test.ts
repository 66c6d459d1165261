import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { autocorrelation, effectiveSampleSize } from './autocorrelation.ts';

describe('autocorrelation', () => {
  // R: acf(1:5, lag.max = 4, plot = FALSE), which divides by n as here.
  it("is R's", () => {
    expect(Array.from(autocorrelation([1, 2, 3, 4, 5], 9))).toEqual([1, 0.4, -0.1, -0.4, -0.4]);
  });

  it('is 0 for a constant series', () => expect(Array.from(autocorrelation([2, 2, 2], 2))).toEqual([1, 0, 0]));
});

describe('the effective sample size', () => {
  it('is about n (1 - phi) / (1 + phi) for AR(1)', () => {
    const random = seededRandom(1);
    let level = 0;
    const values = Array.from({ length: 20_000 }, () => {
      level = 0.8 * level + normalSample(random);
      return level;
    });
    expect(effectiveSampleSize(values) / 20_000).toBeCloseTo(1 / 9, 1);
    expect(effectiveSampleSize(values)).toBeLessThan(3000);
  });

  it('is about n for noise, and never more', () => {
    const random = seededRandom(2);
    const size = effectiveSampleSize(Array.from({ length: 1000 }, () => normalSample(random)));
    expect(size).toBeGreaterThan(700);
    expect(size).toBeLessThanOrEqual(1000);
    expect(effectiveSampleSize([1, -1, 1, -1, 1, -1])).toBe(6);
    expect(effectiveSampleSize([1, 2])).toBe(2);
  });
});
