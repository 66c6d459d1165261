import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { benchmarkEffect, benchmarkEstimate, callsPerSample } from './benchmark.ts';
import { decide } from './decision.ts';

const medians = (n: number, centre: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => centre * Math.exp(0.02 * normalSample(random)));
};

describe('in-process benchmarks', () => {
  it('time as many calls at once as last a thousand ticks', () => {
    expect(callsPerSample(0.5, 1)).toBe(2000);
    expect(callsPerSample(5000, 1)).toBe(1);
    expect(callsPerSample(0, 42)).toBe(1000);
    expect(() => callsPerSample(1, 0)).toThrow('positive resolution');
  });

  it('know how well they know the median over processes', () => {
    const found = benchmarkEstimate(medians(20, 80, 1));
    expect(found.lower).toBeLessThan(found.estimate);
    expect(found.upper).toBeGreaterThan(found.estimate);
    expect(found.relativeError).toBeLessThan(0.03);
    expect(benchmarkEstimate([3, 4, 5]).relativeError).toBe(Number.POSITIVE_INFINITY);
  });

  it('find a change of 10 % over ten processes a side, exactly', () => {
    const found = benchmarkEffect(medians(10, 80, 2), medians(10, 88, 3));
    expect(found.effect.delta).toBeCloseTo(Math.log(1.1), 1);
    expect(decide([found])[0]!.status).toBe('regressed');
    expect(decide([benchmarkEffect(medians(10, 88, 2), medians(10, 80, 3))])[0]!.status).toBe('improved');
    expect(decide([benchmarkEffect(medians(10, 80, 2), medians(10, 80, 3))])[0]!.status).toBe('no change');
  });

  it('decide nothing below ten a side, and refuse times that are none', () => {
    expect(decide([benchmarkEffect(medians(9, 80, 2), medians(20, 160, 3))])[0]!.status).toBe('inconclusive');
    expect(() => benchmarkEffect([0], [1])).toThrow('positive times');
  });
});
