import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalsOf } from './arrivals.ts';
import { changeRate, changeUsers } from './change-load.ts';
import type { ClosedLoad, OpenLoad } from './types.ts';
import { nextChangeAt, usersAt } from './users-at.ts';

const times = fc.nat(8000);
const levels = fc.integer({ min: 0, max: 20 });
const lengths = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3000 }));

const closed = fc
  .tuple(levels, fc.array(fc.record({ durationMs: lengths, users: levels }), { maxLength: 4 }))
  .map(([startUsers, stages]): ClosedLoad => ({ model: 'closed', startUsers, stages }));

const open = fc
  .tuple(levels, fc.array(fc.record({ durationMs: lengths, rate: levels }), { maxLength: 4 }))
  .chain(([startRate, stages]) =>
    fc
      .constantFrom<OpenLoad['arrivals']>('constant', 'poisson')
      .map((arrivals): OpenLoad => ({ model: 'open', startRate, stages, maxUsers: 5, arrivals, overflow: 'wait' })),
  );

describe('a closed load that is changed', () => {
  it('is as it was before, and has the new users from then on', () => {
    fc.assert(
      fc.property(closed, times, times, levels, (load, atMs, otherMs, users) => {
        const changed = changeUsers(load, atMs, users);
        expect(usersAt(changed, otherMs)).toBe(otherMs < atMs ? usersAt(load, otherMs) : users);
      }),
    );
  });

  it('may get there step by step', () => {
    const load: ClosedLoad = { model: 'closed', startUsers: 5, stages: [] };
    const changed = changeUsers(load, 10_000, 7, 2);
    expect([9999, 10_000, 10_500, 11_000, 20_000].map((at) => usersAt(changed, at))).toEqual([5, 5, 6, 7, 7]);
    expect(nextChangeAt(changed, 10_000)).toBe(10_500);
  });

  it('foretells its changes', () => {
    fc.assert(
      fc.property(closed, times, levels, times, (load, atMs, users, otherMs) => {
        const changed = changeUsers(load, atMs, users, 3);
        let last = 0;
        for (let at: number | undefined = 0; at !== undefined && at <= otherMs + 1e-6; at = nextChangeAt(changed, at))
          last = at;
        expect(usersAt(changed, otherMs)).toBe(usersAt(changed, last));
      }),
    );
  });
});

describe('an open load that is changed', () => {
  const timesOf = (load: OpenLoad, fromMs: number, untilMs: number) => {
    const schedule = arrivalsOf(load, { seed: 7, fromMs, untilMs });
    const found: { readonly number: number; readonly atMs: number }[] = [];
    for (let atMs = schedule.next(); atMs !== undefined; atMs = schedule.next())
      found.push({ number: schedule.number, atMs });
    return found;
  };

  it('has the arrivals that it had, and goes on from there', () => {
    fc.assert(
      fc.property(open, times, levels, (load, atMs, rate) => {
        const changed = changeRate(load, atMs, rate);
        const before = timesOf(load, 0, atMs);
        const all = timesOf(changed, 0, atMs + 3000);
        for (const [index, { number, atMs: wasAtMs }] of before.entries()) {
          expect(all[index]?.number).toBe(number);
          expect(all[index]?.atMs).toBeCloseTo(wasAtMs, 3);
        }
        const later = timesOf(changed, atMs, atMs + 3000);
        expect(Math.abs(before.length + later.length - all.length)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('arrives at the new rate', () => {
    const load: OpenLoad = {
      model: 'open',
      startRate: 2,
      stages: [],
      maxUsers: 5,
      arrivals: 'constant',
      overflow: 'wait',
    };
    expect(timesOf(changeRate(load, 1000, 4), 1000, 2000).map(({ atMs }) => atMs)).toEqual([1000, 1250, 1500, 1750]);
    expect(timesOf(changeRate(load, 0, 4), 0, 1000).map(({ atMs }) => atMs)).toEqual([0, 250, 500, 750]);
    expect(timesOf(changeRate(changeRate(load, 1000, 0), 5000, 1), 0, 7000).map(({ atMs }) => atMs)).toEqual([
      0, 500, 1000, 6000,
    ]);
  });
});
