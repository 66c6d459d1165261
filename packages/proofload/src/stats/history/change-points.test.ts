import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { changePoints } from './change-points.ts';
import { historyNoise } from './noise.ts';
import { segmentStarts } from './segments.ts';

/** A history of stretches of a level and a length each, with noise of 2 %. */
function history(stretches: readonly (readonly [level: number, length: number])[], seed = 1, noise = 0.02): number[] {
  const random = seededRandom(seed);
  return stretches.flatMap(([level, length]) =>
    Array.from({ length }, () => level * Math.exp(noise * normalSample(random))),
  );
}
const indices = (values: readonly (number | null)[]): readonly number[] =>
  changePoints(values).map((change) => change.index);

describe('the change points of a history', () => {
  it('are where the level shifts, with direction and size', () => {
    const found = changePoints(
      history([
        [100, 60],
        [120, 50],
        [90, 40],
      ]),
    );
    expect(found.map((change) => change.index)).toEqual([60, 110]);
    expect(found[0]!.before).toBeCloseTo(100, -1);
    expect(found[0]!.percent).toBeGreaterThan(17);
    expect(found[0]!.percent).toBeLessThan(23);
    expect(found[1]!.percent).toBeCloseTo(-25, -1);
    expect(found[0]!.p).toBeLessThan(1e-6);
  });

  it('are found within five points in 19 of 20 histories with a step of three times the noise', () => {
    let found = 0;
    for (let seed = 0; seed < 100; seed++) {
      if (
        indices(
          history(
            [
              [100, 80],
              [106.2, 60],
            ],
            seed,
          ),
        ).some((index) => Math.abs(index - 80) <= 5)
      )
        found++;
    }
    expect(found).toBeGreaterThanOrEqual(95);
  });

  it('are not seen in noise, whatever its shape', () => {
    const random = seededRandom(2);
    const shapes = [
      () => 100 * Math.exp(0.03 * normalSample(random)),
      () => 100 - 5 * Math.log(1 - random()),
      () => Math.round(20 + normalSample(random)),
      () => (random() < 0.03 ? 300 : 100 + normalSample(random)),
    ];
    for (const shape of shapes) {
      let alarms = 0;
      for (let i = 0; i < 20; i++) alarms += indices(Array.from({ length: 500 }, shape)).length;
      expect(alarms).toBeLessThanOrEqual(2);
    }
  });

  it('are not outliers, nor what is gone again within a few points', () => {
    expect(
      indices(
        history([
          [100, 60],
          [300, 1],
          [100, 60],
          [50, 2],
          [100, 60],
        ]),
      ),
    ).toEqual([]);
    expect(
      indices(
        history([
          [100, 60],
          [130, 5],
          [100, 60],
        ]),
      ),
    ).toEqual([]);
    expect(
      indices(
        history([
          [100, 60],
          [130, 12],
          [100, 60],
        ]),
      ),
    ).toEqual([60, 72]);
  });

  it('are not too small to matter, however clear', () => {
    expect(
      indices(
        history(
          [
            [100, 200],
            [100.5, 200],
          ],
          3,
          0.0005,
        ),
      ),
    ).toEqual([]);
  });

  it('are not steps on a steady slope', () => {
    let cuts = 0;
    for (let seed = 0; seed < 50; seed++) {
      cuts += indices(history([[100, 60]], seed, 0.01).map((value, i) => value * 1.002 ** i)).length;
    }
    expect(cuts).toBeLessThanOrEqual(5);
  });

  it('do not depend on the unit, and turn around with the history', () => {
    const values = history(
      [
        [100, 60],
        [115, 60],
      ],
      5,
    );
    expect(indices(values.map((value) => value / 1e6))).toEqual(indices(values));
    expect(indices(values.toReversed())).toEqual([60]);
  });

  it('skip gaps and keep their positions', () => {
    const values: (number | null)[] = history(
      [
        [100, 40],
        [130, 40],
      ],
      6,
    );
    values.splice(10, 0, Number.NaN, null, Number.POSITIVE_INFINITY);
    expect(indices(values)).toEqual([43]);
  });

  it('stand where the new level begins, also when that begins unevenly', () => {
    for (const sign of [1, -1]) {
      const values = [...new Array(12).fill(0), 3, 3.1, ...new Array(8).fill(3)].map((value) => 10 + sign * value);
      expect(indices(values)).toEqual([12]);
      expect(indices([...values].reverse())).toEqual([10]);
    }
  });

  it('of a history that is zero most of the time are found too, as of failures', () => {
    const failures = [...new Array(14).fill(0), ...new Array(12).fill(0.03)];
    expect(changePoints(failures)).toMatchObject([{ index: 14, before: 0, after: 0.03, percent: Number.NaN }]);
    const rare = Array.from({ length: 40 }, (_, i) => (i % 9 === 4 ? 0.001 : 0));
    expect(indices(rare)).toEqual([]);
  });

  it('of a history with negative values are judged by differences', () => {
    const values = history(
      [
        [100, 40],
        [130, 40],
      ],
      7,
    ).map((value) => value - 110);
    const [change] = changePoints(values);
    expect(change!.index).toBe(40);
    expect(change!.before).toBeLessThan(0);
    expect(change!.after).toBeGreaterThan(0);
    expect(change!.percent).toBeGreaterThan(0);
  });

  it('do not exist in constant, short and empty histories', () => {
    expect(indices(new Array<number>(100).fill(5))).toEqual([]);
    expect(indices(new Array<number>(100).fill(0))).toEqual([]);
    expect(
      indices(
        history([
          [100, 5],
          [200, 6],
        ]),
      ),
    ).toEqual([]);
    expect(indices([])).toEqual([]);
  });

  it('are in order, inside, and at least six points apart', () => {
    const stretch = fc.tuple(fc.double({ min: 50, max: 200, noNaN: true }), fc.integer({ min: 1, max: 40 }));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), fc.integer(), (stretches, seed) => {
        const values = history(stretches, seed);
        const bounds = [0, ...indices(values), values.length];
        for (let i = 1; i < bounds.length - 1; i++) expect(bounds[i]! - bounds[i - 1]!).toBeGreaterThanOrEqual(6);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the noise of a history', () => {
  it('is what its points scatter by, not what its level does', () => {
    const values = Float64Array.from(
      history(
        [
          [100, 100],
          [200, 100],
          [50, 100],
        ],
        8,
      ),
      Math.log,
    );
    expect(historyNoise(values).deviation).toBeCloseTo(0.02, 2);
    expect(historyNoise(values).inflation).toBeLessThan(2);
  });

  it('counts neighbours that resemble each other', () => {
    const random = seededRandom(9);
    let level = 0;
    const values = Float64Array.from({ length: 2000 }, () => {
      level = 0.9 * level + normalSample(random);
      return level;
    });
    expect(historyNoise(values).inflation).toBeGreaterThan(5);
  });

  it('is never below half a percent', () => {
    expect(historyNoise(new Float64Array(50))).toEqual({ deviation: 0.005, inflation: 1 });
    expect(historyNoise(new Float64Array(1)).deviation).toBe(0.005);
  });
});

describe('cutting into stretches', () => {
  it('is the least cost of all cuts and levels, counted the slow way', () => {
    const options = { deviation: 1, limit: 3, penalty: 4 };
    const cost = (all: readonly number[], stretch: readonly number[]): number =>
      Math.min(...all.map((level) => stretch.reduce((sum, x) => sum + Math.min((x - level) ** 2, 9), 0)));
    const total = (all: readonly number[], starts: readonly number[]): number => {
      const bounds = [0, ...starts, all.length];
      return starts.length * 4 + bounds.slice(1).reduce((sum, end, i) => sum + cost(all, all.slice(bounds[i], end)), 0);
    };
    const list = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(list, (values) => {
        const found = total(values, segmentStarts(Float64Array.from(values), options));
        for (let cuts = 0; cuts < 2 ** (values.length - 1); cuts++) {
          const starts = values.map((_, i) => i).filter((i) => i > 0 && (cuts >> (i - 1)) % 2 === 1);
          expect(found).toBeLessThanOrEqual(total(values, starts) + 1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });
});
