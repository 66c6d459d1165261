import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedArrivals } from './arrivals.ts';
import { planLoad } from './load.ts';
import type { LoadMembers, PlainKind } from './load-layers.ts';
import { peakOf } from './peak.ts';
import type { ClosedLoad, OpenLoad } from './types.ts';
import { usersAt } from './users-at.ts';

const plan = (kind: PlainKind, members: LoadMembers) => planLoad({ kind, members }, 600_000);

describe('a planned load', () => {
  it('of users starts them all at once', () => {
    expect(plan('users', { users: 5, runTimeMs: 1000 })).toEqual({
      runTimeMs: 1000,
      load: { model: 'closed', startUsers: 5, stages: [{ durationMs: 1000, users: 5 }] },
    });
  });

  it('of users with a spawn rate starts user i at i / rate', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (users, spawnRate) => {
          const load = plan('users', { users, spawnRate, runTimeMs: 3_600_000 }).load as ClosedLoad;
          for (const user of [0, 1, Math.floor(users / 2), users - 1].filter((index) => index < users)) {
            const atMs = (user / spawnRate) * 1000;
            expect(usersAt(load, atMs)).toBe(user + 1);
            if (user > 0) expect(usersAt(load, atMs - 1)).toBe(user);
          }
          expect(usersAt(load, 3_600_000)).toBe(users);
        },
      ),
    );
  });

  it('of stages begins at 0 and holds its last level to the end of the run', () => {
    const stages = [{ durationMs: 1000, users: 5 }];
    expect(plan('userStages', { stages })).toEqual({
      runTimeMs: 1000,
      load: { model: 'closed', startUsers: 0, stages },
    });
    expect(plan('userStages', { stages, users: 2, runTimeMs: 3000 }).load).toEqual({
      model: 'closed',
      startUsers: 2,
      stages: [...stages, { durationMs: 2000, users: 5 }],
    });
  });

  it('of a rate keeps it', () => {
    const { load } = plan('rate', { rate: 100, runTimeMs: 20_000 });
    expect(load).toEqual({
      model: 'open',
      startRate: 100,
      stages: [{ durationMs: 20_000, rate: 100 }],
      maxUsers: 100,
      arrivals: 'constant',
      overflow: 'wait',
    });
    expect(expectedArrivals(load as OpenLoad, 20_000)).toBe(2000);
  });

  it.each([
    [1, 50],
    [200.5, 201],
    [1e6, 10_000],
  ])('of a rate of %d has at most %d users unless it says so', (rate, maxUsers) => {
    expect(plan('rate', { rate, runTimeMs: 1000 }).load).toMatchObject({ maxUsers });
    expect(plan('rateStages', { stages: [{ durationMs: 1, rate }] }).load).toMatchObject({ maxUsers });
    expect(plan('rate', { rate, runTimeMs: 1000, maxUsers: 7 }).load).toMatchObject({ maxUsers: 7 });
  });

  it('without an end of its own has the limit', () => {
    expect(plan('users', { users: 1, runTimeMs: 'auto' })).toMatchObject({
      runTimeMs: undefined,
      load: { stages: [{ durationMs: 600_000, users: 1 }] },
    });
    expect(plan('iterations', { iterations: 9, users: 3, shared: true })).toEqual({
      runTimeMs: 600_000,
      load: {
        model: 'iterations',
        users: 3,
        spawnRate: undefined,
        iterations: 9,
        shared: true,
        maxDurationMs: 600_000,
      },
    });
  });

  it('has a peak', () => {
    expect(peakOf(plan('userStages', { stages: [{ durationMs: 1, users: 5 }] }).load)).toEqual({ users: 5, rate: 0 });
    expect(peakOf(plan('rate', { rate: 7, maxUsers: 2, runTimeMs: 1 }).load)).toEqual({ users: 2, rate: 7 });
    expect(peakOf(plan('iterations', { iterations: 1, users: 4 }).load)).toEqual({ users: 4, rate: 0 });
  });
});
