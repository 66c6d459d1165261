/**
 * From a load as it was asked for to one that pacers understand: levels over time, with every default filled in.
 */
import type { LoadMembers, MergedPart, PlainKind } from './load-layers.ts';
import { stagesMs } from './load-layers.ts';
import type { LoadPartPlan, LoadPlan, OpenLoad, SeveralLoads, SingleLoad } from './types.ts';

/** A load to run, and for how long. */
export interface PlannedLoad<Kind = LoadPlan> {
  readonly load: Kind;
  /** `undefined`: until every requirement is decided. */
  readonly runTimeMs: number | undefined;
}

/** The fewest and the most virtual users that an open load may have unless it says so itself. */
const MAX_USERS = { least: 50, most: 10_000 };

/**
 * Plans a load.
 *
 * @param maxRunTimeMs - the limit where a load has no time of its own: `auto` and iterations
 * @example
 * planLoad({ kind: 'users', members: { users: 3, spawnRate: 1, runTimeMs: 60_000 }, origins: {} }, 600_000).load;
 * // { model: 'closed', startUsers: 1, stages: [{ durationMs: 2000, users: 3 }, { durationMs: 58000, users: 3 }] }
 */
export function planLoad(
  { kind, members }: { readonly kind: PlainKind; readonly members: LoadMembers },
  maxRunTimeMs: number,
): PlannedLoad<SingleLoad> {
  const { users = 1, spawnRate, stages = [], rate = 0, iterations = 1, shared = false } = members;
  const isOpenEnded = kind === 'iterations' || members.tick === true;
  const { runTimeMs: asked = isOpenEnded ? maxRunTimeMs : stagesMs(stages) } = members;
  const runTimeMs = asked === 'auto' ? undefined : asked;
  const lastsMs = runTimeMs ?? maxRunTimeMs;
  switch (kind) {
    case 'users':
      return { runTimeMs, load: { model: 'closed', ...spawning(users, spawnRate, lastsMs) } };
    case 'userStages': {
      const levels = stages.flatMap((stage) => ('users' in stage ? [stage] : []));
      const startUsers = members.users ?? 0;
      return { runTimeMs, load: { model: 'closed', startUsers, stages: held(levels, lastsMs) } };
    }
    case 'rate':
      return { runTimeMs, load: open(members, rate, [{ durationMs: lastsMs, rate }]) };
    case 'rateStages': {
      const levels = stages.flatMap((stage) => ('rate' in stage ? [stage] : []));
      return { runTimeMs, load: open(members, rate, held(levels, lastsMs)) };
    }
    case 'iterations':
      return {
        runTimeMs: lastsMs,
        load: { model: 'iterations', users, spawnRate, iterations, shared, maxDurationMs: lastsMs },
      };
  }
}

/**
 * Plans several loads at once.
 *
 * @param users - the kinds of users that take part in the run; a load of none of these is left out
 */
export function planParts(
  parts: readonly MergedPart[],
  users: readonly string[],
  maxRunTimeMs: number,
): PlannedLoad<SeveralLoads> {
  const planned = parts.flatMap(({ startMs, of = users, load: merged }): readonly LoadPartPlan[] => {
    const { load, runTimeMs = maxRunTimeMs } = planLoad(merged, maxRunTimeMs);
    const taking = users.filter((name) => of.includes(name));
    return taking.length === 0 ? [] : [{ startMs, runTimeMs, users: taking, load }];
  });
  const runTimeMs = Math.max(0, ...planned.map((part) => part.startMs + part.runTimeMs));
  return { load: { model: 'several', parts: planned }, runTimeMs };
}

/** A fixed number of users: at once, or one after another, the first at the start. */
function spawning(users: number, spawnRate: number | undefined, lastsMs: number) {
  if (spawnRate === undefined || users === 1) return { startUsers: users, stages: [{ durationMs: lastsMs, users }] };
  const rampMs = ((users - 1) / spawnRate) * 1000;
  return { startUsers: 1, stages: held([{ durationMs: rampMs, users }], lastsMs) };
}

/** The last level of stages is held until the end of the run, as a stage of its own, so that it can be judged as one. */
function held<Stage extends { readonly durationMs: number }>(
  stages: readonly Stage[],
  lastsMs: number,
): readonly Stage[] {
  const last = stages.at(-1);
  const restMs = lastsMs - stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return last === undefined || restMs <= 0 ? stages : [...stages, { ...last, durationMs: restMs }];
}

function open(members: LoadMembers, startRate: number, stages: OpenLoad['stages']): OpenLoad {
  const { arrivals = 'constant', overflow = 'wait' } = members;
  const peak = Math.max(startRate, ...stages.map(({ rate }) => rate));
  // How far a load may rise that is asked for while it runs nobody knows.
  const maxUsers = members.maxUsers ?? (members.tick === true ? MAX_USERS.most : usersFor(peak));
  return { model: 'open', startRate, stages, maxUsers, arrivals, overflow };
}

/** A user for each arrival of a second: enough while answers take a second at most; more has to be asked for. */
export function usersFor(rate: number): number {
  return Math.min(MAX_USERS.most, Math.max(MAX_USERS.least, Math.ceil(rate)));
}
