import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../measure/histogram.ts';
import { distributionOf, histogramOf } from './distribution.ts';
import { distributionSchema } from './schema/distribution.ts';

describe('a distribution in the record', () => {
  it('is absent where nothing was measured', () => {
    expect(distributionOf(new Histogram())).toBeUndefined();
  });

  it('gives its histogram back, with every percentile and the moments', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 }), (valuesMs) => {
        const histogram = Histogram.of(valuesMs);
        const distribution = distributionSchema.parse(JSON.parse(JSON.stringify(distributionOf(histogram))));
        const back = histogramOf(distribution);
        expect(back.encode().buckets).toBe(histogram.encode().buckets);
        for (const p of [0, 0.5, 0.73, 0.99, 1]) expect(back.quantile(p)).toBe(histogram.quantile(p));
        expect(back.mean).toBeCloseTo(histogram.mean, 6);
        expect(Math.abs(back.stddev - histogram.stddev)).toBeLessThanOrEqual(1e-6 * (histogram.max + 1));
      }),
    );
  });
});
