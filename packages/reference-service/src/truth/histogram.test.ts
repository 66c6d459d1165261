import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from './histogram.ts';

const values = fc.array(fc.double({ min: 1e-5, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });

describe('a histogram of logarithmic buckets', () => {
  it('tells any quantile within 0.1 % of the exact nearest-rank one', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
        const histogram = new LogHistogram();
        for (const value of list) histogram.record(value);
        const exact = list.toSorted((left, right) => left - right)[
          Math.max(0, Math.ceil(q * list.length) - 1)
        ] as number;
        expect(Math.abs(histogram.quantile(q) - exact) / exact).toBeLessThanOrEqual(0.001);
      }),
    );
  });

  it('counts every value in one bucket, and bounds each from above', () => {
    fc.assert(
      fc.property(values, (list) => {
        const histogram = new LogHistogram();
        for (const value of list) histogram.record(value);
        const buckets = histogram.buckets();
        expect(buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(list.length);
        const largest = buckets[buckets.length - 1]?.[0] ?? 0;
        expect(largest * 1.0000001).toBeGreaterThanOrEqual(Math.max(...list));
      }),
    );
  });

  it('keeps zeros, the exact ends and the exact mean', () => {
    const histogram = new LogHistogram();
    for (const value of [0, 0, 3, 5]) histogram.record(value);
    expect(histogram.summary()).toMatchObject({ count: 4, minMs: 0, meanMs: 2, maxMs: 5, p50: 0 });
    expect(histogram.buckets()[0]).toEqual([1e-6, 2]);
  });

  it('tells nothing while it is empty', () => {
    expect(new LogHistogram().summary()).toBeUndefined();
    expect(new LogHistogram().quantile(0.5)).toBeNaN();
  });
});
