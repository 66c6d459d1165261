/** The part of a plan's load that one worker carries, as a scheduler. */
import type { Recorder } from '../measure/recorder.ts';
import { arrivalsOf } from '../plan/arrivals.ts';
import { closedOf, peakOf } from '../plan/peak.ts';
import { createKinds, createPicker } from '../plan/pick.ts';
import { Random } from '../plan/random.ts';
import { ReplayArrivals } from '../plan/replay.ts';
import { dealtShareOf, shareOf } from '../plan/shares.ts';
import { taskNamed } from '../plan/trace-task.ts';
import type { ClosedLoad, IterationsLoad, LoadPlan, OpenLoad, Plan, ReplayLoad, SeveralLoads } from '../plan/types.ts';
import { ClosedScheduler } from './closed-scheduler.ts';
import { CombinedScheduler } from './combined-scheduler.ts';
import { IterationBudget } from './iteration-budget.ts';
import { OpenScheduler, type OpenSchedulerOptions } from './open-scheduler.ts';
import type { RunnerFactory, Scheduler } from './runner.ts';
import type { Timers } from './timers.ts';
import { traceAt } from './traces.ts';

export interface LoadContext {
  readonly plan: Plan;
  readonly worker: number;
  readonly workers: number;
  readonly startMs: number;
  readonly timers: Timers;
  readonly recorder: Recorder;
  readonly createRunner: RunnerFactory;
}

/** How long a plan begins iterations, in ms; with iterations to do, at most. */
export function runTimeOf(plan: Plan): number {
  return plan.runTimeMs ?? plan.maxRunTimeMs;
}

/** A worker's share of a load. */
export interface LoadShare {
  readonly scheduler: Scheduler;
  /**
   * Makes the load another one, of the same model, that is the same until a time.
   *
   * @param fromMs - since the load's start
   */
  change(load: LoadPlan, fromMs: number): void;
}

export function createShare(context: LoadContext): LoadShare {
  const { load } = context.plan;
  switch (load.model) {
    case 'closed': {
      const scheduler = createClosed(context, load);
      return { scheduler, change: (changed) => changed.model === 'closed' && scheduler.change(changed) };
    }
    case 'open':
      return createOpen(context, load);
    case 'iterations': {
      const scheduler = createClosed(context, closedOf(load), budgetOf(context, load));
      return { scheduler, change: (changed) => changed.model === 'iterations' && scheduler.change(closedOf(changed)) };
    }
    case 'replay':
      return { scheduler: createReplay(context, load), change: () => {} };
    case 'several':
      return createSeveral(context, load);
  }
}

/** Seeds of loads that run at once are so far apart that their arrivals have nothing in common. */
const SEED_STEP = 0x9e37;

function createSeveral(context: LoadContext, { parts }: SeveralLoads): LoadShare {
  const { plan, timers, createRunner, worker } = context;
  let firstId = 0;
  const planned = parts.reduce((sum, { load }) => sum + peakOf(load).users, 0);
  const shares = parts.map(({ startMs, runTimeMs, users, load }, index) => {
    const kinds = plan.users.flatMap(({ name }, kind) => (users.includes(name) ? [kind] : []));
    const idsFrom = firstId;
    const peak = peakOf(load).users;
    firstId += peak;
    // Users beyond the planned most, added by hand, come behind all that were planned, the loads taking turns.
    const idOf = (id: number) => (id <= peak ? idsFrom + id : planned + (id - peak - 1) * parts.length + index + 1);
    // A worker without a user of this load would have a share that nobody can do.
    const workers = Math.max(1, Math.min(context.workers, peak));
    if (worker >= workers) return undefined;
    return createShare({
      ...context,
      workers,
      plan: {
        ...plan,
        ...{ load, runTimeMs, seed: plan.seed + index * SEED_STEP },
        users: kinds.map((kind) => plan.users[kind] as (typeof plan.users)[number]),
      },
      startMs: context.startMs + startMs,
      createRunner: (id, kind) => createRunner(idOf(id), kinds[kind] as number),
    });
  });
  const scheduled = parts.flatMap(({ startMs }, index) => {
    const share = shares[index];
    return share === undefined ? [] : [{ scheduler: share.scheduler, startMs: context.startMs + startMs }];
  });
  // What comes from the coordinator is a copy, so that the loads that stay are known by what they say.
  const followed = parts.map(({ load }) => JSON.stringify(load));
  const change: LoadShare['change'] = (changed, fromMs) => {
    if (changed.model !== 'several') return;
    for (const [index, { load, startMs }] of changed.parts.entries()) {
      const text = JSON.stringify(load);
      if (text === followed[index]) continue;
      followed[index] = text;
      shares[index]?.change(load, fromMs - startMs);
    }
  };
  return { scheduler: new CombinedScheduler(scheduled, timers), change };
}

function createClosed(context: LoadContext, load: ClosedLoad, budget?: IterationBudget): ClosedScheduler {
  const { plan, worker, workers, startMs, timers, recorder, createRunner } = context;
  return new ClosedScheduler({
    load,
    timers,
    userTime: recorder.userTime,
    startMs,
    runTimeMs: runTimeOf(plan),
    worker,
    workers,
    createRunner,
    peakUsers: peakOf(plan.load).users,
    isOpenEnded: plan.tick !== undefined,
    kindOf: createKinds(plan.users),
    ...(budget === undefined ? {} : { budget, onDropped: (count) => recorder.dropped(count) }),
  });
}

function budgetOf({ worker, workers }: LoadContext, { users, iterations, shared }: IterationsLoad): IterationBudget {
  if (shared) return new IterationBudget(dealtShareOf(iterations, users, worker, workers), undefined);
  return new IterationBudget(shareOf(users, worker, workers) * iterations, iterations);
}

/** Rows of a trace as arrivals: each is for the task that it names, or for any. */
function createReplay(context: LoadContext, load: ReplayLoad): OpenScheduler {
  const { plan, worker, workers } = context;
  const { timesMs, tasks, taskOf } = traceAt(load.file);
  const named = tasks.map((name) => taskNamed(name, plan.users));
  const taskFor = (arrival: number) => named[(taskOf[arrival % taskOf.length] as number) - 1];
  const { kindOf, drawOf } = anyTask(plan);
  return new OpenScheduler({
    ...arrivalOptions(context, load),
    arrivals: new ReplayArrivals(timesMs, load, { worker, workers, untilMs: runTimeOf(plan) }),
    kindOf: (arrival) => taskFor(arrival)?.kind ?? kindOf(arrival),
    drawOf: (arrival) => taskFor(arrival)?.draw ?? drawOf(arrival),
  });
}

function createOpen(context: LoadContext, load: OpenLoad): LoadShare {
  const { plan, worker, workers, startMs, timers } = context;
  const { seed } = plan;
  const untilMs = runTimeOf(plan);
  const arrivals = (of: OpenLoad, fromMs: number) => arrivalsOf(of, { seed, worker, workers, fromMs, untilMs });
  const scheduler = new OpenScheduler({
    ...arrivalOptions(context, load),
    ...anyTask(plan),
    arrivals: arrivals(load, 0),
  });
  const change: LoadShare['change'] = (changed, fromMs) => {
    if (changed.model !== 'open') return;
    // Where the word comes late, what has arrived since then has arrived.
    const atMs = Math.max(fromMs, timers.clock.now() - startMs);
    scheduler.change(arrivals(changed, atMs), atMs);
  };
  return { scheduler, change };
}

/** The kind of user and the task of an arrival, by weight: they follow from the seed and its number alone. */
function anyTask({ users, seed }: Plan): Pick<OpenSchedulerOptions, 'kindOf' | 'drawOf'> {
  // A fixed number of users means nothing to arrivals; as a weight it keeps its proportion.
  const pickKind = createPicker(users.map(({ count, weight }) => count ?? weight));
  const kinds = new Random(seed, 'arrival-kind');
  const tasks = new Random(seed, 'arrival-task');
  const drawOf = (random: Random) => (arrival: number) => {
    random.restart(arrival);
    return random.uniform();
  };
  const kindDraw = drawOf(kinds);
  return {
    kindOf: users.length === 1 ? () => 0 : (arrival) => pickKind(kindDraw(arrival)),
    drawOf: drawOf(tasks),
  };
}

/** What is the same for all arrivals, wherever they come from. */
function arrivalOptions(
  { plan, worker, workers, startMs, timers, recorder, createRunner }: LoadContext,
  { maxUsers, overflow }: Pick<OpenLoad, 'maxUsers' | 'overflow'>,
): Omit<OpenSchedulerOptions, 'arrivals' | 'kindOf' | 'drawOf'> {
  return {
    timers,
    startMs,
    runTimeMs: runTimeOf(plan),
    maxUsers: Math.max(1, shareOf(maxUsers, worker, workers)),
    overflow,
    createRunner,
    kinds: plan.users.length,
    idOf: (index) => index * workers + worker + 1,
    onDropped: (count) => recorder.dropped(count),
    onCensored: (count) => recorder.operation('(unsent)', 'arrival').censored(count),
  };
}
