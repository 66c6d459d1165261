import { describe, expect, it } from 'vitest';
import { mean, median, medianAbsoluteDeviation, quantileOfSorted, variance } from './sample.ts';

describe('a plain list of numbers', () => {
  it('has mean, variance and median', () => {
    expect(mean([2, 4, 4, 4, 5, 5, 7, 9])).toBe(5);
    expect(variance([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(32 / 7, 14);
    expect(variance([3])).toBe(0);
    expect(median([5, 1, 3])).toBe(3);
    expect(median([5, 1, 3, 4])).toBe(3.5);
  });

  // R: quantile(1:10, c(0.05, 0.9)) and mad(c(1:9)).
  it("has R's quantiles and median absolute deviation", () => {
    const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    expect(quantileOfSorted(ten, 0.05)).toBeCloseTo(1.45, 14);
    expect(quantileOfSorted(ten, 0.9)).toBeCloseTo(9.1, 14);
    expect(quantileOfSorted(ten, 1)).toBe(10);
    expect(medianAbsoluteDeviation([1, 2, 3, 4, 5, 6, 7, 8, 9])).toBeCloseTo(2.9652, 4);
  });

  it('has no mean without values', () =>
    expect(() => mean([])).toThrow('mean needs at least one value, and was given 0 values.'));
});
