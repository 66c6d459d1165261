/**
 * Runs two targets in one run: both get the same load in turns, by the same clock, and are judged in pairs of blocks.
 */
import { type DuetJudgement, judgeDuet } from '../judge/duet.ts';
import { blockOrder, type Side } from '../judge/duet-blocks.ts';
import { verdictOfDuet } from '../judge/duet-verdict.ts';
import type { FailOn } from '../judge/fail-on.ts';
import { conclude } from '../judge/verdict.ts';
import { monotonicClock } from '../measure/clock.ts';
import type { Plan } from '../plan/types.ts';
import { readEnvironment } from '../record/environment.ts';
import type { Environment } from '../record/schema/header.ts';
import type { ValidityNote } from '../record/schema/verdict.ts';
import { seededRandom } from '../stats/index.ts';
import { enterSuite } from '../units/suite-files.ts';
import { withCertificates } from './certificates.ts';
import { DuetSide, type KeptRun } from './duet-side.ts';
import { type StartedTarget, startTarget } from './process-target.ts';
import { checkHealth } from './reach.ts';
import { probesOf, ResourceWatch } from './resources.ts';
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
  /** The store's folder: `.proofload`. */
  readonly store: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onPreparing: (what: string) => void;
  readonly onLog: (line: string) => void;
  readonly onStoreFailed: (message: string) => void;
  /** So many blocks are over, of twice as many as pairs. */
  readonly onBlock: (done: number) => void;
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
  /** Each side as a run in the store. */
  readonly runs: Readonly<Record<Side, KeptRun>>;
  /** What speaks against believing it. */
  readonly validity: readonly ValidityNote[];
}

const SIDES: readonly Side[] = ['a', 'b'];
/** Time for the workers of both sides to be ready, so that they begin at the same moment, in ms. */
const READY_WITHIN_MS = 2_000;
/** Beginning further apart than this, blocks would overlap by more than the second that is not counted, in ms. */
const MOST_APART_MS = 500;
/**
 * Runs a duet. Each side is kept as a run of its own, that of B with the comparison as its verdict.
 *
 * @returns `undefined` when it was interrupted; what was measured is kept also then
 * @throws TargetError when one of the targets cannot be reached, before any load
 */
export async function runDuet(options: DuetOptions): Promise<Duet | undefined> {
  const started: StartedTarget[] = [];
  const stages: Stages[] = [];
  try {
    enterSuite(options.a.suite.file);
    const places: Place[] = [];
    for (const side of SIDES) {
      const plan = options[side];
      const target = await withCertificates(plan.target);
      let process: StartedTarget | undefined;
      if (target.command !== undefined) {
        options.onPreparing(`starting target ${side.toUpperCase()}: ${target.command}`);
        process = await startTarget(target, target.command, options.interrupt);
        started.push(process);
      }
      await checkHealth(target, options.interrupt);
      const own = { ...plan, target };
      places.push({ side, plan: own, resources: new ResourceWatch(probesOf(own, process?.pid)), setup: undefined });
    }
    for (const place of places) {
      const { plan } = place;
      const own = new Stages({ plan, bundle: options.bundle, onLog: options.onLog, signal: options.interrupt });
      stages.push(own);
      place.setup = await own.setUp();
    }
    return await perform(places, options);
  } finally {
    for (const each of stages) for (const { message } of await each.tearDown()) options.onLog(message);
    await Promise.all(started.map((each) => each.stop()));
  }
}

/** A side that is ready for its load. */
interface Place {
  readonly side: Side;
  readonly plan: Plan;
  readonly resources: ResourceWatch;
  /** What its suite's `setup` returned. */
  setup: unknown;
}

async function perform(places: readonly Place[], options: DuetOptions): Promise<Duet | undefined> {
  const { pairs, blockSeconds, failOn, interrupt, workingDirectory, environment } = options;
  const [{ plan }] = places as readonly [Place];
  const random = seededRandom(plan.seed);
  const order = blockOrder(pairs, random);
  const startedAt = new Date();
  const machine = await readEnvironment({ version, workingDirectory, variables: environment });
  const notBeforeMs = monotonicClock().now() + READY_WITHIN_MS;
  const schedule = { order, startedAt, environment: machine, notBeforeMs };
  // One after the other, since both take a number of the store.
  const first = await DuetSide.open({ ...options, ...schedule, ...(places[0] as Place) });
  const second = await DuetSide.open({ ...options, ...schedule, ...(places[1] as Place), onBlock: () => {} });
  const stop = (): void => {
    for (const each of [first, second]) each.stop();
  };
  if (interrupt.aborted) stop();
  interrupt.addEventListener('abort', stop, { once: true });
  const [a, b] = await Promise.all([first.done, second.done]);
  interrupt.removeEventListener('abort', stop);
  const notes = [a, b].flatMap(({ verdict }) => verdict.validity);
  const validity = [
    ...new Map(notes.map((note) => [note.code, note])).values(),
    ...apart(first.startMs, second.startMs),
  ];
  if (interrupt.aborted) {
    await Promise.all([
      first.keep(conclude({ ...NOTHING, validity })),
      second.keep(conclude({ ...NOTHING, validity })),
    ]);
    return undefined;
  }
  const judgement = judgeDuet({
    ...{ a: first.measurements, b: second.measurements, order, blockSeconds, failOn, random },
    comparesRate: plan.load.model !== 'open',
  });
  const runs = {
    a: await first.keep(conclude({ ...NOTHING, validity })),
    b: await second.keep(verdictOfDuet(judgement, { run: a, pairs, validity })),
  };
  return {
    ...judgement,
    status: validity.some(({ level }) => level === 'invalid') ? 'invalid' : judgement.status,
    targets: { a: a.target, b: b.target },
    suite: plan.suite.name,
    startedAt: startedAt.toISOString(),
    environment: machine,
    ...{ pairs, blockSeconds, order, validity, runs },
    requests: { a: a.totals.count, b: b.totals.count },
  };
}

/** What a run has that nothing is asked of. */
const NOTHING = { requirements: [], comparisons: [] } as const;

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
