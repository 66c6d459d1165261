/**
 * Runs two targets in one run: both get the same load in turns, by the same clock, and are judged in pairs of blocks.
 */
import { dirname } from 'node:path';
import { LoadRun } from '../engine/coordinator.ts';
import { type DuetJudgement, judgeDuet } from '../judge/duet.ts';
import { blockOrder, type Side } from '../judge/duet-blocks.ts';
import type { FailOn } from '../judge/fail-on.ts';
import { judge } from '../judge/judge.ts';
import { monotonicClock } from '../measure/clock.ts';
import type { Plan } from '../plan/types.ts';
import { buildRun } from '../record/build.ts';
import { readEnvironment } from '../record/environment.ts';
import { Measurements } from '../record/measurements.ts';
import type { Environment } from '../record/schema/header.ts';
import type { ValidityNote } from '../record/schema/verdict.ts';
import { seededRandom } from '../stats/index.ts';
import { withCertificates } from './certificates.ts';
import { planOfSide } from './duet-load.ts';
import { headerOf } from './header.ts';
import { type StartedTarget, startTarget } from './process-target.ts';
import { checkHealth } from './reach.ts';
import { Stages } from './stages.ts';
import { version } from './version.ts';

/** What is run. */
export interface DuetOptions {
  /** The same plan for both, but for its target. */
  readonly a: Plan;
  readonly b: Plan;
  readonly bundle: string;
  readonly pairs: number;
  readonly blockSeconds: number;
  readonly failOn: FailOn;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onPreparing: (what: string) => void;
  readonly onLog: (line: string) => void;
  /** A block is over: how many of how many. */
  readonly onBlock: (done: number, all: number) => void;
  /** Ends the run gracefully, when aborted; nothing is judged then. */
  readonly interrupt: AbortSignal;
}

/** What came of it. */
export interface Duet extends Omit<DuetJudgement, 'status'> {
  readonly status: DuetJudgement['status'] | 'invalid';
  readonly targets: Readonly<Record<Side, string>>;
  readonly suite: string;
  readonly startedAt: string;
  readonly environment: Environment;
  readonly pairs: number;
  readonly blockSeconds: number;
  readonly order: readonly Side[];
  readonly requests: Readonly<Record<Side, number>>;
  /** What speaks against believing it. */
  readonly validity: readonly ValidityNote[];
}

/** Time for the workers of both sides to be ready, so that they begin at the same moment, in ms. */
const READY_WITHIN_MS = 2_000;
/** Beginning further apart than this, blocks would overlap by more than the second that is not counted, in ms. */
const MOST_APART_MS = 500;
/** What of a run's validity is about the generator and holds for a load in turns too. */
const GENERATOR_NOTES = ['nothing-measured', 'send-lag', 'generator-busy', 'dropped', 'lost-worker', 'steal'];

/**
 * Runs a duet; `undefined` when it was interrupted.
 *
 * @throws TargetError when one of the targets cannot be reached, before any load
 */
export async function runDuet(options: DuetOptions): Promise<Duet | undefined> {
  const sides: readonly Side[] = ['a', 'b'];
  const started: StartedTarget[] = [];
  const stages: Stages[] = [];
  try {
    const plans: Plan[] = [];
    for (const side of sides) {
      const plan = options[side];
      const target = await withCertificates(plan.target, dirname(plan.suite.file));
      if (target.command !== undefined) {
        options.onPreparing(`starting target ${side.toUpperCase()}: ${target.command}`);
        started.push(await startTarget(target, target.command, options.interrupt));
      }
      await checkHealth(target);
      plans.push({ ...plan, target });
    }
    const setups: unknown[] = [];
    for (const plan of plans) {
      const own = new Stages({ plan, bundle: options.bundle, onLog: options.onLog, signal: options.interrupt });
      stages.push(own);
      setups.push(await own.setUp());
    }
    return await perform(plans as [Plan, Plan], setups, options);
  } finally {
    for (const each of stages) for (const { message } of await each.tearDown()) options.onLog(message);
    await Promise.all(started.map((each) => each.stop()));
  }
}

async function perform(
  [a, b]: readonly [Plan, Plan],
  setups: readonly unknown[],
  options: DuetOptions,
): Promise<Duet | undefined> {
  const { pairs, blockSeconds, failOn, interrupt, workingDirectory, environment } = options;
  const random = seededRandom(a.seed);
  const order = blockOrder(pairs, random);
  const startedAt = new Date();
  const place = await readEnvironment({ version, workingDirectory, variables: environment });
  const notBeforeMs = monotonicClock().now() + READY_WITHIN_MS;
  const [first, second] = [
    load(planOfSide(a, order, 'a', blockSeconds), setups[0], { ...options, notBeforeMs }),
    load(planOfSide(b, order, 'b', blockSeconds), setups[1], { ...options, notBeforeMs, onBlock: () => {} }),
  ];
  const stop = (): void => {
    for (const { run } of [first, second]) run.stop();
  };
  if (interrupt.aborted) stop();
  interrupt.addEventListener('abort', stop, { once: true });
  const ends = await Promise.all([first.run.done, second.run.done]);
  interrupt.removeEventListener('abort', stop);
  if (interrupt.aborted) return undefined;
  const judged = [first, second].map(({ plan, measurements }, index) => {
    const header = headerOf(plan, '0000', startedAt, place);
    const { durationMs, lostWorkers } = ends[index] as (typeof ends)[number];
    const lost = lostWorkers.length === 0 ? {} : { lost: { workers: lostWorkers.length } };
    return judge(buildRun(header, measurements, { end: 'completed', durationMs, ...lost }), measurements);
  });
  const notes = judged.flatMap(({ verdict }) => verdict.validity.filter(({ code }) => GENERATOR_NOTES.includes(code)));
  const validity = [
    ...new Map(notes.map((note) => [note.code, note])).values(),
    ...apart(first.startMs, second.startMs),
  ];
  const judgement = judgeDuet({
    ...{ a: first.measurements, b: second.measurements, order, blockSeconds, failOn, random },
    comparesRate: a.load.model !== 'open',
  });
  return {
    ...judgement,
    status: validity.some(({ level }) => level === 'invalid') ? 'invalid' : judgement.status,
    targets: { a: a.target.url, b: b.target.url },
    suite: a.suite.name,
    startedAt: startedAt.toISOString(),
    environment: place,
    ...{ pairs, blockSeconds, order, validity },
    requests: { a: judged[0]?.totals.count ?? 0, b: judged[1]?.totals.count ?? 0 },
  };
}

interface SideLoad {
  readonly plan: Plan;
  readonly run: LoadRun;
  readonly measurements: Measurements;
  startMs: number;
}

function load(plan: Plan, setup: unknown, options: DuetOptions & { readonly notBeforeMs: number }): SideLoad {
  const { bundle, onLog, onBlock, blockSeconds, pairs, notBeforeMs } = options;
  const measurements = new Measurements(0);
  const run = new LoadRun({
    ...{ plan, bundle, notBeforeMs, onLog, setup },
    onStart: (startMs) => {
      side.startMs = startMs;
    },
    onSlice: (slice) => {
      measurements.add(slice);
      const done = (slice.second + 1) / blockSeconds;
      if (Number.isInteger(done) && done <= 2 * pairs) onBlock(done, 2 * pairs);
    },
  });
  const side: SideLoad = { plan, measurements, run, startMs: notBeforeMs };
  return side;
}

function apart(firstMs: number, secondMs: number): readonly ValidityNote[] {
  if (Math.abs(firstMs - secondMs) <= MOST_APART_MS) return [];
  return [
    {
      code: 'duet-apart',
      level: 'invalid',
      message: 'The two loads did not begin together, so that their blocks overlap.',
      next: 'Run again on a machine that is less busy.',
    },
  ];
}
