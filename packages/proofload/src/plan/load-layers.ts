/**
 * The load as several places ask for it, strongest first, put together member by member.
 *
 * The strongest place that names a kind of load (users, a rate, stages, iterations) decides the kind; what weaker ones
 * say is taken where it fits that kind. So `-u 50` changes the users of a profile and keeps its spawn rate and run time,
 * and turns an open load into a closed one.
 */

import { fileURLToPath } from 'node:url';
import { type LoadStage, readShape } from '../suite/load-shape.ts';
import type { Arrivals, Load, LoadPart } from '../suite/types.ts';
import { parseDuration } from '../units/duration.ts';
import { parseRate } from '../units/rate.ts';
import type { OptionSource, ResolvedOption } from './types.ts';

/** A load's members in canonical units. */
export interface LoadMembers {
  readonly users?: number | undefined;
  /** Per second. */
  readonly spawnRate?: number | undefined;
  readonly runTimeMs?: number | 'auto' | undefined;
  readonly stages?: readonly LoadStage[] | undefined;
  /** Per second. */
  readonly rate?: number | undefined;
  /** A trace, as it was named. */
  readonly replay?: string | undefined;
  readonly speed?: number | undefined;
  readonly loops?: number | undefined;
  readonly maxUsers?: number | undefined;
  readonly arrivals?: Arrivals | undefined;
  readonly overflow?: 'wait' | 'drop' | undefined;
  readonly iterations?: number | undefined;
  readonly shared?: boolean | undefined;
  /** Whether the load is asked for while it runs. */
  readonly tick?: true | undefined;
}

/** What one place says of the load. */
export interface LoadLayer {
  readonly source: OptionSource;
  /** The place by name: `--users`, `profile light`; of a flag, by member. */
  readonly from: string | ((member: keyof LoadMembers) => string);
  readonly members: LoadMembers;
  /** Several loads at once, in place of members. */
  readonly parts?: readonly LoadPart[] | undefined;
}

/** What a load says by its members alone. */
export type PlainKind = 'users' | 'rate' | 'userStages' | 'rateStages' | 'iterations';

export type LoadKind = PlainKind | 'replay';

/** One of several loads, in canonical units. */
export interface MergedPart {
  readonly startMs: number;
  readonly of: readonly string[] | undefined;
  readonly load: { readonly kind: PlainKind; readonly members: LoadMembers };
}

/** A load put together; each member with the place that it is from. */
export interface MergedLoad {
  readonly kind: LoadKind;
  readonly members: LoadMembers;
  readonly origins: Partial<Readonly<Record<keyof LoadMembers, Pick<ResolvedOption, 'source' | 'from'>>>>;
  /** Several loads at once; what stands beside is then of no account. */
  readonly parts?: readonly MergedPart[] | undefined;
}

/** How long one of several loads lasts that does not say so. */
const PART_RUN_TIME_MS = 60_000;

/** Several loads, each on its own. */
export function mergeParts(parts: readonly LoadPart[]): readonly MergedPart[] {
  return parts.map(({ of, startAt = 0, ...load }) => {
    const members = membersOf(load);
    const kind = plainKindOf(members) ?? 'users';
    const isTimed = kind === 'iterations' || members.stages !== undefined || members.runTimeMs !== undefined;
    const timed = isTimed ? members : { ...members, runTimeMs: PART_RUN_TIME_MS };
    return { startMs: parseDuration(startAt, { bareUnit: 's' }), of, load: { kind, members: timed } };
  });
}

/** A suite's load in canonical units. */
export function membersOf(load: Load): LoadMembers {
  const { users, spawnRate, runTime, stages, shape, rate, maxUsers, arrivals, overflow, iterations, shared } = load;
  const { replay, speed, loops, tick } = load;
  const runTimeMs = runTime === undefined ? undefined : parseDuration(runTime, { bareUnit: 's' });
  const shaped = shape === undefined ? undefined : readShape(shape, runTimeMs);
  return {
    users,
    spawnRate: spawnRate === undefined ? undefined : parseRate(spawnRate),
    runTimeMs,
    // The suite was checked: a shape has stages.
    stages:
      shaped !== undefined && 'stages' in shaped
        ? shaped.stages
        : stages?.map((stage) => {
            const durationMs = parseDuration(stage.duration, { bareUnit: 's' });
            return stage.rate === undefined
              ? { durationMs, users: stage.users ?? 0 }
              : { durationMs, rate: parseRate(stage.rate) };
          }),
    rate: rate === undefined ? undefined : parseRate(rate),
    replay: replay === undefined ? undefined : replay instanceof URL ? fileURLToPath(replay) : replay,
    speed,
    loops,
    maxUsers,
    arrivals,
    overflow,
    iterations,
    shared,
    tick: tick === undefined ? undefined : true,
  };
}

/** The kind of load that members name; `undefined` when they only say more of one. */
export function kindOf(members: LoadMembers): LoadKind | undefined {
  return members.replay === undefined ? plainKindOf(members) : 'replay';
}

function plainKindOf({ stages, rate, iterations, users }: LoadMembers): PlainKind | undefined {
  const [first] = stages ?? [];
  if (first !== undefined) return 'rate' in first ? 'rateStages' : 'userStages';
  if (rate !== undefined) return 'rate';
  if (iterations !== undefined) return 'iterations';
  return users === undefined ? undefined : 'users';
}

/** The members that each kind of load has. */
const MEMBERS: Readonly<Record<LoadKind, readonly (keyof LoadMembers)[]>> = {
  users: ['users', 'spawnRate', 'runTimeMs', 'tick'],
  rate: ['rate', 'runTimeMs', 'maxUsers', 'arrivals', 'overflow', 'tick'],
  userStages: ['stages', 'users', 'runTimeMs'],
  rateStages: ['stages', 'rate', 'runTimeMs', 'maxUsers', 'arrivals', 'overflow'],
  replay: ['replay', 'speed', 'loops', 'runTimeMs', 'maxUsers', 'overflow'],
  iterations: ['iterations', 'shared', 'users', 'spawnRate', 'runTimeMs'],
};

/** The members that only the place that names the kind, or a stronger one, may give. */
const NOT_BELOW: Partial<Readonly<Record<LoadKind, readonly (keyof LoadMembers)[]>>> = {
  // Whoever asks for another amount asks for that, and not for what a function makes of it.
  users: ['tick'],
  rate: ['tick'],
  userStages: ['users', 'runTimeMs'],
  rateStages: ['rate', 'runTimeMs'],
  replay: ['runTimeMs'],
  // So many iterations take as long as they take: a profile's run time would cut them.
  iterations: ['runTimeMs'],
};

/** Whether a load of this kind has this member. */
export function hasMember(kind: LoadKind, member: keyof LoadMembers): boolean {
  return MEMBERS[kind].includes(member);
}

/**
 * Puts a load together.
 *
 * @param layers - strongest first; the last must name a kind of load
 * @example
 * const flags = { source: 'flag', from: '--users', members: { users: 50 } } as const;
 * const profile = { source: 'profile', from: 'profile light', members: { users: 10, spawnRate: 1, runTimeMs: 60_000 } } as const;
 * mergeLoads([flags, profile]).members; // { users: 50, spawnRate: 1, runTimeMs: 60000 }
 */
export function mergeLoads(layers: readonly LoadLayer[]): MergedLoad {
  const deciding = decidingLayer(layers);
  const kind = kindOf(layers[deciding]?.members ?? {}) ?? 'users';
  const members: { -readonly [Member in keyof LoadMembers]: unknown } = {};
  const origins: Record<string, Pick<ResolvedOption, 'source' | 'from'>> = {};
  for (const member of MEMBERS[kind]) {
    const end = NOT_BELOW[kind]?.includes(member) ? deciding + 1 : layers.length;
    const layer = layers.slice(0, end).find((candidate) => valueIn(candidate, member, kind) !== undefined);
    if (layer === undefined) continue;
    const { source, from } = layer;
    members[member] = valueIn(layer, member, kind);
    origins[member] = { source, from: typeof from === 'string' ? from : from(member) };
  }
  if (members.tick === true) withoutLaterThan(deciding, layers, members);
  return { kind, members: members as LoadMembers, origins };
}

/** A load that is asked for while it runs ends by that: a weaker place's run time and spawn rate are not its own. */
function withoutLaterThan(
  deciding: number,
  layers: readonly LoadLayer[],
  members: { -readonly [Member in keyof LoadMembers]: unknown },
): void {
  for (const member of ['runTimeMs', 'spawnRate'] as const) {
    const isGiven = layers.slice(0, deciding + 1).some((layer) => layer.members[member] !== undefined);
    if (!isGiven) members[member] = undefined;
  }
}

/** The strongest layer that names a kind; users also fit a weaker layer's iterations. */
function decidingLayer(layers: readonly LoadLayer[]): number {
  const first = layers.findIndex(({ members }) => kindOf(members) !== undefined);
  if (kindOf(layers[first]?.members ?? {}) !== 'users') return first;
  const other = layers.findIndex(({ members }) => (kindOf(members) ?? 'users') !== 'users');
  return kindOf(layers[other]?.members ?? {}) === 'iterations' ? other : first;
}

/** A member of a layer; the time of stages stands for a run time where other loads want one. */
function valueIn({ members }: LoadLayer, member: keyof LoadMembers, kind: LoadKind): unknown {
  const { stages } = members;
  if (member !== 'runTimeMs' || stages === undefined || kind === 'userStages' || kind === 'rateStages')
    return members[member];
  return members.runTimeMs ?? stagesMs(stages);
}

/** How long stages last together. */
export function stagesMs(stages: readonly LoadStage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}
