import { describe, expect, it } from 'vitest';
import { scenarioLoad, tooShortFor } from './scenario-load.ts';
import type { ClosedLoad, OpenLoad } from './types.ts';

const users: ClosedLoad = {
  ...{ model: 'closed', startUsers: 1 },
  stages: [
    { durationMs: 9_000, users: 10 },
    { durationMs: 51_000, users: 10 },
  ],
};
const rate: OpenLoad = {
  ...{ model: 'open', startRate: 20, maxUsers: 50, arrivals: 'poisson', overflow: 'wait' },
  stages: [{ durationMs: 60_000, rate: 20 }],
};

describe('the load of a built-in scenario', () => {
  it('is steady for baseline and soak, and as long as is asked for', () => {
    expect(scenarioLoad('baseline', users, undefined)).toEqual({
      runTimeMs: 120_000,
      load: { model: 'closed', startUsers: 10, stages: [{ durationMs: 120_000, users: 10 }] },
    });
    expect(scenarioLoad('soak', users, undefined).runTimeMs).toBe(1_800_000);
    expect(scenarioLoad('soak', users, 300_000).runTimeMs).toBe(300_000);
  });

  it('rises in eight equal steps for stress, with room for as many users', () => {
    const { load } = scenarioLoad('stress', rate, 80_000);
    const held = (load as OpenLoad).stages.filter(({ durationMs }) => durationMs > 0);
    expect(held.map((stage) => stage.rate)).toEqual([20, 40, 60, 80, 100, 120, 140, 160]);
    expect(held.every(({ durationMs }) => durationMs === 10_000)).toBe(true);
    expect((load as OpenLoad).maxUsers).toBe(400);
  });

  it('jumps to five times and back for a spike', () => {
    expect((scenarioLoad('spike', users, 60_000).load as ClosedLoad).stages).toEqual([
      { durationMs: 15_000, users: 10 },
      { durationMs: 0, users: 50 },
      { durationMs: 12_000, users: 50 },
      { durationMs: 0, users: 10 },
      { durationMs: 33_000, users: 10 },
    ]);
  });

  it('takes a second for each of its parts, since whole seconds are judged', () => {
    expect(tooShortFor('stress', 6_000)?.message).toBe(
      'the scenario "stress" takes 8.00s or more to be judged, a second for each of its 8 parts, not 6.00s',
    );
    expect(tooShortFor('spike', 4_000)?.message).toContain('5.00s or more');
    expect(tooShortFor('stress', 8_000)).toBeUndefined();
    expect(tooShortFor('baseline', 1_000)).toBeUndefined();
  });

  it('takes the users of a number of iterations', () => {
    const load = {
      model: 'iterations',
      users: 3,
      spawnRate: undefined,
      iterations: 9,
      shared: false,
      maxDurationMs: 1,
    } as const;
    expect(scenarioLoad('baseline', load, 10_000).load).toMatchObject({ model: 'closed', startUsers: 3 });
  });
});
