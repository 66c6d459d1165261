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
    expect(rate.changes).toEqual([{ atMs: 4_000, level: { unit: 'rate', value: 25 } }]);
  });

  it('can be changed time and again, down to nothing and up from there', () => {
    const users = new Steering(closed);
    users.change(1_000, { unit: 'users', value: 0 });
    users.change(2_000, { unit: 'users', value: 3 });
    users.change(3_000, { unit: 'users', value: 5 }, 1);
    expect([500, 1_500, 2_500, 3_500, 4_000, 5_000].map((at) => users.levelAt(at)?.value)).toEqual([2, 0, 3, 3, 4, 5]);
  });

  it('refuses what is no level and what is no level of its kind', () => {
    expect(() => new Steering(closed).change(0, { unit: 'rate', value: 5 })).toThrow(LoadChangeError);
    expect(() => new Steering(open).change(0, { unit: 'users', value: 5 })).toThrow(LoadChangeError);
    expect(() => new Steering(closed).change(0, { unit: 'users', value: 1.5 })).toThrow(/0 or more users, not 1.5/);
    expect(() => new Steering(open).change(0, { unit: 'rate', value: Number.NaN })).toThrow(LoadChangeError);
    expect(new Steering(iterations).levelAt(0)).toBeUndefined();
    expect(() => new Steering(iterations).change(0, { unit: 'users', value: 5 })).toThrow(/number of iterations/);
  });
});
