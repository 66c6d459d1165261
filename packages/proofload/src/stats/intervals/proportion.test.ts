/** Vectors: NIST e-Handbook 7.2.4.1; Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialCdf } from '../distributions/binomial.ts';
import { clopperPearson, wilson } from './proportion.ts';

describe('the interval of a proportion', () => {
  it("is Newcombe's for 81 of 263, 15 of 148, 0 of 20 and 1 of 29", () => {
    const rows: readonly (readonly [number, number, number, number, number, number])[] = [
      [81, 263, 0.2553, 0.3662, 0.2527, 0.3676],
      [15, 148, 0.0624, 0.1605, 0.0578, 0.1617],
      [0, 20, 0, 0.1611, 0, 0.1684],
      [1, 29, 0.0061, 0.1718, 0.0009, 0.1776],
    ];
    for (const [events, trials, low, high, exactLow, exactHigh] of rows) {
      expect(wilson(events, trials).lower).toBeCloseTo(low, 4);
      expect(wilson(events, trials).upper).toBeCloseTo(high, 4);
      expect(clopperPearson(events, trials).lower).toBeCloseTo(exactLow, 4);
      expect(clopperPearson(events, trials).upper).toBeCloseTo(exactHigh, 4);
    }
  });

  it('leaves exactly half of the error beyond each end when it is exact', () => {
    const trials = fc.integer({ min: 2, max: 5000 });
    fc.assert(
      fc.property(trials, fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const events = Math.min(n - 1, Math.max(1, Math.round(n * share)));
        const { lower, upper } = clopperPearson(events, n);
        expect(binomialCdf(events, n, upper)).toBeCloseTo(0.025, 8);
        expect(1 - binomialCdf(events - 1, n, lower)).toBeCloseTo(0.025, 8);
      }),
    );
  });

  it('refuses more events than trials', () => {
    expect(() => wilson(3, 2)).toThrow('wilson needs events from 0 to 2, and was given 3.');
    expect(() => clopperPearson(0, 0)).toThrow('at least one trial');
  });
});
