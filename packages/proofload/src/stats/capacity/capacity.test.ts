/**
 * Vectors: figure 2 of Satopaa and others (2011); the data set specsdm91 of R's package usl, whose page gives alpha
 * 0.0277285, beta 0.0001044, gamma 89.9952330 and a peak of 1884 at 96.52.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { kneedle } from './kneedle.ts';
import { fitLeastSquares, solveLinear } from './levenberg-marquardt.ts';
import { littlesLaw } from './littles-law.ts';
import { fitUsl } from './usl.ts';

const loads = [1, 18, 36, 72, 108, 144, 216];
const throughputs = [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2];
const levels = [1, 2, 4, 8, 12, 16, 24, 32];
const law = (n: number, sigma: number, kappa: number): number =>
  (100 * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));

describe('the knee of a curve', () => {
  const x = Array.from({ length: 10 }, (_, i) => i / 9);

  it('is at 0.22 on the curve of the paper', () => {
    expect(
      kneedle(
        x,
        x.map((value) => 5 - 1 / (value + 0.1)),
        { curve: 'concave' },
      ),
    ).toBe(2);
  });

  it('is found where latency turns upwards', () => {
    const latency = [10, 10, 11, 11, 12, 13, 20, 45, 90, 160];
    expect(kneedle(x, latency, { curve: 'convex' })).toBe(6);
  });

  it('is not on a straight line, a flat one, or one of two points', () => {
    expect(kneedle(x, x, { curve: 'concave' })).toBeUndefined();
    expect(kneedle(x, new Array<number>(10).fill(3), { curve: 'concave' })).toBeUndefined();
    expect(kneedle([1, 2], [1, 2], { curve: 'concave' })).toBeUndefined();
  });

  it('wants ascending loads, and as many values', () => {
    expect(() => kneedle([1, 1, 2], [1, 2, 3], { curve: 'concave' })).toThrow('ascending x');
    expect(() => kneedle([1, 2], [1], { curve: 'concave' })).toThrow('2 values of y');
  });
});

describe('the Universal Scalability Law', () => {
  it("has R's coefficients and peak", () => {
    const fit = fitUsl(loads, throughputs, { random: seededRandom(1), draws: 200 });
    expect(fit.sigma).toBeCloseTo(0.0277285, 6);
    expect(fit.kappa).toBeCloseTo(0.0001044, 7);
    expect(fit.lambda).toBeCloseTo(89.995233, 3);
    expect(fit.peak!.load).toBeCloseTo(96.52, 1);
    expect(fit.peak!.throughput).toBeCloseTo(1884, 0);
    expect(fit.rSquared).toBeGreaterThan(0.98);
    expect(fit.intervals.kappa.lower).toBeLessThan(0.0001044);
    expect(fit.intervals.kappa.upper).toBeGreaterThan(0.0001044);
  });

  it('recovers what made the data', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.3, noNaN: true }),
        fc.double({ min: 0, max: 0.01, noNaN: true }),
        (sigma, kappa) => {
          const fit = fitUsl(
            levels,
            levels.map((n) => law(n, sigma, kappa)),
            { random: seededRandom(1), draws: 2 },
          );
          expect(fit.sigma).toBeCloseTo(sigma, 5);
          expect(fit.kappa).toBeCloseTo(kappa, 6);
          expect(fit.lambda).toBeCloseTo(100, 3);
        },
      ),
    );
  });

  it('reports no peak when none was seen, and does not extrapolate', () => {
    const random = seededRandom(2);
    const noisy = levels.map((n) => law(n, 0.05, 0) * (1 + 0.02 * normalSample(random)));
    const fit = fitUsl(levels, noisy, { random, draws: 200 });
    expect(fit.intervals.kappa.lower).toBe(0);
    expect(fit.peak).toBeUndefined();
    expect(fit.farthestLoad).toBe(48);
    expect(fit.throughput(48)).toBeGreaterThan(0);
    expect(fit.throughput(49)).toBeUndefined();
  });

  it('keeps contention and coherency at 0 or above, where throughput rises faster than load too', () => {
    const fit = fitUsl(
      levels,
      levels.map((n) => 100 * n ** 1.1),
      { random: seededRandom(3), draws: 20 },
    );
    expect(fit).toMatchObject({ sigma: 0, kappa: 0, peak: undefined });
  });

  it('covers the true coherency in most of its intervals', () => {
    const random = seededRandom(4);
    let covered = 0;
    for (let i = 0; i < 60; i++) {
      const noisy = levels.map((n) => law(n, 0.05, 0.002) * (1 + 0.02 * normalSample(random)));
      const { kappa } = fitUsl(levels, noisy, { random, draws: 100 }).intervals;
      if (kappa.lower <= 0.002 && 0.002 <= kappa.upper) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(48);
  });

  it('needs six loads, and throughputs above 0', () => {
    const random = seededRandom(1);
    expect(() => fitUsl([1, 2, 3, 4, 5, 5], [1, 2, 3, 4, 5, 5], { random })).toThrow('at least 6 different loads');
    expect(() =>
      fitUsl(
        levels,
        levels.map(() => 0),
        { random },
      ),
    ).toThrow('above 0');
    expect(() => fitUsl(levels, [1], { random })).toThrow('8 throughputs');
  });
});

describe('least squares', () => {
  // Misra1a of the NIST Statistical Reference Datasets, from its first start.
  it('has the certified parameters of Misra1a', () => {
    const x = [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760];
    const y = [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78];
    const found = fitLeastSquares(
      (t, [a, b]) => {
        const decay = Math.exp(-b! * t);
        return { value: a! * (1 - decay), gradient: [1 - decay, a! * t * decay] };
      },
      x,
      y,
      [500, 0.0001],
    );
    expect(found.parameters[0]).toBeCloseTo(238.94212918, 3);
    expect(found.parameters[1]! * 1e4).toBeCloseTo(5.5015643181, 6);
    expect(found.sumOfSquares).toBeCloseTo(0.12455138894, 9);
  });

  it('solves linear systems and refuses singular ones', () => {
    expect(
      solveLinear(
        [
          [0, 2],
          [3, 4],
        ],
        [4, 11],
      ),
    ).toEqual([1, 2]);
    expect(
      solveLinear(
        [
          [1, 2],
          [2, 4],
        ],
        [1, 2],
      ),
    ).toBeUndefined();
  });
});

describe("Little's law", () => {
  it('accounts for all users, waiting ones included', () => {
    expect(littlesLaw({ users: 50, throughput: 20, responseTime: 1.5, thinkTime: 1 })).toEqual({
      expectedUsers: 50,
      difference: 0,
      holds: true,
    });
  });

  it('is off when something went unmeasured', () => {
    const found = littlesLaw({ users: 50, throughput: 20, responseTime: 1.5 });
    expect(found.holds).toBe(false);
    expect(found.difference).toBeCloseTo(-0.4, 12);
    expect(littlesLaw({ users: 100, throughput: 10, responseTime: 9.6 }).holds).toBe(true);
    expect(() => littlesLaw({ users: 0, throughput: 1, responseTime: 1 })).toThrow('users at work');
    expect(() => littlesLaw({ users: 1, throughput: -1, responseTime: 1 })).toThrow('0 or more');
  });
});
