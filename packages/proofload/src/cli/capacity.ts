/** `proofload capacity SUITE|URL`: searches for the most load under which every requirement holds. */
import { availableParallelism } from 'node:os';
import type { CapacityUnit } from '../judge/capacity.ts';
import { makePlan, type PlanInput } from '../plan/make-plan.ts';
import type { Plan } from '../plan/types.ts';
import type { RunRecord } from '../record/schema.ts';
import { type CapacityOptions, searchCapacity } from '../run/capacity.ts';
import { conduct } from '../run/conductor.ts';
import { seededRandom } from '../stats/index.ts';
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { parsePercent } from '../units/percent.ts';
import { parseRate } from '../units/rate.ts';
import type { CommandFunction } from './app.ts';
import { capacityText, formatLevel, stepLine } from './capacity-text.ts';
import { readConfig } from './config-file.ts';
import { type CliContext, columnsOf } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { optionsOf, type TypedFlags } from './flags.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import { writeText } from './outputs.ts';
import { REQUEST_FLAGS } from './request.ts';
import { openSubject } from './subject.ts';
import { UsageError } from './usage-error.ts';

/** The flags that say how to search; all others are options as in `run`. */
const OWN_FLAGS = ['by', 'start', 'max', 'precision', 'step', 'rest', ...REQUEST_FLAGS];
/** Cut from the beginning of each level: connections open and caches warm in it, in ms. */
const WARMUP_MS = 1_000;
const MOST_RATE = 100_000;
const MOST_USERS = 10_000;

type Wish = Pick<CapacityOptions, 'unit' | 'start' | 'most' | 'precision' | 'stepMs' | 'restMs'>;

const capacity: CommandFunction = async (context, flags, [subject]) => {
  if (subject === undefined)
    throw new UsageError('Which suite, or which URL? For example: proofload capacity shop.perf.ts.');
  const wish = readWish(flags);
  const opened = await openSubject(subject, flags);
  const interrupts = listenForInterrupts(context);
  try {
    const { suite, bundle, file } = opened;
    const options = optionsOf(Object.fromEntries(Object.entries(flags).filter(([name]) => !OWN_FLAGS.includes(name))));
    const input = {
      ...{ cores: availableParallelism(), suite, suiteFile: file, suiteHash: bundle.hash, flags: options },
      ...{ environment: context.host.env, config: await readConfig(context.host.cwd()) },
    };
    const planAt = (level: number, runTimeMs: number): Plan => planOfLevel(input, wish.unit, level, runTimeMs);
    requireGates(planAt(wish.start, wish.stepMs));
    return await search({ wish, planAt, bundle: bundle.url, options }, interrupts, context);
  } finally {
    interrupts.release();
    await opened.remove();
  }
};

export default capacity;

interface Search {
  readonly wish: Wish;
  readonly planAt: (level: number, runTimeMs: number) => Plan;
  readonly bundle: string;
  readonly options: TypedFlags;
}

async function search(
  { wish, planAt, bundle, options }: Search,
  interrupts: Interrupts,
  context: CliContext,
): Promise<ExitCode> {
  const { host, say, print } = context;
  const { unit } = wish;
  const run = async (level: number, runTimeMs: number): Promise<RunRecord> => {
    const plan = planAt(level, runTimeMs);
    const { record } = await conduct({
      plan,
      bundle,
      endsWhenHopeless: true,
      store: plan.options.out?.value as string,
      workingDirectory: host.cwd(),
      environment: host.env,
      onEvent: (event) => {
        if (event.type === 'log' && options.verbose === true) say(event.line);
        if (event.type === 'store-failed') say(event.message);
      },
      interrupt: interrupts.interrupt,
      kill: interrupts.kill,
    });
    return record;
  };
  if (options.quiet !== true) say(`Searching from ${formatLevel(wish.start, unit)} …`);
  const found = await searchCapacity({
    ...wish,
    random: seededRandom(1),
    run,
    rest: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    onStep: (step) => {
      if (options.quiet !== true) say(stepLine(step, unit));
    },
    interrupt: interrupts.interrupt,
  });
  const { json } = options;
  if (json === '-') print(JSON.stringify(found, null, 2));
  else {
    host.stdout.write(capacityText(found, columnsOf(host.stdout)));
    if (typeof json === 'string') await writeText(json, `${JSON.stringify(found, null, 2)}\n`);
  }
  if (interrupts.interrupt.aborted) return exitCodes.interrupted;
  return found.passing === undefined ? exitCodes.failed : exitCodes.passed;
}

/** A level as a plan: a run of the suite with that load, given up as soon as a requirement is broken beyond doubt. */
function planOfLevel(input: PlanInput, unit: CapacityUnit, level: number, runTimeMs: number): Plan {
  const load = unit === 'rate' ? { rate: `${level}/s` } : { users: `${level}`, 'spawn-rate': `${level}/s` };
  const warmup = input.flags.warmup === undefined ? { warmup: `${WARMUP_MS}ms` } : {};
  const plan = makePlan({ ...input, flags: { ...input.flags, ...warmup, ...load, 'run-time': `${runTimeMs}ms` } });
  // A scenario of the suite's own by that name has a setup, which nobody asked for.
  const isFree = plan.scenario === undefined && input.suite.scenarios?.[SCENARIO] === undefined;
  return {
    ...plan,
    ...(isFree ? { scenario: SCENARIO } : {}),
    requirements: plan.requirements.map((one) => ({ ...one, abort: true })),
  };
}

/** What the runs of a search are called, so that they are taken for no others. */
const SCENARIO = 'capacity';

function requireGates({ requirements }: Plan): void {
  const gates = requirements.filter(({ severity, bound }) => severity === 'fail' && bound.operator !== 'none');
  if (gates.some(({ bound }) => 'dimension' in bound && bound.dimension !== 'change')) return;
  throw new UsageError(
    "A capacity is the most load under which requirements hold, and there are none. Write some in the suite, or give them: --require 'p95 <200ms' (of a URL).",
  );
}

function readWish(flags: TypedFlags): Wish {
  const {
    by = 'rate',
    start,
    max,
    precision = '5%',
    step = '10s',
    rest = '1s',
  } = flags as Readonly<Record<string, string | undefined>>;
  if (by !== 'rate' && by !== 'users') throw new UsageError(`--by takes rate or users, not “${by}”.`);
  const isRate = by === 'rate';
  const level = (name: string, text: string | undefined, otherwise: number): number => {
    if (text === undefined) return otherwise;
    const value = read(name, text, isRate ? parseRate : Number);
    if (value > 0 && (isRate || Number.isSafeInteger(value))) return value;
    throw new UsageError(`--${name} takes ${isRate ? 'a rate such as 50/s' : 'a number of users'}, not “${text}”.`);
  };
  const share = read('precision', precision, (text) => (text.endsWith('%') ? parsePercent(text) : Number(text)));
  if (!(share >= 0.005 && share <= 1))
    throw new UsageError(`--precision takes a share from 0.5% to 100%, not “${precision}”.`);
  const most = level('max', max, isRate ? MOST_RATE : MOST_USERS);
  const first = level('start', start, Math.min(most, isRate ? 10 : 1));
  if (first > most) throw new UsageError(`--start ${start} is above --max ${most}.`);
  const time = (name: string, text: string): number => read(name, text, (raw) => parseDuration(raw, { bareUnit: 's' }));
  const stepMs = time('step', step);
  if (stepMs < 2 * WARMUP_MS) throw new UsageError(`--step takes a duration of 2s or more, not “${step}”.`);
  return { unit: by, start: first, most, precision: share, stepMs, restMs: time('rest', rest) };
}

function read(name: string, text: string, parse: (text: string) => number): number {
  try {
    const value = parse(text);
    if (Number.isFinite(value)) return value;
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
  }
  throw new UsageError(`--${name} cannot be read: “${text}”.`);
}
