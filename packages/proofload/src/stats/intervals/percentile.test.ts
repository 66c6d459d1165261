import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/generator.ts';
import { sampleQuantiles } from '../sample.ts';
import { simulateRun } from './latencies.fixture.ts';
import { binomialPercentileInterval, percentileInterval } from './percentile.ts';

const steady = { seconds: 300, perSecond: 40, phi: 0, share: 0 };

describe("a percentile's interval within a run", () => {
  it('is about the binomial one where requests are independent', () => {
    const random = seededRandom(1);
    const runs = Array.from({ length: 20 }, () => simulateRun(steady, random));
    const found = runs.map((run) => percentileInterval(0.95, run.total, run.above(0.95)));
    const binomial = runs.map((run) => binomialPercentileInterval(0.95, run.total));
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b) / values.length;
    expect(found.every((interval) => interval.method === 'blocks' && !interval.optimistic)).toBe(true);
    expect(mean(found.map((interval) => interval.designEffect))).toBeCloseTo(1, 0);
    const ratio = mean(found.map((f, i) => f.standardErrorLog! / binomial[i]!.standardErrorLog!));
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
    expect(found[0]!.effectiveCount).toBeCloseTo(12_000 / found[0]!.designEffect, 6);
  });

  it('is much wider where seconds are alike', () => {
    const run = simulateRun({ seconds: 600, perSecond: 40, phi: 0.8, share: 0.5 }, seededRandom(2));
    const blocks = percentileInterval(0.95, run.total, run.above(0.95));
    const binomial = binomialPercentileInterval(0.95, run.total);
    expect(blocks.designEffect).toBeGreaterThan(10);
    expect(blocks.upper! - blocks.lower!).toBeGreaterThan(3 * (binomial.upper! - binomial.lower!));
    expect(blocks.blockLength).toBeGreaterThan(3);
  });

  it.each([
    { seconds: 300, perSecond: 20, phi: 0.5, share: 0.3 },
    { seconds: 600, perSecond: 20, phi: 0.8, share: 0.3 },
  ])('covers the true p95 in about 95 of 100 runs: %o', (shape) => {
    const random = seededRandom(3);
    const truth = 100 * Math.exp(0.5 * 1.6448536);
    let covered = 0;
    for (let i = 0; i < 300; i++) {
      const run = simulateRun(shape, random);
      const { lower, upper } = percentileInterval(0.95, run.total, run.above(0.95));
      if (lower! <= truth && truth <= upper!) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.91);
    expect(covered / 300).toBeLessThan(0.98);
  });

  it('falls back to the binomial interval, marked optimistic, below 10 slices or 5 with an event', () => {
    const short = simulateRun({ ...steady, seconds: 9 }, seededRandom(4));
    expect(percentileInterval(0.95, short.total, short.above(0.95))).toMatchObject({
      method: 'binomial',
      optimistic: true,
    });
    const values = Array.from({ length: 200 }, (_, i) => 10 + (i % 7));
    const events = new Array<number>(20).fill(0).with(3, 9).with(4, 1);
    const lumped = percentileInterval(0.95, sampleQuantiles(values), {
      counts: new Array<number>(20).fill(10),
      events,
    });
    expect(lumped.method).toBe('binomial');
  });

  it('has no upper end where the run is too short for one', () => {
    const run = simulateRun({ ...steady, seconds: 30, perSecond: 2 }, seededRandom(5));
    const interval = percentileInterval(0.99, run.total, run.above(0.99));
    expect(interval.upper).toBeUndefined();
    expect(interval.standardErrorLog).toBeUndefined();
    expect(interval.lower).toBeLessThan(interval.estimate);
  });

  it('does not take a perfectly regular pattern for perfect precision', () => {
    const values = Array.from({ length: 2000 }, (_, i) => (i % 20 === 0 ? 90 : 10));
    const interval = percentileInterval(0.95, sampleQuantiles(values), {
      counts: new Array<number>(100).fill(20),
      events: new Array<number>(100).fill(1),
    });
    expect(interval.method).toBe('binomial');
  });

  it('contains its estimate and widens with the confidence asked for', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom(0.5, 0.9, 0.95, 0.99),
        fc.integer({ min: 10, max: 80 }),
        (seed, p, seconds) => {
          const run = simulateRun({ seconds, perSecond: 10, phi: 0.5, share: 0.4 }, seededRandom(seed));
          const wide = percentileInterval(p, run.total, run.above(p), 0.99);
          const narrow = percentileInterval(p, run.total, run.above(p), 0.8);
          expect(narrow.lower ?? 0).toBeLessThanOrEqual(narrow.estimate);
          expect(narrow.upper ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(narrow.estimate);
          expect(wide.lower ?? 0).toBeLessThanOrEqual(narrow.lower ?? 0);
          expect(wide.upper ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(narrow.upper ?? 0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a run without values, and slices that do not fit each other', () => {
    const empty = { count: 0, quantile: () => 0 };
    expect(() => percentileInterval(0.95, empty, { counts: [], events: [] })).toThrow('at least one value');
    const one = sampleQuantiles([1]);
    expect(() => percentileInterval(0.95, one, { counts: [1, 2], events: [1] })).toThrow('as many counts as events');
    expect(() => percentileInterval(0.95, one, { counts: [1], events: [2] })).toThrow('from 0 to 1 events in slice 0');
  });
});

describe('the binomial interval of a percentile', () => {
  const ranks = (n: number): ReturnType<typeof sampleQuantiles> =>
    sampleQuantiles(Array.from({ length: n }, (_, i) => i + 1));

  // Hahn and Meeker, "Statistical Intervals", table A.15: 95 % interval for p90 of n = 100 from ranks 84 to 97.
  it("has Hahn and Meeker's ranks", () => {
    expect(binomialPercentileInterval(0.5, ranks(100))).toMatchObject({ lower: 40, upper: 61 });
    expect(binomialPercentileInterval(0.9, ranks(100)).lower).toBe(84);
  });

  it('has an upper end from 72 values on for p95', () => {
    expect(binomialPercentileInterval(0.95, ranks(71)).upper).toBeUndefined();
    expect(binomialPercentileInterval(0.95, ranks(72)).upper).toBe(72);
  });
});
