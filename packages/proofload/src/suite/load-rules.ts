/**
 * Which members of a load go together. A load is closed (users), open (a rate) or a number of iterations; stages
 * change the users or the rate.
 */
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { readShape } from './load-shape.ts';
import { type Fault, isRecord } from './problem.ts';
import type { LoadShape } from './types.ts';

/** What is wrong with one member of a load in view of the others. */
export interface LoadFault extends Fault {
  /** The member's name: `rate`, `stages[1]`. */
  readonly member: string;
}

/** Members that don't go together, and why. */
const APART: readonly (readonly [member: string, other: string, why: string])[] = [
  ['rate', 'users', 'users make a closed load and a rate makes an open one'],
  ['shape', 'stages', 'both say what the load is to be over time'],
  ['shape', 'users', 'the shape says how many there are'],
  ['shape', 'rate', 'the shape says what it is'],
  ['shape', 'iterations', 'a shape ends by its time'],
  ['shape', 'spawnRate', 'the shape may give one for each second'],
  ...['stages', 'shape', 'iterations', 'spawnRate'].map(
    (other) => ['tick', other, 'it says each second how much load there is to be'] as const,
  ),
  ...['users', 'rate', 'stages', 'shape', 'iterations', 'spawnRate', 'tick'].map(
    (other) => ['replay', other, 'the trace says what is sent and when'] as const,
  ),
  ['rate', 'iterations', 'a rate makes an open load, which ends by its time'],
  ['stages', 'iterations', 'stages end by their time'],
  ['spawnRate', 'rate', 'a spawn rate is that of a number of users'],
  ['spawnRate', 'stages', 'a spawn rate is that of a fixed number of users; stages ramp by themselves'],
];

const OPEN_ONLY = ['maxUsers', 'arrivals', 'overflow'];

/**
 * What is wrong with a load whose single members are sound or are reported elsewhere.
 *
 * @param load - as written; anything that is no object has no faults here
 * @example
 * loadFaults({ users: 10, rate: '5/s' });
 * // [{ member: 'rate', message: 'does not go together with users: users make a closed load …', hint: 'Remove one.' }]
 */
export function loadFaults(load: unknown): readonly LoadFault[] {
  if (!isRecord(load)) return [];
  const has = (member: string) => load[member] !== undefined;
  const shape = shapeOf(load);
  const shaped = shape !== undefined && 'stages' in shape ? shape.stages : undefined;
  const stages = Array.isArray(load.stages) ? load.stages : shaped;
  const staged = stages && stageModel(stages);
  const faults: LoadFault[] = [];
  for (const [member, other, why] of APART) {
    if (!has(member) || !has(other)) continue;
    if (has('stages') && member === 'rate' && other === 'users') continue;
    faults.push({ member, message: `does not go together with ${other}: ${why}`, hint: 'Remove one.' });
  }
  faults.push(...nothing(load));
  if (has('stages')) faults.push(...stageFaults(load, staged));
  if (shape !== undefined && 'message' in shape) faults.push({ member: 'shape', ...shape });
  if (has('shared') && !has('iterations')) faults.push({ member: 'shared', message: 'needs a number of iterations' });
  if (has('tick') && !['users', 'rate', 'stages', 'shape', 'iterations', 'replay'].some(has)) {
    faults.push({ member: 'tick', message: 'needs the users or the rate to begin with', hint: 'Write users: 1.' });
  }
  for (const member of ['speed', 'loops']) {
    if (has(member) && !has('replay')) faults.push({ member, message: 'needs a trace to replay' });
  }
  const open = has('rate') || has('replay') || staged === 'rate';
  const closed = has('users') || has('iterations') || staged === 'users';
  for (const member of OPEN_ONLY) {
    if (!has(member) || open || !closed) continue;
    faults.push({ member, message: 'goes with a rate only: the users of a closed load start by themselves' });
  }
  return faults;
}

/** The stages of a load's shape, where it and its run time are sound themselves. */
function shapeOf({ shape, runTime }: Readonly<Record<string, unknown>>): ReturnType<typeof readShape> | undefined {
  if (typeof shape !== 'function') return undefined;
  const runTimeMs = durationMs(runTime);
  return runTime !== undefined && runTimeMs === undefined ? undefined : readShape(shape as LoadShape, runTimeMs);
}

/** Loads that would do nothing at all. */
function nothing(load: Readonly<Record<string, unknown>>): readonly LoadFault[] {
  if (load.stages !== undefined) return [];
  const faults: LoadFault[] = [];
  if (load.users === 0) faults.push({ member: 'users', message: 'must be a whole number of 1 or more, got 0' });
  if (isZeroRate(load.rate)) faults.push({ member: 'rate', message: 'must be a rate above 0, got none at all' });
  return faults;
}

type StageModel = 'users' | 'rate' | 'mixed';

function stageModel(stages: readonly unknown[]): StageModel | undefined {
  const models = new Set(stages.filter(isRecord).flatMap((stage) => ['users', 'rate'].filter((key) => key in stage)));
  if (models.size > 1) return 'mixed';
  const [model] = models;
  return model as StageModel | undefined;
}

function stageFaults(load: Readonly<Record<string, unknown>>, model: StageModel | undefined): readonly LoadFault[] {
  const stages = Array.isArray(load.stages) ? load.stages.filter(isRecord) : [];
  const faults: LoadFault[] = [];
  const levels = stages.map((stage) => ['users', 'rate'].filter((key) => stage[key] !== undefined).length);
  const wrong = levels.findIndex((count) => count !== 1);
  if (wrong >= 0) {
    faults.push({ member: `stages[${wrong}]`, message: 'must have either users or a rate' });
  } else if (model === 'mixed') {
    const message = 'mixes users and rates: a load is closed or open from beginning to end';
    faults.push({ member: 'stages', message, hint: 'Write users in all stages, or a rate in all.' });
  }
  for (const level of ['users', 'rate'] as const) {
    const other = level === 'users' ? 'rate' : 'users';
    if (load[level] === undefined || model !== other) continue;
    faults.push({ member: level, message: `is the level that stages begin at, but these stages are of ${other}` });
  }
  if (stages.length > 0 && load.runTime === undefined && stages.every((stage) => durationMs(stage.duration) === 0)) {
    faults.push({ member: 'stages', message: 'last no time at all' });
  }
  const levelsOf = [load, ...stages].map((stage) => stage[model === 'rate' ? 'rate' : 'users']);
  const idle = levelsOf.every((level) => level === undefined || level === 0 || isZeroRate(level));
  if (stages.length > 0 && wrong < 0 && model !== 'mixed' && idle) {
    faults.push({ member: 'stages', message: `never have any ${model === 'rate' ? 'rate' : 'users'}` });
  }
  return faults;
}

function isZeroRate(rate: unknown): boolean {
  return rate === 0 || (typeof rate === 'string' && /^0*\.?0*(?:\/[smhd])?$/.test(rate.trim()) && /0/.test(rate));
}

function durationMs(duration: unknown): number | undefined {
  if (typeof duration !== 'string' && typeof duration !== 'number') return undefined;
  try {
    return parseDuration(duration, { bareUnit: 's' });
  } catch (error) {
    if (error instanceof UnitError) return undefined;
    throw error;
  }
}
