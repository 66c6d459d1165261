/**
 * Vectors: Hollander and Wolfe, "Nonparametric Statistical Methods" (1973), pages 29 and 69, the examples of R's
 * wilcox.test; the documented examples of scipy.stats.mannwhitneyu and scipy.stats.wilcoxon; the values for larger samples
 * with ties were computed with SciPy's asymptotic methods.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann, hodgesLehmannShift } from './hodges-lehmann.ts';
import { mannWhitney } from './mann-whitney.ts';
import { ranks } from './ranks.ts';
import { signedRank } from './signed-rank.ts';

const permeabilityTerm = [0.8, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
const permeabilityEarly = [1.15, 0.88, 0.9, 0.74, 1.21];
const depression = [
  1.83 - 0.878,
  0.5 - 0.647,
  1.62 - 0.598,
  2.48 - 2.05,
  1.68 - 1.06,
  1.88 - 1.29,
  1.55 - 1.06,
  3.06 - 3.14,
  0.01,
];

it('gives equal values the mean of their ranks', () => {
  expect(Array.from(ranks([10, 30, 20, 20, 5]))).toEqual([2, 5, 3.5, 3.5, 1]);
  expect(Array.from(ranks([]))).toEqual([]);
});

describe('the Mann-Whitney test', () => {
  it('is exact on small samples', () => {
    const found = mannWhitney(permeabilityTerm, permeabilityEarly);
    expect(found).toMatchObject({ u: 35, method: 'exact' });
    expect(found.pGreater).toBeCloseTo(0.1272061272, 10);
    expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toMatchObject({ u: 17, p: 2 / 18 });
  });

  it('is exact with ties: all 462 ways to choose were counted', () => {
    const found = mannWhitney([1, 2, 2, 3, 5, 5], [2, 4, 5, 6, 6]);
    expect(found.pGreater).toBeCloseTo(439 / 462, 12);
    expect(found.pLess).toBeCloseTo(35 / 462, 12);
  });

  it('is the corrected normal approximation beyond 20 a side', () => {
    const a = [
      0.3, 0.8, 0.3, -1.3, 0.9, 0.4, -0.5, 0.6, 0.4, 0.3, 0, 0.5, -0.7, -0.2, -0.5, 0.6, 0, -0.3, -0.8, -0.3, 0, -0.3,
      1.3, 1, -2.7,
    ];
    const b = [
      -1.4, 0.3, 0.1, 0.7, 0.7, 2.6, -0.6, 0.1, 2.5, 1.1, 1.2, 0, -1.1, 0.7, 0.6, -0.7, -0.2, 0.4, -0.4, 0.4, 0.6, 0.5,
      0, 1.1, 1.4, 0.8, -0.3, 1.2, 0, 1.4,
    ];
    const found = mannWhitney(a, b);
    expect(found).toMatchObject({ u: 268.5, method: 'normal' });
    expect(found.p).toBeCloseTo(0.0727209895182198, 12);
  });

  it('is blind to which side is which', () => {
    const side = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(side, side, (a, b) => {
        const there = mannWhitney(a, b);
        const back = mannWhitney(b, a);
        expect(there.p).toBeCloseTo(back.p, 12);
        expect(there.pGreater).toBeCloseTo(back.pLess, 12);
        expect(there.superiority + back.superiority).toBeCloseTo(1, 12);
      }),
    );
  });

  it('finds nothing where all values are equal', () => {
    expect(mannWhitney([4, 4, 4], [4, 4]).p).toBe(1);
    expect(mannWhitney(new Array<number>(30).fill(4), new Array<number>(30).fill(4)).p).toBe(1);
    expect(() => mannWhitney([], [1])).toThrow('values on both sides');
  });
});

describe("Wilcoxon's signed-rank test", () => {
  it('is exact on small samples', () => {
    expect(signedRank(depression)).toMatchObject({ statistic: 40, n: 9, method: 'exact' });
    expect(signedRank(depression).pGreater).toBeCloseTo(0.01953125, 12);
    const maize = signedRank([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]);
    expect(maize.statistic).toBe(96);
    expect(maize.p).toBeCloseTo(0.041259765625, 12);
  });

  it('is the corrected normal approximation beyond 50 differences', () => {
    const many = [
      -0.9, 1.1, 0.2, -1, -0.1, 0.3, 0.5, -0.8, -0.9, 0.4, -0.3, 0.4, 1, -1.4, 0.5, 1.4, -0.1, -0.6, 1, 0.5, 1.1, -0.1,
      -1.3, 0.1, -0.2, 1, 0.4, -1.4, -1, 1.1, 0.9, -0.4, 0.2, 0.6, 0.7, 1.1, 0.5, 0.1, -0.1, 1.3, -2.1, 0.1, 0.2, -1.2,
      0.5, -0.5, 1.1, 0.1, 0.9, 1.4, 0.6, -0.7, -1.3, 2, 0.1, -0.5, 0.3, 0, 1.1, 0.2,
    ];
    const found = signedRank(many);
    expect(found).toMatchObject({ n: 59, method: 'normal' });
    expect(found.p).toBeCloseTo(0.14791010178675498, 12);
  });

  it('cannot say more than 2^(1 - n), and nothing about zeros', () => {
    expect(signedRank([1, 2, 3, 4, 5, 6, 7, 8]).p).toBeCloseTo(2 ** -7, 14);
    expect(signedRank([0, 0, 0])).toMatchObject({ n: 0, p: 1 });
  });

  it('mirrors', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 60 }), (list) => {
        const mirrored = signedRank(list.map((x) => -x));
        expect(signedRank(list).pGreater).toBeCloseTo(mirrored.pLess, 10);
      }),
    );
  });
});

describe('the estimates of Hodges and Lehmann', () => {
  it("have Hollander and Wolfe's interval for paired differences", () => {
    const found = hodgesLehmann(depression);
    expect(found.estimate).toBeCloseTo(0.46, 12);
    expect(found.lower).toBeCloseTo(0.01, 12);
    expect(found.upper).toBeCloseTo(0.786, 12);
    expect(found.confidence).toBeCloseTo(0.961, 3);
  });

  it("have Hollander and Wolfe's shift for two groups", () => {
    const found = hodgesLehmannShift(permeabilityTerm, permeabilityEarly);
    expect(found.estimate).toBeCloseTo(0.305, 12);
    expect(found.lower).toBeCloseTo(-0.15, 12);
    expect(found.upper).toBeCloseTo(0.76, 12);
    expect(found.confidence).toBeGreaterThanOrEqual(0.95);
  });

  it('say which confidence they reach where there are too few values', () => {
    expect(hodgesLehmann([1, 2, 4])).toMatchObject({ lower: 1, upper: 4, confidence: 0.75 });
    expect(hodgesLehmannShift([1], [2])).toMatchObject({ estimate: -1, confidence: 0 });
  });

  it('contain what their test does not reject', () => {
    const list = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(list, (differences) => {
        const { lower, upper, estimate } = hodgesLehmann(differences);
        expect(lower).toBeLessThanOrEqual(estimate);
        expect(upper).toBeGreaterThanOrEqual(estimate);
        if (new Set(differences.map(Math.abs)).size === differences.length && lower > 0) {
          expect(signedRank(differences).p).toBeLessThanOrEqual(0.05);
        }
      }),
    );
  });

  it('shift with the data, large samples included', () => {
    const big = Array.from({ length: 60 }, (_, i) => Math.sin(i));
    expect(hodgesLehmann(big.map((x) => x + 3)).lower).toBeCloseTo(hodgesLehmann(big).lower + 3, 12);
    const found = hodgesLehmannShift(
      big.map((x) => x + 2),
      big,
    );
    expect(found.estimate).toBeCloseTo(2, 12);
    expect(found.lower).toBeLessThan(2);
  });
});
