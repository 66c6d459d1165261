import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ArrivalOptions, arrivalsOf, expectedArrivals } from './arrivals.ts';
import { RateCurve } from './rate-curve.ts';
import type { OpenLoad } from './types.ts';

const open = (startRate: number, ...stages: readonly (readonly [durationMs: number, rate: number])[]): OpenLoad => ({
  model: 'open',
  startRate,
  stages: stages.map(([durationMs, rate]) => ({ durationMs, rate })),
  maxUsers: 10,
  arrivals: 'constant',
  overflow: 'wait',
});

const timesOf = (load: OpenLoad, options: ArrivalOptions) => {
  const schedule = arrivalsOf(load, options);
  const times: number[] = [];
  for (let at = schedule.next(); at !== undefined && times.length < 20_000; at = schedule.next()) times.push(at);
  return times;
};

const rates = fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 100, noNaN: true }), fc.nat(100));
const stages = fc.array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(4000)), rates), { maxLength: 5 });
const loads = fc
  .tuple(rates, stages, fc.constantFrom<OpenLoad['arrivals']>('constant', 'poisson', { gamma: 2 }, { gamma: 0.5 }))
  .map(([start, all, arrivals]) => ({ ...open(start, ...all), arrivals }));
const untilMs = fc.nat(10_000);
const workers = fc.integer({ min: 1, max: 5 });

describe('the arrivals of a constant rate', () => {
  it('are an interval apart, the first at 0, none at the end', () => {
    expect(timesOf(open(4), { seed: 1, untilMs: 1000 })).toEqual([0, 250, 500, 750]);
    expect(timesOf(open(1000, [20_000, 1000]), { seed: 1, untilMs: 20_000 })).toHaveLength(20_000);
    expect(timesOf(open(0.5), { seed: 1, untilMs: 5000 })).toEqual([0, 2000, 4000]);
  });

  it('may be those of one worker of several', () => {
    const options = { seed: 1, untilMs: 2000, worker: 1, workers: 3 };
    expect(timesOf(open(4), options)).toEqual([250, 1000, 1750]);
  });

  it('may begin late', () => {
    expect(timesOf(open(4), { seed: 1, fromMs: 600, untilMs: 1500 })).toEqual([750, 1000, 1250]);
    expect(timesOf(open(4), { seed: 1, fromMs: 500, untilMs: 1000 })).toEqual([500, 750]);
  });

  it('are none for a rate of 0', () => {
    expect(timesOf(open(0), { seed: 1, untilMs: 1000 })).toEqual([]);
    expect(arrivalsOf(open(0), { seed: 1 }).next()).toBeUndefined();
  });
});

describe('the arrivals of a ramp', () => {
  it('are where the integral of the rate reaches a whole number', () => {
    // The integral of a ramp from 0 to 2 a second over 2 s is t^2 / 2.
    expect(timesOf(open(0, [2000, 2], [1000, 2]), { seed: 1, untilMs: 3000 })).toEqual([
      Math.sqrt(2) * 1000,
      2000,
      2500,
    ]);
  });

  it('carry fractions from stage to stage', () => {
    // A quarter of an arrival is left over by the first stage.
    expect(timesOf(open(0, [500, 1], [5000, 1]), { seed: 1, untilMs: 4000 })).toEqual([1250, 2250, 3250]);
  });

  it('pause where the rate is 0 and go on after that', () => {
    const times = timesOf(open(1, [1000, 1], [0, 0], [5000, 0], [0, 1]), { seed: 1, untilMs: 8000 });
    expect(times).toEqual([0, 1000, 7000]);
  });
});

describe('arrivals', () => {
  it('ascend, and lie within the run', () => {
    fc.assert(
      fc.property(loads, untilMs, fc.integer(), (load, end, seed) => {
        const times = timesOf(load, { seed, untilMs: end });
        const sorted = times.every((time, index) => index === 0 || time >= times[index - 1]!);
        expect(sorted && times.every((time) => time >= 0 && time < end)).toBe(true);
      }),
    );
  });

  it('are as many as the integral of the rate', () => {
    fc.assert(
      fc.property(loads, untilMs, (load, end) => {
        const even: OpenLoad = { ...load, arrivals: 'constant' };
        const times = timesOf(even, { seed: 1, untilMs: end });
        expect(times).toHaveLength(expectedArrivals(even, end));
        expect(Math.abs(times.length - new RateCurve(even).dueBy(end))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are the same whatever the number of workers', () => {
    fc.assert(
      fc.property(loads, untilMs, workers, fc.nat(5000), fc.integer(), (load, end, count, fromMs, seed) => {
        const whole = timesOf(load, { seed, untilMs: end, fromMs });
        const shares = Array.from({ length: count }, (_, worker) =>
          timesOf(load, { seed, untilMs: end, fromMs, worker, workers: count }),
        );
        expect(shares.flat().sort((a, b) => a - b)).toEqual(whole);
      }),
    );
  });

  it('are the rest of all when they begin late', () => {
    fc.assert(
      fc.property(loads, untilMs, fc.nat(10_000), fc.integer(), (load, end, fromMs, seed) => {
        const all = timesOf(load, { seed, untilMs: end });
        const late = timesOf(load, { seed, untilMs: end, fromMs });
        expect(late).toEqual(all.slice(all.length - late.length));
        // The two ends of a rounded comparison may differ by one arrival that is due at that very time.
        const before = all.filter((time) => time < fromMs).length;
        expect(Math.abs(all.length - late.length - before)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are numbered through all workers', () => {
    const schedule = arrivalsOf(open(4), { seed: 1, worker: 2, workers: 3 });
    schedule.next();
    expect(schedule.number).toBe(2);
    schedule.next();
    expect(schedule.number).toBe(5);
  });

  it('that are random have the mean and the variance of their distribution', () => {
    for (const [arrivals, cv] of [
      ['poisson', 1],
      [{ gamma: 2 }, 2],
      [{ gamma: 0.5 }, 0.5],
    ] as const) {
      const times = timesOf({ ...open(100), arrivals }, { seed: 11, untilMs: 190_000 });
      const gaps = times.map((time, index) => time - (times[index - 1] ?? 0));
      const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
      const variance = gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length;
      expect(mean / 10).toBeCloseTo(1, 1);
      expect(Math.sqrt(variance) / mean / cv).toBeCloseTo(1, 1);
    }
  });
});

describe('the curve of a rate', () => {
  it('has an integral whose inverse gives back the time', () => {
    fc.assert(
      fc.property(loads, fc.double({ min: 1e-3, max: 20_000, noNaN: true }), (load, atMs) => {
        const curve = new RateCurve(load);
        const due = curve.dueBy(atMs);
        expect(curve.timeOf(due)).toBeLessThanOrEqual(atMs + 1e-3);
        // Close to where a ramp leaves 0 the inverse is steep: compare the integrals.
        expect(curve.dueBy(curve.timeOf(due))).toBeCloseTo(due, 6);
      }),
    );
  });

  it('is the rate of the load', () => {
    const curve = new RateCurve(open(10, [1000, 20], [0, 5], [1000, 5]));
    expect([0, 500, 1000, 1500, 9000].map((at) => curve.rateAt(at))).toEqual([10, 15, 5, 5, 5]);
  });
});
