/**
 * Vectors: the example series of R's rtrend::mkTrend, with S and p by scipy.stats.kendalltau's count of pairs and the
 * interval by scipy.stats.theilslopes; variance with ties by Gilbert, "Statistical Methods for Environmental Pollution
 * Monitoring" (1987), formula 16.2.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { sortCountingInversions, tieLengths } from './inversions.ts';
import { mannKendall } from './mann-kendall.ts';
import { medianSlope, senSlopes } from './sen-slopes.ts';
import { theilSen } from './theil-sen.ts';

const series = [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69];
const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 60 });

describe('counting inversions', () => {
  it('counts as the double loop does, with and without ties', () => {
    fc.assert(
      fc.property(values, (list) => {
        const count = (test: (a: number, b: number) => boolean): number =>
          list.reduce((sum, a, i) => sum + list.slice(i + 1).filter((b) => test(a, b)).length, 0);
        expect(sortCountingInversions(Float64Array.from(list))).toBe(count((a, b) => a > b));
        expect(sortCountingInversions(Float64Array.from(list), true)).toBe(count((a, b) => a >= b));
      }),
    );
  });

  it('sorts, and finds the ties', () => {
    const list = Float64Array.of(3, 1, 3, 2, 1, 3);
    sortCountingInversions(list);
    expect(Array.from(list)).toEqual([1, 1, 2, 3, 3, 3]);
    expect(tieLengths(list)).toEqual([2, 3]);
  });
});

describe('the Mann-Kendall test', () => {
  it("has S, tau and variance of R's example", () => {
    const found = mannKendall(series, { independent: true });
    expect(found.s).toBe(5);
    expect(found.tau).toBeCloseTo(5 / 45, 14);
    expect(found.variance).toBe(125);
    expect(found.z).toBeCloseTo(4 / Math.sqrt(125), 14);
    expect(found.p).toBeCloseTo(0.720515, 6);
  });

  it('counts ties in the variance', () => {
    // n = 12 with ties of 3, 2 and 2.
    const tied = [10, 22, 21, 30, 22, 30, 40, 40, 40, 5, 6, 7];
    expect(mannKendall(tied, { independent: true }).variance).toBeCloseTo((12 * 11 * 29 - 66 - 36) / 18, 12);
  });

  it('is symmetric in time and blind to any rising transformation', () => {
    fc.assert(
      fc.property(values, (list) => {
        const forward = mannKendall(list, { independent: true });
        expect(mannKendall(list.toReversed(), { independent: true }).s + forward.s).toBe(0);
        expect(
          mannKendall(
            list.map((x) => Math.exp(x / 10)),
            { independent: true },
          ).s,
        ).toBe(forward.s);
      }),
    );
  });

  it('raises few false alarms on autocorrelated series, and many without the correction', () => {
    const random = seededRandom(1);
    let corrected = 0;
    let naive = 0;
    for (let i = 0; i < 200; i++) {
      let level = 0;
      const list = Array.from({ length: 300 }, () => {
        level = 0.5 * level + normalSample(random);
        return level;
      });
      if (mannKendall(list).p < 0.05) corrected++;
      if (mannKendall(list, { independent: true }).p < 0.05) naive++;
    }
    expect(naive).toBeGreaterThan(30);
    expect(corrected).toBeLessThan(25);
  });

  it('still sees a trend in them', () => {
    const random = seededRandom(2);
    let level = 0;
    const list = Array.from({ length: 300 }, (_, i) => {
      level = 0.5 * level + normalSample(random);
      return level + 0.02 * i;
    });
    expect(mannKendall(list).p).toBeLessThan(0.001);
  });

  it('finds nothing in a constant series, and refuses one that is too short or has no number', () => {
    expect(mannKendall([5, 5, 5, 5, 5])).toMatchObject({ s: 0, z: 0, p: 1 });
    expect(() => mannKendall([1, 2, 3])).toThrow('at least 4 values');
    expect(() => mannKendall([1, 2, Number.NaN, 4])).toThrow('finite numbers (position 2)');
  });
});

describe('the Theil-Sen slope', () => {
  it('has the slope and the interval of the ranks', () => {
    const found = theilSen(series, { varianceOfS: 125 });
    expect(found.slope).toBeCloseTo(0.040000000000000036, 12);
    expect(found.lower).toBeCloseTo(-0.23599999999999993, 12);
    expect(found.upper).toBeCloseTo(0.2400000000000002, 12);
  });

  it('is exact on a line, over uneven times, whatever a few outliers do', () => {
    const times = [0, 1, 2, 5, 9, 10, 14, 15, 20, 21, 25, 30];
    const line = times
      .map((t) => 3 + 0.5 * t)
      .with(2, 900)
      .with(7, -900);
    expect(theilSen(line, { times }).slope).toBeCloseTo(0.5, 12);
    expect(theilSen(line, { times }).intercept).toBeCloseTo(3, 12);
  });

  it('is the same whether slopes are listed or searched for', () => {
    const random = seededRandom(3);
    const long = Array.from({ length: 700 }, (_, i) => Math.round(4 * normalSample(random)) + 0.003 * i);
    const times = long.map((_, i) => Math.floor(i / 3));
    const listed: number[] = [];
    for (let i = 0; i < 700; i++) {
      for (let j = i + 1; j < 700; j++)
        if (times[i] !== times[j]) listed.push((long[j]! - long[i]!) / (times[j]! - times[i]!));
    }
    listed.sort((a, b) => a - b);
    const slopes = senSlopes(long, times);
    expect(slopes.count).toBe(listed.length);
    for (const rank of [0, 1000, listed.length >> 1, listed.length - 1])
      expect(slopes.at(rank)).toBeCloseTo(listed[rank]!, 9);
  });

  it('refuses times that run backwards, that do not fit, or that never change', () => {
    expect(() => theilSen([1, 2, 3, 4], { times: [1, 3, 2, 4] })).toThrow('times in order (position 2)');
    expect(() => theilSen([1, 2, 3, 4], { times: [1, 2] })).toThrow('4 times');
    expect(() => medianSlope(senSlopes([1, 2], [5, 5]))).toThrow('two times at least');
  });
});
