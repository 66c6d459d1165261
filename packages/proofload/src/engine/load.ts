/** The part of a plan's load that one worker carries, as a scheduler. */
import type { Recorder } from '../measure/recorder.ts';
import { arrivalsOf } from '../plan/arrivals.ts';
import { peakOf } from '../plan/load.ts';
import { createKinds, createPicker } from '../plan/pick.ts';
import { Random } from '../plan/random.ts';
import { shareOf } from '../plan/shares.ts';
import type { ClosedLoad, IterationsLoad, LoadPlan, OpenLoad, Plan, SeveralLoads } from '../plan/types.ts';
import { ClosedScheduler } from './closed-scheduler.ts';
import { CombinedScheduler } from './combined-scheduler.ts';
import { IterationBudget } from './iteration-budget.ts';
import { OpenScheduler } from './open-scheduler.ts';
import type { RunnerFactory, Scheduler } from './runner.ts';
import type { Timers } from './timers.ts';

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
    case 'iterations':
      return { scheduler: createClosed(context, asClosed(load), budgetOf(context, load)), change: () => {} };
    case 'several':
      return { scheduler: createSeveral(context, load), change: () => {} };
  }
}

/** Seeds of loads that run at once are so far apart that their arrivals have nothing in common. */
const SEED_STEP = 0x9e37;

function createSeveral(context: LoadContext, { parts }: SeveralLoads): CombinedScheduler {
  const { plan, timers, createRunner } = context;
  let firstId = 0;
  const scheduled = parts.map(({ startMs, runTimeMs, users, load }, index) => {
    const kinds = plan.users.flatMap(({ name }, kind) => (users.includes(name) ? [kind] : []));
    const idsFrom = firstId;
    firstId += peakOf(load).users;
    const { scheduler } = createShare({
      ...context,
      plan: {
        ...plan,
        ...{ load, runTimeMs, seed: plan.seed + index * SEED_STEP },
        users: kinds.map((kind) => plan.users[kind] as (typeof plan.users)[number]),
      },
      startMs: context.startMs + startMs,
      createRunner: (id, kind) => createRunner(idsFrom + id, kinds[kind] as number),
    });
    return { scheduler, startMs: context.startMs + startMs };
  });
  return new CombinedScheduler(scheduled, timers);
}

function createClosed(context: LoadContext, load: ClosedLoad, budget?: IterationBudget): ClosedScheduler {
  const { plan, worker, workers, startMs, timers, createRunner } = context;
  return new ClosedScheduler({
    load,
    timers,
    startMs,
    runTimeMs: runTimeOf(plan),
    worker,
    workers,
    createRunner,
    peakUsers: peakOf(plan.load).users,
    kindOf: createKinds(plan.users),
    ...(budget === undefined ? {} : { budget }),
  });
}

/** Iterations are done by a number of users that is kept up until none are left. */
function asClosed({ users, spawnRate }: IterationsLoad): ClosedLoad {
  if (spawnRate === undefined) return { model: 'closed', startUsers: users, stages: [] };
  return { model: 'closed', startUsers: 1, stages: [{ durationMs: ((users - 1) / spawnRate) * 1_000, users }] };
}

function budgetOf({ worker, workers }: LoadContext, { users, iterations, shared }: IterationsLoad): IterationBudget {
  if (shared) return new IterationBudget(shareOf(iterations, worker, workers), undefined);
  return new IterationBudget(shareOf(users, worker, workers) * iterations, iterations);
}

function createOpen(context: LoadContext, load: OpenLoad): LoadShare {
  const { plan, worker, workers, startMs, timers, recorder, createRunner } = context;
  const { users, seed } = plan;
  // A fixed number of users means nothing to arrivals; as a weight it keeps its proportion.
  const pickKind = createPicker(users.map(({ count, weight }) => count ?? weight));
  const kinds = new Random(seed, 'arrival-kind');
  const tasks = new Random(seed, 'arrival-task');
  const drawOf = (random: Random) => (arrival: number) => {
    random.restart(arrival);
    return random.uniform();
  };
  const kindDraw = drawOf(kinds);
  const runTimeMs = runTimeOf(plan);
  const arrivals = (of: OpenLoad, fromMs: number) =>
    arrivalsOf(of, { seed, worker, workers, fromMs, untilMs: runTimeMs });
  const scheduler = new OpenScheduler({
    arrivals: arrivals(load, 0),
    timers,
    startMs,
    runTimeMs,
    maxUsers: Math.max(1, shareOf(load.maxUsers, worker, workers)),
    overflow: load.overflow,
    createRunner,
    kinds: users.length,
    kindOf: users.length === 1 ? () => 0 : (arrival) => pickKind(kindDraw(arrival)),
    drawOf: drawOf(tasks),
    idOf: (index) => index * workers + worker + 1,
    onDropped: (count) => recorder.dropped(count),
    onCensored: (count) => recorder.operation('(unsent)', 'arrival').censored(count),
  });
  const change: LoadShare['change'] = (changed, fromMs) => {
    if (changed.model !== 'open') return;
    // Where the word comes late, what has arrived since then has arrived.
    const atMs = Math.max(fromMs, timers.clock.now() - startMs);
    scheduler.change(arrivals(changed, atMs), atMs);
  };
  return { scheduler, change };
}
