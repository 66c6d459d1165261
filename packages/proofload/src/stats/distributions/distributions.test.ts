/**
 * Vectors: Abramowitz and Stegun, "Handbook of Mathematical Functions", tables 26.1, 26.9 and 26.10; NIST/SEMATECH
 * e-Handbook of Statistical Methods, 1.3.6.7 (critical values); R's documented examples of pnorm, pbinom and qbeta.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StatsInputError } from '../errors.ts';
import { betaQuantile, regularizedBeta } from './beta.ts';
import { binomialCdf, binomialQuantile } from './binomial.ts';
import { fCdf, fQuantile } from './fisher.ts';
import { logGamma } from './gamma.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { studentCdf, studentQuantile } from './student.ts';

const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const shape = fc.double({ min: 0.3, max: 5000, noNaN: true });

describe('the normal distribution', () => {
  it('has the tabled values', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1)).toBeCloseTo(0.841344746068543, 15);
    expect(normalCdf(-3)).toBeCloseTo(0.00134989803163009, 16);
    expect(normalCdf(-10) / 7.61985302416052e-24).toBeCloseTo(1, 10);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
    expect(normalQuantile(1e-20)).toBeCloseTo(-9.262340089798409, 12);
  });

  it('has a quantile that inverts it', () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12);
      }),
    );
  });
});

describe("Student's t distribution", () => {
  it('has the tabled critical values', () => {
    expect(studentQuantile(0.975, 1)).toBeCloseTo(12.706, 3);
    expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228, 3);
    expect(studentQuantile(0.99, 4)).toBeCloseTo(3.747, 3);
    expect(studentQuantile(0.95, 100)).toBeCloseTo(1.66, 3);
    expect(studentQuantile(0.025, Number.POSITIVE_INFINITY)).toBeCloseTo(-1.96, 3);
  });

  it('is the Cauchy distribution at one degree of freedom', () => {
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (t) => {
        expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
      }),
    );
  });

  it('keeps the digits of a far tail', () => {
    expect(studentCdf(-30, 1000) / 7.687343722021547e-142).toBeCloseTo(1, 9);
  });

  it('has a quantile that inverts it', () => {
    fc.assert(
      fc.property(probability, shape, (p, df) => {
        expect(studentCdf(studentQuantile(p, df), df)).toBeCloseTo(p, 10);
      }),
    );
  });
});

describe('the F distribution', () => {
  it('has the tabled critical values', () => {
    expect(fQuantile(0.95, 1, 10)).toBeCloseTo(4.965, 3);
    expect(fQuantile(0.95, 5, 2)).toBeCloseTo(19.296, 3);
    expect(fQuantile(0.99, 10, 20)).toBeCloseTo(3.368, 3);
    expect(fCdf(0, 3, 4)).toBe(0);
  });

  it('is the square of t where the numerator has one degree', () => {
    expect(fQuantile(0.95, 1, 7)).toBeCloseTo(studentQuantile(0.975, 7) ** 2, 10);
  });
});

describe('the beta and binomial distributions', () => {
  it('has the closed form of a Beta(1, b)', () => {
    fc.assert(
      fc.property(probability, shape, (x, b) => {
        expect(regularizedBeta(x, 1, b)).toBeCloseTo(1 - (1 - x) ** b, 11);
      }),
    );
  });

  it('mirrors', () => {
    fc.assert(
      fc.property(probability, shape, shape, (x, a, b) => {
        expect(regularizedBeta(x, a, b)).toBeCloseTo(1 - regularizedBeta(1 - x, b, a), 10);
      }),
    );
  });

  it('has a quantile that inverts it', () => {
    fc.assert(
      fc.property(probability, fc.double({ min: 1, max: 5000, noNaN: true }), shape, (p, a, b) => {
        expect(regularizedBeta(betaQuantile(p, a, b + 1), a, b + 1)).toBeCloseTo(p, 8);
      }),
    );
  });

  it('sums the binomial', () => {
    expect(binomialCdf(3, 10, 0.5)).toBeCloseTo(176 / 1024, 14);
    expect(binomialCdf(-1, 10, 0.5)).toBe(0);
    expect(binomialCdf(10, 10, 0.5)).toBe(1);
    expect(binomialCdf(180_900, 3_600_000, 0.05)).toBeCloseTo(0.98523297553746, 11);
  });

  it('has the smallest count that reaches a probability as its quantile', () => {
    expect(binomialQuantile(0.5, 1, 0.5)).toBe(0);
    fc.assert(
      fc.property(
        probability,
        fc.integer({ min: 1, max: 4000 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (q, n, p) => {
          const k = binomialQuantile(q, n, p);
          expect(binomialCdf(k, n, p)).toBeGreaterThanOrEqual(q * (1 - 1e-11));
          expect(binomialCdf(k - 1, n, p)).toBeLessThan(q);
        },
      ),
    );
  });

  it('has the factorials in the gamma function', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 12);
    expect(logGamma(171)).toBeCloseTo(706.573062245787, 10);
  });
});

it('refuses what is not a probability, and says who asked', () => {
  expect(() => normalQuantile(1)).toThrow(StatsInputError);
  expect(() => studentQuantile(0.5, 0)).toThrow('studentQuantile needs positive degrees of freedom, and was given 0.');
  expect(() => betaQuantile(Number.NaN, 1, 1)).toThrow(StatsInputError);
});
