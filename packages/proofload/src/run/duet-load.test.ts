import { describe, expect, it } from 'vitest';
import type { ClosedLoad, IterationsLoad, OpenLoad, Plan } from '../plan/types.ts';
import { planOfSide } from './duet-load.ts';

const planWith = (load: Plan['load']): Plan => ({ load, runTimeMs: 60_000, warmupMs: 5_000 }) as unknown as Plan;
const ORDER = ['a', 'b', 'b', 'a'] as const;

const levelsOf = (load: Plan['load']): readonly number[] => {
  const stages = (load as OpenLoad | ClosedLoad).stages;
  return stages.filter(({ durationMs }) => durationMs > 0).map((stage) => ('rate' in stage ? stage.rate : stage.users));
};

describe("the load of a duet's side", () => {
  it('is the highest level of the plan in its own blocks, and nothing in those of the other', () => {
    const open: OpenLoad = {
      ...{ model: 'open', startRate: 0, maxUsers: 50, arrivals: 'poisson', overflow: 'wait' },
      stages: [{ durationMs: 10_000, rate: 40 }],
    };
    const [a, b] = (['a', 'b'] as const).map((side) => planOfSide(planWith(open), ORDER, side, 3));
    expect(levelsOf(a!.load)).toEqual([40, 0, 0, 40]);
    expect(levelsOf(b!.load)).toEqual([0, 40, 40, 0]);
    expect([a!.runTimeMs, a!.warmupMs]).toEqual([12_000, 0]);
  });

  it('is users for a closed load, and for a number of iterations', () => {
    const closed: ClosedLoad = { model: 'closed', startUsers: 1, stages: [{ durationMs: 9_000, users: 10 }] };
    expect(levelsOf(planOfSide(planWith(closed), ORDER, 'b', 3).load)).toEqual([0, 10, 10, 0]);
    const iterations: IterationsLoad = {
      model: 'iterations',
      users: 4,
      spawnRate: undefined,
      iterations: 100,
      shared: true,
      maxDurationMs: 1,
    };
    expect(levelsOf(planOfSide(planWith(iterations), ORDER, 'a', 3).load)).toEqual([4, 0, 0, 4]);
  });
});
