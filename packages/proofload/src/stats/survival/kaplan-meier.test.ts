/** Vector: remission times under 6-MP (Freireich and others, 1963), as in Kleinbaum and Klein, "Survival Analysis", 2.2. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kaplanMeier } from './kaplan-meier.ts';

const ended = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((time) => ({ time, censored: false }));
const cut = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map((time) => ({ time, censored: true }));

describe('times of which some were cut off', () => {
  it('have the survival of the textbook', () => {
    const { steps } = kaplanMeier([...cut, ...ended]);
    expect(steps.map(({ time }) => time)).toEqual([6, 7, 10, 13, 16, 22, 23]);
    expect(steps.map(({ atRisk }) => atRisk)).toEqual([21, 17, 15, 12, 11, 7, 6]);
    const survival = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482];
    const errors = [0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346];
    steps.forEach((step, i) => {
      expect(step.survival).toBeCloseTo(survival[i]!, 4);
      expect(step.standardError).toBeCloseTo(errors[i]!, 4);
    });
  });

  it('have a median, whose interval may have no upper end', () => {
    const found = kaplanMeier([...cut, ...ended]).quantile(0.5);
    // R: survfit(Surv(time, status) ~ 1, conf.type = "log-log") gives 23 (13, NA).
    expect(found).toEqual({ estimate: 23, lower: 13, upper: undefined });
  });

  it('have a mean up to the longest of them', () => {
    const curve = kaplanMeier([...cut, ...ended]);
    // R: print(survfit(Surv(time, status) ~ 1), rmean = 35) gives 23.29.
    expect(curve.restrictedMean(35)).toBeCloseTo(23.29, 2);
    expect(curve.restrictedMean(5)).toBe(5);
  });

  it('have the plain mean where nothing was cut off', () => {
    const whole = kaplanMeier([2, 4, 9].map((time) => ({ time, censored: false })));
    expect(whole.restrictedMean(9)).toBeCloseTo(5, 12);
  });

  it('have no quantile that the curve does not reach', () => {
    expect(kaplanMeier([...cut, ...ended]).quantile(0.95).estimate).toBeUndefined();
    expect(kaplanMeier(cut).quantile(0.01).estimate).toBeUndefined();
  });

  it('are plain ranks where nothing was cut off', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 99 }),
        (times, percent) => {
          const p = percent / 100;
          const ascending = times.toSorted((a, b) => a - b);
          const curve = kaplanMeier(times.map((time) => ({ time, censored: false })));
          expect(curve.quantile(p).estimate).toBe(ascending[Math.ceil(p * times.length - 1e-9) - 1]);
        },
      ),
    );
  });

  it('refuse what is no time', () => {
    expect(() => kaplanMeier([])).toThrow('at least one observation');
    expect(() => kaplanMeier([{ time: -1, censored: false }])).toThrow('0 or more');
  });
});
