/**
 * From a load that replays a trace to a plan: how long it lasts, how many users it may need, and whether its tasks are
 * there. The rows themselves stay in their file, which every worker reads.
 */
import { FeederError } from '../suite/feeders/error.ts';
import { problem } from '../suite/problem.ts';
import { readTrace, type Trace } from '../suite/trace.ts';
import { didYouMean } from '../units/suggest.ts';
import { locateFile } from '../units/suite-files.ts';
import { UsageError } from './error.ts';
import { type PlannedLoad, usersFor } from './load.ts';
import type { LoadMembers } from './load-layers.ts';
import { replayMs } from './replay.ts';
import { taskNamed } from './trace-task.ts';
import type { ReplayLoad, UserPlan } from './types.ts';

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
    load: {
      model: 'replay',
      file: locateFile(file),
      rows: trace.timesMs.length,
      speed,
      loops,
      peakRate,
      maxUsers,
      overflow,
    },
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
