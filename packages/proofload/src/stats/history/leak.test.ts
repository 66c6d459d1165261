import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { growth } from './leak.ts';

/** Memory in kilobytes over cycles, with noise of 50. */
function memory(cycles: number, seed: number, level: (cycle: number) => number, noise = 50): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: cycles }, (_, i) => 10_000 + level(i) + noise * normalSample(random));
}

describe('growth without end', () => {
  it('is a leak: found at 40 cycles with a slope of a third of the noise', () => {
    const found = growth(memory(40, 1, (i) => 17 * i));
    expect(found.status).toBe('leak');
    expect(found.slope.slope).toBeCloseTo(17, -1);
    expect(found.count).toBe(30);
  });

  it('is not a cache that fills up and stops', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(growth(memory(60, seed, (i) => 3000 * (1 - Math.exp(-i / 12)))).status).not.toBe('leak');
    }
    expect(growth(memory(60, 1, (i) => 3000 * (1 - Math.exp(-i / 12)), 5)).status).toBe('plateau');
  });

  it('is not noise: at most one false alarm in a hundred, autocorrelated or not', () => {
    let alarms = 0;
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      let level = 0;
      const drifting = Array.from({ length: 100 }, () => {
        level = 0.5 * level + normalSample(random);
        return level;
      });
      if (growth(memory(30, seed, () => 0)).status === 'leak') alarms++;
      if (growth(drifting).status === 'leak') alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(9);
  });

  it('is no concern below the floor', () => {
    const values = memory(60, 2, (i) => 20 * i);
    expect(growth(values, { floor: 10 }).status).toBe('leak');
    expect(growth(values, { floor: 30 }).status).toBe('none');
  });

  it('counts per unit of time', () => {
    const times = Array.from({ length: 40 }, (_, i) => 60 * i);
    expect(
      growth(
        memory(40, 3, (i) => 60 * i),
        { times },
      ).slope.slope,
    ).toBeCloseTo(1, 0);
  });

  it('is not in constant series, and not in fewer than 20 values', () => {
    expect(growth(new Array<number>(30).fill(7)).status).toBe('none');
    expect(() => growth([1, 2, 3])).toThrow('growth needs at least 20 values');
  });
});
