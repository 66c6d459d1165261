import { describe, expect, it } from 'vitest';
import { ResourceSeries } from './series.ts';

const level = (value: number) => ({ metric: 'memory', unit: 'bytes', value, counter: false }) as const;
const counter = (value: number) => ({ metric: 'cpu', unit: 'ratio', value, counter: true }) as const;

describe('a series of a resource', () => {
  it('sums up the values of a level', () => {
    const series = new ResourceSeries('api', 'memory', 'bytes');
    [3, 1, 5].forEach((value, second) => {
      series.add(second * 1_000, level(value));
    });
    expect(series.summary()).toEqual({
      name: 'api',
      metric: 'memory',
      unit: 'bytes',
      last: 5,
      min: 1,
      mean: 3,
      max: 5,
      samples: 3,
      points: [
        [0, 3],
        [1_000, 1],
        [2_000, 5],
      ],
    });
  });

  it('makes of a counter its rise in a second, and of one that began anew nothing', () => {
    const series = new ResourceSeries('api', 'cpu', 'ratio');
    const values = [10, 10.5, 11.5, 0.2, 0.4];
    values.forEach((value, second) => {
      series.add(second * 2_000, counter(value));
    });
    expect(series.summary()?.points.map(([, value]) => value)).toEqual([0.25, 0.5, 0.1]);
  });

  it('has no summary without values, and takes none that is no number', () => {
    const series = new ResourceSeries('api', 'memory', 'bytes');
    series.add(0, level(Number.NaN));
    series.add(0, level(Number.POSITIVE_INFINITY));
    expect(series.summary()).toBeUndefined();
  });

  it('keeps a bounded number of points, whose mean is that of all values', () => {
    const series = new ResourceSeries('api', 'memory', 'bytes');
    for (let second = 0; second < 9_600; second += 1) series.add(second * 1_000, level(second));
    const { points, samples, mean } = series.summary()!;
    expect(points.length).toBeLessThanOrEqual(1_200);
    expect(samples).toBe(9_600);
    expect(points.reduce((sum, [, value]) => sum + value, 0) / points.length).toBeCloseTo(mean, 0);
  });
});
