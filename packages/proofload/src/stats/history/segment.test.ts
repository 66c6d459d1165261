import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { newestValue, segmentTrend } from './segment.ts';

function noisy(length: number, seed: number, level: (i: number) => number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length }, (_, i) => level(i) * Math.exp(0.01 * normalSample(random)));
}

describe('the trend of a history', () => {
  it('is in percent per unit of time', () => {
    const values = noisy(60, 1, (i) => 100 * 1.002 ** i);
    const daily = segmentTrend(values)!;
    expect(daily.percentPerUnit).toBeCloseTo(0.2, 1);
    expect(daily.interval[0]).toBeLessThan(0.2);
    expect(daily.interval[1]).toBeGreaterThan(0.2);
    expect(daily.p).toBeLessThan(0.001);
    const twiceADay = segmentTrend(
      values,
      values.map((_, i) => i / 2),
    )!;
    expect(twiceADay.percentPerUnit).toBeCloseTo(0.4, 1);
  });

  it('is looked for since the last change point only: a step is not a slope', () => {
    const found = segmentTrend(noisy(90, 2, (i) => (i < 45 ? 100 : 150)))!;
    expect(found).toMatchObject({ from: 45, count: 45 });
    expect(Math.abs(found.percentPerUnit)).toBeLessThan(0.1);
    expect(found.p).toBeGreaterThan(0.01);
  });

  it('needs ten values at more than one time, each with its time', () => {
    expect(segmentTrend(noisy(9, 3, () => 1))).toBeUndefined();
    expect(
      segmentTrend(
        noisy(20, 3, () => 1),
        new Array<number>(20).fill(4),
      ),
    ).toBeUndefined();
    expect(() => segmentTrend([1, 2], [1])).toThrow('2 times');
  });
});

describe('the newest run', () => {
  it('is judged by t against the stretch before it', () => {
    const stretch = noisy(20, 4, () => 100);
    const logs = stretch.map(Math.log);
    const centre = logs.reduce((a, b) => a + b) / 20;
    const s = Math.sqrt(logs.reduce((sum, x) => sum + (x - centre) ** 2, 0) / 19);
    const found = newestValue([...stretch, 105])!;
    expect(found.t).toBeCloseTo((Math.log(105) - centre) / (s * Math.sqrt(1 + 1 / 20)), 9);
    expect(found).toMatchObject({ count: 20 });
    expect(found.percent).toBeCloseTo(5, 0);
    expect(found.usual).toBeCloseTo(100, 0);
    expect(found.pHigher).toBeLessThan(0.001);
    expect(found.pLower).toBeCloseTo(1 - found.pHigher, 12);
  });

  it('is not compared with what was before the last change point', () => {
    const found = newestValue([...noisy(40, 5, (i) => (i < 20 ? 100 : 150)), 150])!;
    expect(found.count).toBe(20);
    expect(Math.abs(found.t)).toBeLessThan(3);
  });

  it('raises about one alarm in a hundred at p < 0.01 when nothing happened, one outlier in its past or not', () => {
    let alarms = 0;
    for (let seed = 0; seed < 1000; seed++) {
      const values = noisy(31, seed, () => 100);
      if (seed % 2 === 0) values[10] = 200;
      if ((newestValue(values)?.pHigher ?? 1) < 0.01) alarms++;
    }
    expect(alarms).toBeLessThan(25);
  });

  it('needs ten values before it', () => {
    expect(newestValue(noisy(10, 6, () => 1))).toBeUndefined();
    expect(newestValue(noisy(11, 6, () => 1))).toBeDefined();
  });

  it('works on constant and on negative histories', () => {
    expect(newestValue(new Array<number>(20).fill(3))!.t).toBe(0);
    expect(newestValue([...new Array<number>(20).fill(3), 4])!.t).toBe(Number.POSITIVE_INFINITY);
    const negative = noisy(21, 7, () => 100).map((x) => -x);
    expect(newestValue(negative)!.usual).toBeCloseTo(-100, 0);
  });
});
