import { describe, expect, it } from 'vitest';
import { earlyStoppingPasses, earlyStoppingSamples } from './early-stopping.ts';
import { samplesNeeded } from './samples.ts';

describe('how many requests a percentile needs', () => {
  it.each([
    [0.95, 59, 72],
    [0.99, 299, 368],
    [0.999, 2995, 3688],
  ])('p = %s takes %i to judge and %i for a two-sided interval', (p, one, two) => {
    expect(samplesNeeded(p)).toBe(one);
    expect(samplesNeeded(p, { sides: 2 })).toBe(two);
  });

  it('takes more where requests are alike, and never fewer', () => {
    expect(samplesNeeded(0.95, { designEffect: 10 })).toBe(585);
    expect(samplesNeeded(0.95, { designEffect: 0.2 })).toBe(59);
  });

  it('asks of a low percentile that something lies below it', () => {
    expect(samplesNeeded(0.01, { sides: 2 })).toBe(samplesNeeded(0.99, { sides: 2 }));
  });

  it('refuses a percentage', () => expect(() => samplesNeeded(95)).toThrow('a probability between 0 and 1'));
});

// The table of "Early stopping criterion for the MLPerf inference benchmarks", confidence 0.99.
describe('early stopping as in MLPerf', () => {
  it.each([
    [0.9, [44, 64, 81, 127, 197]],
    [0.95, [90, 130, 165, 259, 398]],
    [0.99, [459, 662, 838, 1307, 2010]],
  ])('at p = %s needs the published counts', (p, counts) => {
    expect([0, 1, 2, 5, 10].map((above) => earlyStoppingSamples(above, p))).toEqual(counts);
  });

  it('passes at the count and not one before', () => {
    expect(earlyStoppingPasses(43, 0, 0.9)).toBe(false);
    expect(earlyStoppingPasses(44, 0, 0.9)).toBe(true);
    expect(earlyStoppingPasses(0, 0, 0.9)).toBe(false);
  });
});
