import { describe, expect, it } from 'vitest';
import type { LoadPlan } from '../plan/types.ts';
import { LoadChangeError, Steering } from './steering.ts';

const closed: LoadPlan = { model: 'closed', startUsers: 2, stages: [{ durationMs: 10_000, users: 2 }] };
const open: LoadPlan = {
  ...{ model: 'open', startRate: 10, stages: [{ durationMs: 10_000, rate: 10 }] },
  ...{ maxUsers: 5, arrivals: 'constant', overflow: 'wait' },
};
const iterations: LoadPlan = {
  ...{ model: 'iterations', users: 2, spawnRate: undefined, iterations: 5 },
  ...{ shared: true, maxDurationMs: 60_000 },
};

describe('a load that is changed while it runs', () => {
  it('is what it was until the change, and the new level from then on', () => {
    const users = new Steering(closed);
    users.change(4_000, { unit: 'users', value: 7 });
    expect([3_999, 4_000, 60_000].map((at) => users.levelAt(at)?.value)).toEqual([2, 7, 7]);
    const rate = new Steering(open);
    rate.change(4_000, { unit: 'rate', value: 25 });
    expect([3_999, 4_000, 60_000].map((at) => rate.levelAt(at)?.value)).toEqual([10, 25, 25]);
    expect(rate.changes).toEqual([{ atMs: 4_000, level: { unit: 'rate', value: 25 }, by: 'hand', part: '' }]);
  });

  it('can be changed time and again, down to nothing and up from there', () => {
    const users = new Steering(closed);
    users.change(1_000, { unit: 'users', value: 0 });
    users.change(2_000, { unit: 'users', value: 3 });
    users.change(3_000, { unit: 'users', value: 5 }, { spawnRate: 1 });
    expect([500, 1_500, 2_500, 3_500, 4_000, 5_000].map((at) => users.levelAt(at)?.value)).toEqual([2, 0, 3, 3, 4, 5]);
  });

  it('refuses what is no level and what is no level of its kind', () => {
    expect(() => new Steering(closed).change(0, { unit: 'rate', value: 5 })).toThrow(LoadChangeError);
    expect(() => new Steering(open).change(0, { unit: 'users', value: 5 })).toThrow(LoadChangeError);
    expect(() => new Steering(closed).change(0, { unit: 'users', value: 1.5 })).toThrow(/0 or more users, not 1.5/);
    expect(() => new Steering(open).change(0, { unit: 'rate', value: Number.NaN })).toThrow(LoadChangeError);
  });

  it('has more or fewer users for iterations that they share, one for each worker at least', () => {
    const shared = new Steering(iterations, 2);
    expect(shared.levelAt(0)).toEqual({ unit: 'users', value: 2 });
    shared.change(1_000, { unit: 'users', value: 6 });
    shared.change(2_000, { unit: 'users', value: 0 });
    expect([500, 1_500, 2_500].map((at) => shared.levelAt(at)?.value)).toEqual([2, 6, 0]);
    expect(() => shared.change(3_000, { unit: 'users', value: 1 })).toThrow('at least 2 users, one for each worker');
    expect(() => shared.change(3_000, { unit: 'rate', value: 1 })).toThrow('its rate cannot be changed');
  });

  it('says why it cannot be: iterations of each user, and a replay', () => {
    const each = new Steering({ ...iterations, shared: false } as LoadPlan);
    expect(each.levelAt(0)).toBeUndefined();
    expect(each.fixed).toMatch(/each user does a number of iterations of its own/);
    expect(() => each.change(0, { unit: 'users', value: 5 })).toThrow(each.fixed);
    const trace = {
      file: 'trace.csv',
      rows: 1,
      speed: 1,
      loops: 1,
      peakRate: 1,
      maxUsers: 1,
      overflow: 'wait',
    } as const;
    expect(new Steering({ model: 'replay', ...trace }).fixed).toMatch(/^This load is a replay/);
    expect(new Steering(closed).fixed).toBeUndefined();
  });

  it('is one of several while that one goes on', () => {
    const several = new Steering({
      model: 'several',
      parts: [
        { startMs: 0, runTimeMs: 10_000, users: ['Reader'], load: closed },
        { startMs: 5_000, runTimeMs: 4_000, users: ['Buyer', 'Payer'], load: open },
      ] as never,
    });
    expect(several.fixed).toBeUndefined();
    expect(several.partsAt(0)).toEqual([{ name: 'Reader', level: { unit: 'users', value: 2 } }, undefined]);
    expect(() => several.change(0, { unit: 'rate', value: 5 }, { part: 1 })).toThrow('Buyer, Payer has not begun yet');
    several.change(6_000, { unit: 'rate', value: 30 }, { part: 1 });
    several.change(7_000, { unit: 'users', value: 9 });
    expect(several.partsAt(8_000).map((part) => part?.level.value)).toEqual([9, 30]);
    expect(() => several.change(9_000, { unit: 'rate', value: 5 }, { part: 1 })).toThrow('is over');
    expect(() => several.change(7_000, { unit: 'rate', value: 5 })).toThrow('its rate cannot be changed');
    expect(several.changes.map(({ part }) => part)).toEqual(['Buyer, Payer', 'Reader']);
  });

  it('is told as it was until its end, each level that it held as one stage', () => {
    const users = new Steering(closed);
    for (const second of [1, 2, 3]) users.change(second * 1_000, { unit: 'users', value: 5 });
    users.change(4_000, { unit: 'users', value: 7 }, { spawnRate: 1 });
    expect(users.endedAt(9_000)).toEqual({
      ...{ model: 'closed', startUsers: 2 },
      stages: [
        { durationMs: 1_000, users: 2 },
        { durationMs: 0, users: 5 },
        { durationMs: 3_000, users: 5 },
        { durationMs: 2_000, users: 7 },
        { durationMs: 3_000, users: 7 },
      ],
    });
    expect(new Steering(open).endedAt(4_000)).toMatchObject({ stages: [{ durationMs: 4_000, rate: 10 }] });
  });
});
