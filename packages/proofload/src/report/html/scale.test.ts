import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearScale, logarithmicScale, timeScale } from './scale.ts';

const range = { from: 200, to: 10 };
const positive = fc.double({ min: 1e-3, max: 1e7, noNaN: true });

describe('a linear scale', () => {
  it('goes from zero to a round value', () => {
    const { ticks, at } = linearScale(412, range, 5);
    expect(ticks).toEqual([0, 100, 200, 300, 400, 500]);
    expect(at(0)).toBe(200);
    expect(at(500)).toBe(10);
  });

  it('shows every value, in few steps', () => {
    fc.assert(
      fc.property(positive, fc.integer({ min: 1, max: 10 }), (largest, wanted) => {
        const { ticks, at } = linearScale(largest, range, wanted);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(largest * (1 - 1e-9));
        expect(ticks.length).toBeLessThanOrEqual(wanted + 1);
        expect(at(largest)).toBeLessThan(range.from);
      }),
    );
  });

  it('stands where there is nothing to show', () => {
    for (const largest of [0, Number.NaN, Number.POSITIVE_INFINITY])
      expect(linearScale(largest, range, 5).at(0)).toBe(200);
  });
});

describe('a logarithmic scale', () => {
  it('is marked at 1, 2 and 5, or at powers of ten where these are too many', () => {
    expect(logarithmicScale(1, 100, range, 8).ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
    expect(logarithmicScale(1, 1000, range, 4).ticks).toEqual([1, 10, 100, 1000]);
  });

  it('has its ends where it begins and ends', () => {
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        fc.pre(high > low * 1.001);
        const { at, ticks } = logarithmicScale(low, high, range, 6);
        expect(at(low)).toBeCloseTo(range.from, 3);
        expect(at(high)).toBeCloseTo(range.to, 3);
        expect(ticks.length).toBeLessThanOrEqual(6);
      }),
    );
  });

  it('stands where all values are the same', () => {
    expect(Number.isFinite(logarithmicScale(5, 5, range, 5).at(5))).toBe(true);
  });
});

describe("a scale of a run's time", () => {
  it('is marked at round times', () => {
    expect(timeScale(120_000, range, 10).ticks.map((ms) => ms / 1000)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120]);
    expect(timeScale(36 * 3_600_000, range, 10).ticks).toHaveLength(10);
  });

  it('is never crowded, however long the run', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e9 }), (totalMs) => {
        expect(timeScale(totalMs, range, 10).ticks.length).toBeLessThanOrEqual(11);
      }),
    );
  });
});
