import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { circularBlockLength } from './block-length.ts';

function autoregressive(n: number, phi: number, seed: number): number[] {
  const random = seededRandom(seed);
  let level = 0;
  return Array.from({ length: n }, () => {
    level = phi * level + normalSample(random);
    return level;
  });
}

describe('the block length of Politis and White, as Patton corrected it', () => {
  // Theory for AR(1): (3/2 (2 phi / (1 - phi^2))^2)^(1/3) n^(1/3).
  it.each([
    [0.5, 29.9],
    [0.8, 66.6],
  ])('is near the theoretical one of an AR(1) series with phi = %s', (phi, expected) => {
    const lengths = [1, 2, 3, 4, 5].map((seed) => circularBlockLength(autoregressive(10_000, phi, seed)));
    const mean = lengths.reduce((a, b) => a + b) / lengths.length;
    expect(mean / expected).toBeGreaterThan(0.8);
    expect(mean / expected).toBeLessThan(1.25);
  });

  it('is short where nothing is correlated', () => {
    expect(circularBlockLength(autoregressive(10_000, 0, 1))).toBeLessThan(8);
  });

  it('is 1 for a constant series and for one too short to tell', () => {
    expect(circularBlockLength(new Array<number>(50).fill(3))).toBe(1);
    expect(circularBlockLength([1, 2, 3])).toBe(1);
  });

  it('never exceeds a third of the series', () => {
    const trend = Array.from({ length: 30 }, (_, i) => i);
    expect(circularBlockLength(trend)).toBeLessThanOrEqual(10);
  });

  it('refuses NaN', () => expect(() => circularBlockLength([1, 2, Number.NaN, 4])).toThrow('position 2'));
});
