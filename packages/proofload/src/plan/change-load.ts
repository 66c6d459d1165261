/**
 * A load that is changed while it runs: what has been stays as it was, and from the time of the change on the new level
 * holds. Each worker makes the same change by itself, so that their shares go on to sum to the whole.
 *
 *     users   before        after
 *       |    /            | /--------    new users at once, or at a spawn rate
 *       |  /              |/|
 *       +--------         +--------
 *          ^ change
 */
import { RateCurve } from './rate-curve.ts';
import type { ClosedLoad, OpenLoad } from './types.ts';
import { usersAt } from './users-at.ts';

/**
 * A closed load with another number of users from a time on.
 *
 * @param atMs - of the change, since the load's start
 * @param spawnRate - users started or stopped a second; default: all at once
 * @example
 * const load = { model: 'closed', startUsers: 5, stages: [] } as const;
 * usersAt(changeUsers(load, 10_000, 8), 10_000); // 8
 */
export function changeUsers(load: ClosedLoad, atMs: number, users: number, spawnRate?: number): ClosedLoad {
  const now = usersAt(load, atMs);
  const rampMs = spawnRate === undefined ? 0 : (Math.abs(users - now) / spawnRate) * 1000;
  const passed = stagesUntil(load.startUsers, load.stages, atMs, ({ users: level }) => level);
  const stages = passed.map(({ durationMs, level }) => ({ durationMs, users: level }));
  return { ...load, stages: [...stages, { durationMs: 0, users: now }, { durationMs: rampMs, users }] };
}

/**
 * An open load with another rate from a time on. The arrivals until then keep their numbers, so that
 * `arrivalsOf(changed, { fromMs: atMs, … })` goes on where the old ones end.
 *
 * @param atMs - of the change, since the load's start
 * @param rate - per second
 */
export function changeRate(load: OpenLoad, atMs: number, rate: number): OpenLoad {
  const passed = stagesUntil(load.startRate, load.stages, atMs, ({ rate: level }) => level);
  const stages = passed.map(({ durationMs, level }) => ({ durationMs, rate: level }));
  // A load that has had no stage yet has kept its rate until now.
  const kept = stages.length > 0 ? stages : [{ durationMs: atMs, rate: new RateCurve(load).rateAt(atMs) }];
  return { ...load, stages: [...kept, { durationMs: 0, rate }] };
}

/**
 * A load as it was until it ended: later stages are left out, and the last level is held until then.
 *
 * @param atMs - of the end, since the load's start
 */
export function endLoad<Load extends ClosedLoad | OpenLoad>(load: Load, atMs: number): Load {
  if (load.model === 'closed') {
    const passed = stagesUntil(load.startUsers, load.stages, atMs, ({ users }) => users);
    return {
      ...load,
      stages: merged(load.startUsers, passed).map(({ durationMs, level }) => ({ durationMs, users: level })),
    };
  }
  const passed = stagesUntil(load.startRate, load.stages, atMs, ({ rate }) => rate);
  return {
    ...load,
    stages: merged(load.startRate, passed).map(({ durationMs, level }) => ({ durationMs, rate: level })),
  };
}

/** Stages that hold one level become one; jumps to where the load is already are left out. */
function merged(start: number, stages: readonly PassedStage[]): readonly PassedStage[] {
  const kept: PassedStage[] = [];
  let from = start;
  let isHolding = false;
  for (const stage of stages) {
    const isHeld = stage.level === from;
    const last = kept.at(-1);
    if (isHeld && isHolding && last !== undefined) {
      kept[kept.length - 1] = { ...last, durationMs: last.durationMs + stage.durationMs };
    } else if (!isHeld || stage.durationMs > 0) {
      kept.push(stage);
      isHolding = isHeld;
    }
    from = stage.level;
  }
  return kept;
}

interface PassedStage {
  readonly durationMs: number;
  readonly level: number;
}

/** The stages up to a time, the one that it falls into cut where the line then is; the last level is held until then. */
function stagesUntil<Stage extends { readonly durationMs: number }>(
  start: number,
  stages: readonly Stage[],
  atMs: number,
  levelOf: (stage: Stage) => number,
): readonly PassedStage[] {
  const passed: PassedStage[] = [];
  let from = start;
  let startMs = 0;
  for (const stage of stages) {
    const { durationMs } = stage;
    const to = levelOf(stage);
    if (startMs + durationMs > atMs) {
      const level = from + ((to - from) * (atMs - startMs)) / durationMs;
      return [...passed, { durationMs: atMs - startMs, level }];
    }
    passed.push({ durationMs, level: to });
    startMs += durationMs;
    from = to;
  }
  return atMs > startMs ? [...passed, { durationMs: atMs - startMs, level: from }] : passed;
}
