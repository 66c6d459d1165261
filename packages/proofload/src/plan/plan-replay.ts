/**
 * From a load that replays a trace to a plan: how long it lasts, how many users it may need, and whether its tasks are
 * there. The rows themselves stay in their file, which every worker reads.
 */
import { FeederError } from '../suite/feeders/error.ts';
import { problem } from '../suite/problem.ts';
import { readTrace, type Trace } from '../suite/trace.ts';
import { didYouMean } from '../units/suggest.ts';
import { UsageError } from './error.ts';
import { type PlannedLoad, usersFor } from './load.ts';
import type { LoadMembers } from './load-layers.ts';
import { replayMs } from './replay.ts';
import type { ReplayLoad, UserPlan } from './types.ts';

/** A task that rows of a trace are for. */
export interface TraceTask {
  /** Index of the kind of user. */
  readonly kind: number;
  /** In [0, 1): points to the task among those of its user. */
  readonly draw: number;
}

/**
 * Plans a replay.
 *
 * @throws {UsageError} for a trace that cannot be read, or that names a task that no user has
 */
export function planReplay(members: LoadMembers, users: readonly UserPlan[]): PlannedLoad<ReplayLoad> {
  const { replay: file = '', speed = 1, loops = 1, overflow = 'wait', runTimeMs: asked } = members;
  const trace = traceAt(file);
  const faults = trace.tasks.filter((name) => taskNamed(name, users) === undefined);
  if (faults.length > 0) throw new UsageError(faults.map((name) => noTask(name, users)));
  const wholeMs = replayMs(trace.timesMs, { speed, loops });
  const runTimeMs = typeof asked === 'number' ? Math.min(asked, wholeMs) : wholeMs;
  const peakRate = busiestSecond(trace.timesMs, speed);
  const maxUsers = members.maxUsers ?? usersFor(peakRate);
  return {
    runTimeMs,
    load: { model: 'replay', file, rows: trace.timesMs.length, speed, loops, peakRate, maxUsers, overflow },
  };
}

function traceAt(file: string): Trace {
  try {
    return readTrace(file);
  } catch (error) {
    if (!(error instanceof FeederError)) throw error;
    throw new UsageError([problem('load.replay', error.message.replace(/\.$/, ''))]);
  }
}

function noTask(name: string, users: readonly UserPlan[]) {
  const known = users.flatMap((user) => user.tasks.map((task) => `${user.name}.${task.name}`));
  const message = `the trace names the task ${JSON.stringify(name)}, which no user has`;
  return problem('load.replay', message, `${didYouMean(name, known)} There are: ${known.join(', ')}.`);
}

/**
 * The task that a trace means by `read` or `Reader.read`; of several users with a task of that name, the first.
 *
 * @param users - of the plan; tasks of a sequence cannot be asked for one by one
 */
export function taskNamed(name: string, users: readonly UserPlan[]): TraceTask | undefined {
  for (const [kind, user] of users.entries()) {
    if (user.sequence) continue;
    const index = user.tasks.findIndex((task) => name === task.name || name === `${user.name}.${task.name}`);
    if (index < 0) continue;
    const weights = user.tasks.map(({ weight }) => weight);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const before = weights.slice(0, index).reduce((sum, weight) => sum + weight, 0);
    return { kind, draw: (before + (weights[index] as number) / 2) / total };
  }
  return undefined;
}

/** The most rows that are due in any second, the seconds counted from the start. */
function busiestSecond(timesMs: Float64Array, speed: number): number {
  let most = 0;
  let second = 0;
  let count = 0;
  for (const timeMs of timesMs) {
    const now = Math.floor(timeMs / speed / 1_000);
    count = now === second ? count + 1 : 1;
    second = now;
    most = Math.max(most, count);
  }
  return most;
}
