/** The load of one side of a duet: the plan's own level in its blocks, nothing in those of the other. */
import type { Side } from '../judge/duet-blocks.ts';
import { peakOf } from '../plan/peak.ts';
import type { LoadPlan, Plan, SingleLoad } from '../plan/types.ts';

/**
 * A plan for one side. Ramps are left out: both sides are under the plan's highest level, from block to block.
 *
 * @example
 * planOfSide(plan, ['a', 'b', 'b', 'a'], 'a', 3).load.stages.length; // a jump and a hold for each block
 */
export function planOfSide(plan: Plan, order: readonly Side[], side: Side, blockSeconds: number): Plan {
  const durationMs = blockSeconds * 1_000;
  const active = order.map((each) => each === side);
  return {
    ...plan,
    load: loadInBlocks(plan.load, active, durationMs),
    runTimeMs: order.length * durationMs,
    warmupMs: 0,
  };
}

function loadInBlocks(load: LoadPlan, active: readonly boolean[], durationMs: number): LoadPlan {
  if (load.model === 'several') {
    const runTimeMs = active.length * durationMs;
    const parts = load.parts.map((part) => {
      return { ...part, startMs: 0, runTimeMs, load: loadInBlocks(part.load, active, durationMs) as SingleLoad };
    });
    return { model: 'several', parts };
  }
  const { users, rate } = peakOf(load);
  // A stage of 0 ms is a jump.
  const stagesOf = <Level>(level: (isActive: boolean) => Level) =>
    active.flatMap((isActive) => [
      { durationMs: 0, ...level(isActive) },
      { durationMs, ...level(isActive) },
    ]);
  if (load.model === 'open') {
    return { ...load, startRate: 0, stages: stagesOf((isActive) => ({ rate: isActive ? rate : 0 })) };
  }
  return { model: 'closed', startUsers: 0, stages: stagesOf((isActive) => ({ users: isActive ? users : 0 })) };
}
