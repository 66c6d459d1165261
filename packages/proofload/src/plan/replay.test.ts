import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayArrivals, type ReplayShare, replayMs } from './replay.ts';

function timesOf(trace: readonly number[], times: { speed: number; loops: number }, share: Partial<ReplayShare> = {}) {
  const timesMs = Float64Array.from(trace);
  const whole = { worker: 0, workers: 1, untilMs: replayMs(timesMs, times) };
  const arrivals = new ReplayArrivals(timesMs, times, { ...whole, ...share });
  const given: [number: number, atMs: number][] = [];
  for (let atMs = arrivals.next(); atMs !== undefined; atMs = arrivals.next()) given.push([arrivals.number, atMs]);
  return given;
}

describe('a replay', () => {
  it('keeps the times of its trace, or goes faster and round again', () => {
    expect(timesOf([0, 100, 200], { speed: 1, loops: 1 }).map(([, at]) => at)).toEqual([0, 100, 200]);
    expect(timesOf([0, 100, 200], { speed: 2, loops: 2 }).map(([, at]) => at)).toEqual([0, 50, 100, 150, 200, 250]);
    expect(replayMs(Float64Array.of(0, 100, 200), { speed: 2, loops: 2 })).toBe(300);
  });

  it('ends when it is cut, also in mid-pass', () => {
    const times = { speed: 1, loops: 2 };
    expect(timesOf([0, 100, 200], times, { untilMs: 400 }).map(([, at]) => at)).toEqual([0, 100, 200, 300]);
    expect(timesOf([0, 100, 200], times, { untilMs: 50 }).map(([, at]) => at)).toEqual([0]);
  });

  it('is shared between workers so that each row is sent once in each pass', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        (gaps, loops, workers) => {
          const trace = gaps.map((_, index) => gaps.slice(1, index + 1).reduce((sum, gap) => sum + gap, 0));
          const whole = timesOf(trace, { speed: 3, loops });
          const shares = Array.from({ length: workers }, (_, worker) =>
            timesOf(trace, { speed: 3, loops }, { worker, workers }),
          );
          expect(shares.flat().toSorted(([a], [b]) => a - b)).toEqual(whole);
          expect(whole).toHaveLength(trace.length * loops);
          const end = replayMs(Float64Array.from(trace), { speed: 3, loops });
          expect(whole.every(([, atMs]) => atMs <= end)).toBe(true);
        },
      ),
    );
  });
});
