import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { compareGroups } from './compare-groups.ts';
import { compareRuns } from './effect.ts';
import { lookLevel } from './looks.ts';
import type { PositiveMetric, PositiveValue } from './metric.ts';

const run = (value: number, standardErrorLog = 0.01): PositiveValue => ({ value, standardErrorLog });
const group = (value: number, runs: number, noise = 0.01): PositiveValue[] =>
  Array.from({ length: runs }, (_, i) => run(value * Math.exp(noise * (i % 2 === 0 ? 1 : -1))));
const tail = (before: PositiveValue[], after: PositiveValue[], rest: Partial<PositiveMetric> = {}): PositiveMetric => ({
  kind: 'tail',
  before,
  after,
  ...rest,
});
const one = (metric: PositiveMetric): ReturnType<typeof compareGroups>[number] => compareGroups([metric])[0]!;

describe('the effect between two groups of runs', () => {
  it('is the formula of the statistics page, by hand', () => {
    const effect = compareRuns(
      [
        { value: 0, standardError: 0.02 },
        { value: 0.1, standardError: 0.02 },
      ],
      [{ value: 0.4, standardError: 0.03 }],
      { prior: 0.1, tolerance: 0.02 },
    );
    const sigma2 = (4 * 0.01 + (0.005 - 0.0004)) / 5;
    expect(effect.delta).toBeCloseTo(0.35, 12);
    expect(effect.sigmaRun.value ** 2).toBeCloseTo(sigma2, 12);
    expect(effect.standardError ** 2).toBeCloseTo((0.0004 + sigma2) / 2 + (0.0009 + sigma2), 12);
    expect(effect.degrees).toBe(5);
    // R: qt(0.975, 5)
    expect(effect.upper - effect.delta).toBeCloseTo(2.570582 * effect.standardError, 6);
  });

  it('asks for a run on each side, with a number for a value', () => {
    const options = { prior: 0.1, tolerance: 0.02 };
    expect(() => compareRuns([], [{ value: 1, standardError: 0 }], options)).toThrow('at least one run on each side');
    expect(() =>
      compareRuns([{ value: Number.NaN, standardError: 0 }], [{ value: 1, standardError: 0 }], options),
    ).toThrow('finite');
  });
});

describe('the comparison of groups of runs', () => {
  it.each([
    [1.05, 'slight'],
    [1.15, 'minor'],
    [1.35, 'major'],
    [1.7, 'critical'],
  ] as const)('calls %s times as slow a %s regression, and half the rate one as well', (factor, severity) => {
    const slower = one(tail(group(100, 40), group(100 * factor, 40), { tolerance: 0.02 }));
    expect(slower).toMatchObject({ status: 'regressed', severity });
    expect(slower.change).toBeCloseTo(factor - 1, 2);
    expect(slower.interval[0]).toBeLessThan(slower.change);
    const rate = one(tail(group(100, 40), group(100 / factor, 40), { worse: 'lower' }));
    expect(rate).toMatchObject({ status: 'regressed', severity });
    expect(rate.change).toBeCloseTo(1 / factor - 1, 2);
    expect(rate.interval[0]).toBeLessThan(rate.change);
    expect(rate.interval[1]).toBeGreaterThan(rate.change);
  });

  it('calls the mirror image improved', () => {
    expect(one(tail(group(135, 5), group(100, 5)))).toMatchObject({ status: 'improved', severity: 'major' });
  });

  it('calls equal groups no change, given runs enough', () => {
    const same = one(tail(group(100, 20), group(101, 20)));
    expect(same.status).toBe('no change');
    expect(same.more).toBeUndefined();
    expect(same.before).toBeCloseTo(100, 6);
  });

  it('cannot tell from one run a side whether a tail is 30 % slower, and says how many runs could', () => {
    const found = one(tail([run(100)], [run(130)]));
    expect(found).toMatchObject({ status: 'inconclusive', severity: undefined });
    expect(found.effect.sigmaRun).toEqual({ value: 0.1, source: 'prior', degrees: 4 });
    expect(found.more!.both).toBeGreaterThan(1);
    expect(found.more!.both).toBeLessThan(10);
    const decided = one(tail(group(100, 1 + found.more!.both!, 0.08), group(130, 1 + found.more!.both!, 0.08)));
    expect(decided.status).toBe('regressed');
  });

  it('can tell from one run a side that a median is half as slow again', () => {
    const medians = { ...tail([run(100)], [run(150)]), kind: 'central' as const };
    expect(one(medians)).toMatchObject({ status: 'regressed', severity: 'critical' });
  });

  it('decides nothing on a run that was too short for an interval', () => {
    const found = one(tail([{ value: 100, standardErrorLog: undefined }], group(900, 5)));
    expect(found).toMatchObject({ status: 'inconclusive', more: { after: undefined, both: undefined } });
    expect(found.change).toBeCloseTo(8, 1);
  });

  it('asks for more of each metric the more there are, but not for those only reported', () => {
    const metric = tail(group(100, 5, 0.05), group(127, 5, 0.05));
    const still = (gates: boolean): PositiveMetric[] =>
      Array.from({ length: 60 }, () => tail(group(100, 5, 0.05), group(100, 5, 0.05), { gates }));
    expect(compareGroups([metric, ...still(true)])[0]!.p).toBeGreaterThan(20 * one(metric).p);
    expect(compareGroups([metric, ...still(false)])[0]!.p).toBeCloseTo(one(metric).p, 12);
  });

  it('compares shares of errors by points, runs without errors included', () => {
    const share = (value: number): { share: number; effectiveCount: number } => ({
      share: value,
      effectiveCount: 20_000,
    });
    const errors = (before: number, after: number) =>
      compareGroups([{ kind: 'ratio', before: [share(before)], after: [share(after)] }])[0]!;
    expect(errors(0, 0)).toMatchObject({ status: 'no change', change: 0 });
    expect(errors(0, 0.03)).toMatchObject({ status: 'regressed', severity: 'major', change: 0.03 });
    expect(errors(0.001, 0.2)).toMatchObject({ status: 'regressed', severity: 'critical' });
    expect(errors(0.1, 0)).toMatchObject({ status: 'improved' });
    const hits = compareGroups([{ kind: 'ratio', worse: 'lower', before: [share(0.9)], after: [share(0.5)] }])[0]!;
    expect(hits).toMatchObject({ status: 'regressed', severity: 'critical' });
    expect(hits.change).toBeCloseTo(-0.4, 12);
  });

  it('is the same backwards, with the signs turned', () => {
    const values = fc.array(fc.double({ min: 50, max: 200, noNaN: true }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, values, (a, b) => {
        const there = one(
          tail(
            a.map((x) => run(x)),
            b.map((x) => run(x)),
          ),
        );
        const back = one(
          tail(
            b.map((x) => run(x)),
            a.map((x) => run(x)),
          ),
        );
        expect(there.effect.delta).toBeCloseTo(-back.effect.delta, 10);
        expect(there.effect.pWorse).toBeCloseTo(back.effect.pBetter, 10);
        expect(there.effect.upper).toBeCloseTo(-back.effect.lower, 10);
      }),
    );
  });

  it('seldom calls equal runs of 20 metrics regressed', () => {
    const random = seededRandom(1);
    let alarms = 0;
    const noisy = (runs: number): PositiveValue[] =>
      Array.from({ length: runs }, () => run(100 * Math.exp(0.15 * normalSample(random))));
    for (let i = 0; i < 200; i++) {
      const metrics = Array.from(
        { length: 20 },
        (_, m): PositiveMetric => ({ ...tail(noisy(2), noisy(2)), kind: m % 2 === 0 ? 'tail' : 'central' }),
      );
      if (compareGroups(metrics).some(({ status }) => status === 'regressed')) alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(3);
  });

  it('refuses what has no logarithm', () => expect(() => one(tail([run(0)], [run(1)]))).toThrow('positive values'));
});

describe('looking more than once', () => {
  // Nominal two-sided p of O'Brien and Fleming for three looks at 5 %.
  it('costs what the published boundaries say', () => {
    expect([1, 2, 3].map((look) => 2 * lookLevel(0.025, { look, of: 3 }))).toEqual([
      expect.closeTo(0.0005, 4),
      expect.closeTo(0.0141, 4),
      expect.closeTo(0.0451, 4),
    ]);
    expect(lookLevel(0.01, { look: 1, of: 1 })).toBe(0.01);
  });

  it('asks for more evidence at the first look than at the last', () => {
    const metric = tail(group(100, 5, 0.05), group(125, 5, 0.05));
    expect(compareGroups([metric], { look: { look: 1, of: 3 } })[0]!.status).toBe('inconclusive');
    expect(compareGroups([metric], { look: { look: 3, of: 3 } })[0]!.status).toBe('regressed');
  });

  it('keeps the level over all looks', () => {
    const random = seededRandom(3);
    let alarms = 0;
    for (let i = 0; i < 4000; i++) {
      let sum = 0;
      for (let look = 1; look <= 3; look++) {
        sum += normalSample(random);
        const z = sum / Math.sqrt(look);
        if (z > [3.471, 2.454, 2.004][look - 1]!) {
          alarms++;
          break;
        }
      }
    }
    expect(alarms / 4000).toBeCloseTo(0.025, 1);
  });

  it('has three looks at most', () => {
    expect(() => lookLevel(0.01, { look: 1, of: 4 })).toThrow('one to three looks');
    expect(() => lookLevel(0.01, { look: 4, of: 3 })).toThrow('a look from 1 to 3');
  });
});
