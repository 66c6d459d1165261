import { describe, expect, it } from 'vitest';
import { type Distribution, distributionSchema, drawMs } from './distribution.ts';
import { randomOf } from './random.ts';

function sample(distribution: Distribution, count = 20_000): number[] {
  const random = randomOf(1, 'sample');
  return Array.from({ length: count }, () => drawMs(distribution, random)).sort((left, right) => left - right);
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a distribution of delays', () => {
  it('has the mean that its kind and parameters say', () => {
    expect(meanOf(sample({ kind: 'constant', ms: 12 }))).toBeCloseTo(12);
    expect(meanOf(sample({ kind: 'uniform', minMs: 10, maxMs: 20 }))).toBeCloseTo(15, 0);
    expect(meanOf(sample({ kind: 'exponential', meanMs: 30 })) / 30).toBeCloseTo(1, 1);
    expect(meanOf(sample({ kind: 'lognormal', medianMs: 10, sigma: 0.5 })) / (10 * Math.exp(0.125))).toBeCloseTo(1, 1);
  });

  it('is bimodal in the share that is asked for', () => {
    const values = sample({ kind: 'bimodal', fastMs: 1, slowMs: 100, slowShare: 0.1 });
    expect(values.filter((value) => value === 100).length / values.length).toBeCloseTo(0.1, 2);
    expect(new Set(values)).toEqual(new Set([1, 100]));
  });

  it.each([
    { kind: 'constant', ms: -1 },
    { kind: 'constant' },
    { kind: 'uniform', minMs: 2, maxMs: 1 },
    { kind: 'lognormal', medianMs: 0, sigma: 1 },
    { kind: 'bimodal', fastMs: 1, slowMs: 2, slowShare: 1.5 },
    { kind: 'cauchy', ms: 1 },
  ])('refuses %j', (value) => {
    expect(distributionSchema.safeParse(value).success).toBe(false);
  });
});
