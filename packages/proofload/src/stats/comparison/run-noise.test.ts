import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { runNoise, sharedNoise } from './run-noise.ts';
import { learnedTolerance } from './tolerance.ts';

const run = (value: number, standardError = 0): { value: number; standardError: number } => ({ value, standardError });

describe('run-to-run noise', () => {
  it('is the prior while there is one run a side', () => {
    expect(runNoise([[run(1)], [run(9)]], 0.1)).toEqual({ value: 0.1, source: 'prior', degrees: 4 });
  });

  it('weighs the prior as four degrees of freedom', () => {
    // Within both groups the variance is 0.02, on 2 degrees in all.
    const found = runNoise(
      [
        [run(0), run(0.2)],
        [run(5), run(5.2)],
      ],
      0.1,
    );
    expect(found.value).toBeCloseTo(Math.sqrt((4 * 0.01 + 2 * 0.02) / 6), 12);
    expect(found).toMatchObject({ source: 'history', degrees: 6 });
  });

  it('takes off what the runs themselves are unsure of, and never falls below 0', () => {
    const noisy = runNoise([[run(0, 0.1), run(0.2, 0.1)]], 0.1);
    expect(noisy.value).toBeCloseTo(Math.sqrt((0.04 + 0.01) / 5), 12);
    expect(runNoise([[run(0, 1), run(0.2, 1)]], 0.1).value).toBeCloseTo(Math.sqrt(0.04 / 5), 12);
    expect(runNoise([[run(0, Number.POSITIVE_INFINITY), run(0.2, 1)]], 0.1).value).toBeCloseTo(Math.sqrt(0.04 / 5), 12);
  });

  it('comes to what it is, given runs enough', () => {
    const random = seededRandom(1);
    const runs = Array.from({ length: 400 }, () =>
      run(0.08 * normalSample(random) + 0.03 * normalSample(random), 0.03),
    );
    expect(runNoise([runs], 0.1).value).toBeCloseTo(0.08, 2);
  });

  it('must have a prior', () => expect(() => runNoise([], 0)).toThrow('positive prior'));
});

describe('the noise shared by the metrics of a comparison', () => {
  const metric = (sd: number, seed: number): ReturnType<typeof run>[][] => {
    const random = seededRandom(seed);
    return [0, 1].map(() => Array.from({ length: 5 }, () => run(sd * normalSample(random))));
  };

  it('is 0.8 of the usual noise, whatever one wild metric does', () => {
    const metrics = Array.from({ length: 40 }, (_, i) => metric(i === 0 ? 5 : 0.15, i));
    expect(sharedNoise(metrics)).toBeGreaterThan(0.8 * 0.13);
    expect(sharedNoise(metrics)).toBeLessThan(0.8 * 0.17);
  });

  it('is 0 for a few metrics and for single runs', () => {
    expect(sharedNoise([metric(0.1, 1), metric(0.1, 2), metric(0.1, 3)])).toBe(0);
    expect(sharedNoise(Array.from({ length: 9 }, () => [[run(1)], [run(2)]]))).toBe(0);
  });
});

describe('the learned tolerance', () => {
  it('is 2 % with fewer than ten runs, and for quiet ones', () => {
    expect(learnedTolerance([[0, 1, 2]])).toBe(0.02);
    expect(learnedTolerance([Array.from({ length: 12 }, (_, i) => 0.001 * (i % 3))])).toBe(0.02);
  });

  it('is half of what equal runs differ by at most, 19 times in 20', () => {
    const random = seededRandom(2);
    const runs = Array.from({ length: 300 }, () => 0.08 * normalSample(random));
    // 1.96 sqrt(2) 0.08 = 0.222, as a ratio 1.248.
    expect(learnedTolerance([runs])).toBeCloseTo(0.124, 1);
  });
});
