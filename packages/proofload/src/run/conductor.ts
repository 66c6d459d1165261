/**
 * The conductor: from a plan and the suite's bundle to a judged run. The command, the server and the library call it.
 *
 *     target up ─▶ health ─▶ folder, header ─▶ load ─▶ a line a second ─▶ record ─▶ verdict ─▶ run.json
 */
import { LoadRun } from '../engine/coordinator.ts';
import { IncomparableError } from '../judge/compare.ts';
import { isBroken, isDecided, isHopeless } from '../judge/decided.ts';
import { type JudgeBaseline, judge, requirementsSoFar } from '../judge/judge.ts';
import { lostWorkerNote } from '../judge/validity.ts';
import type { Slice } from '../measure/slice.ts';
import type { Plan } from '../plan/types.ts';
import { buildRun } from '../record/build.ts';
import { readEnvironment } from '../record/environment.ts';
import type { StoreError } from '../record/errors.ts';
import { Measurements } from '../record/measurements.ts';
import type { RunHeader } from '../record/schema/header.ts';
import type { RunEnd, RunOutcome } from '../record/schema/outcome.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { MeasuredRun, RunRecord } from '../record/schema.ts';
import { redactText } from '../units/redact.ts';
import { enterSuite } from '../units/suite-files.ts';
import { workerBundle } from './bundle.ts';
import { withCertificates } from './certificates.ts';
import { StageError } from './errors.ts';
import type { LoadControl, RunEvent, StopReason } from './events.ts';
import { recordedLoad } from './header.ts';
import { changeNotes } from './load-changes.ts';
import { LoadTicker, tickOf } from './load-ticker.ts';
import { localErrorsOf } from './local-errors.ts';
import { MachineMeter } from './machine-meter.ts';
import { type StartedTarget, startTarget } from './process-target.ts';
import { checkHealth } from './reach.ts';
import { probesOf, ResourceWatch } from './resources.ts';
import { RunWriter } from './run-writer.ts';
import { Stages } from './stages.ts';
import { version } from './version.ts';

export interface ConductOptions {
  readonly plan: Plan;
  /** The URL of the suite's bundle. */
  readonly bundle: string;
  /** The store's folder: `.proofload`. */
  readonly store: string;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onEvent: (event: RunEvent) => void;
  /** Ends the run after a few seconds where a requirement with `abort` is broken by far: its level is too high. */
  readonly endsWhenHopeless?: boolean;
  /** What the run is held against. */
  readonly baseline?: JudgeBaseline | undefined;
  /** Ends the run gracefully, when aborted; what was measured is judged. */
  readonly interrupt: AbortSignal;
  /** Ends the grace as well. */
  readonly kill: AbortSignal;
}

/** A judged run. */
export interface ConductedRun {
  readonly record: RunRecord;
  readonly measurements: Measurements;
  /** Where it is stored; `undefined` when it could not be. */
  readonly folder: string | undefined;
  /** Why it could not be stored, wholly or in part. */
  readonly storeError: StoreError | undefined;
  /** What the load's `tick` or a `teardown` threw; what was measured is there. */
  readonly stageErrors: readonly StageError[];
  /** Why it could not be compared, where it was to be; it is judged without then. */
  readonly incomparable: IncomparableError | undefined;
}

/**
 * Runs a plan.
 *
 * @throws TargetError when the target cannot be reached, before any load
 */
export async function conduct(options: ConductOptions): Promise<ConductedRun> {
  const { interrupt, onEvent } = options;
  enterSuite(options.plan.suite.file);
  const target = await withCertificates(options.plan.target);
  const plan: Plan = { ...options.plan, target };
  let started: StartedTarget | undefined;
  try {
    if (target.command !== undefined) {
      onEvent({ type: 'preparing', what: `starting the target: ${redactText(target.command)}` });
      started = await startTarget(target, target.command, interrupt);
    }
    await checkHealth(target, interrupt);
    const resources = new ResourceWatch(probesOf(plan, started?.pid));
    return await conductBetween(options, plan, (setup) =>
      new Performance({ ...options, plan }, resources, setup).run(),
    );
  } finally {
    await started?.stop();
  }
}

/** Runs between what the suite has to be done before the load and after it. */
async function conductBetween(
  { bundle, interrupt, kill, onEvent }: ConductOptions,
  plan: Plan,
  run: (setup: unknown) => Promise<ConductedRun>,
): Promise<ConductedRun> {
  const stages = new Stages({
    plan,
    bundle,
    signal: interrupt,
    kill,
    onLog: (line) => onEvent({ type: 'log', line: redactText(line) }),
  });
  let stageErrors: readonly StageError[] = [];
  let conducted: ConductedRun;
  try {
    conducted = await run(await stages.setUp());
  } finally {
    stageErrors = await stages.tearDown();
  }
  return { ...conducted, stageErrors: [...conducted.stageErrors, ...stageErrors] };
}

/** Judging while the run goes on takes at most one part in so many of the main thread's time. */
const JUDGING_PAUSE = 20;

/** One run, from its folder to its record. */
class Performance {
  readonly #options: ConductOptions;
  readonly #writer: RunWriter;
  readonly #measurements: Measurements;
  readonly #machine = new MachineMeter();
  readonly #resources: ResourceWatch;
  readonly #setup: unknown;
  #load: LoadRun | undefined;
  #end: RunEnd = 'completed';
  #isStopping = false;
  #memory = 0;
  #soFar: readonly RequirementResult[] = [];
  #ticker: LoadTicker | undefined;
  #tickFault: StageError | undefined;
  #judgeAgainMs = Number.NEGATIVE_INFINITY;

  constructor(options: ConductOptions, resources: ResourceWatch, setup: unknown) {
    this.#options = options;
    this.#setup = setup;
    this.#resources = resources;
    this.#writer = new RunWriter(options.store, ({ message }) => options.onEvent({ type: 'store-failed', message }));
    this.#measurements = new Measurements(options.plan.warmupMs);
  }

  async run(): Promise<ConductedRun> {
    const { plan, bundle, interrupt, kill, onEvent, workingDirectory, environment } = this.#options;
    const place = await readEnvironment({ version, workingDirectory, variables: environment });
    const header = await this.#writer.open(plan, place, new Date());
    const tick = await tickOf(plan, bundle);
    const load = new LoadRun({
      plan,
      bundle: workerBundle(bundle),
      setup: this.#setup,
      onStart: () => this.#started(header, load),
      onSlice: (slice) => this.#second(header, slice),
      onLog: (line) => onEvent({ type: 'log', line: redactText(line) }),
    });
    this.#load = load;
    if (tick !== undefined) this.#ticker = new LoadTicker(tick, load);
    const unhook = [
      onAbort(interrupt, () => this.#stop('interrupted', 'interrupted')),
      onAbort(kill, () => load.abort()),
    ];
    const { durationMs, lostWorkers, load: actual, changes, pacing } = await load.done;
    for (const each of unhook) each();
    const use = this.#machine.look();
    const { resources, notes } = this.#resources.end();
    const lost = lostWorkers.length;
    const outcome: RunOutcome = {
      end: this.#end,
      durationMs,
      ...use,
      memory: this.#memory,
      pacing,
      localErrors: localErrorsOf(this.#measurements.counted),
      ...(lost === 0 ? {} : { lost: { workers: lost } }),
      ...(changes.length === 0 && tick === undefined ? {} : { load: recordedLoad(actual) }),
      resources,
      notes: [
        ...(plan.notes ?? []),
        ...changeNotes(changes),
        ...(this.#tickFault === undefined ? [] : [this.#tickFault.message]),
        ...notes,
        ...lostWorkers.map(({ reason }) => lostWorkerNote(reason)),
      ],
    };
    return this.#close(header, outcome);
  }

  #started(header: RunHeader, control: LoadControl): void {
    const { plan, onEvent } = this.#options;
    this.#resources.start((name, atMs, readings) => this.#writer.appendReadings({ name, atMs, readings }));
    const isOpenEnded = plan.load.model === 'iterations' || plan.tick !== undefined;
    const totalMs = isOpenEnded ? undefined : plan.runTimeMs;
    onEvent({ type: 'started', header, folder: this.#writer.folder, totalMs, control });
  }

  #second(header: RunHeader, slice: Slice): void {
    const { plan, onEvent } = this.#options;
    this.#measurements.add(slice);
    this.#writer.append(slice);
    this.#memory = Math.max(this.#memory, residentMemory());
    const elapsedMs = (slice.second + 1) * 1_000;
    if (plan.requirements.length > 0) this.#judgeSoFar(header, elapsedMs);
    if (elapsedMs < (plan.runTimeMs ?? plan.maxRunTimeMs)) this.#askForLoad(slice.second);
    onEvent({ type: 'second', elapsedMs, measurements: this.#measurements, requirements: this.#soFar });
  }

  /** Judges what is there; for a run of very many operations less often, so that it never takes much of a core. */
  #judgeSoFar(header: RunHeader, elapsedMs: number): void {
    const { plan, endsWhenHopeless = false } = this.#options;
    const beganMs = performance.now();
    if (beganMs < this.#judgeAgainMs) return;
    const { resources } = this.#resources;
    const soFar = buildRun(header, this.#measurements, { end: 'completed', durationMs: elapsedMs, resources });
    this.#soFar = requirementsSoFar(soFar, this.#measurements);
    const mayAbort = plan.requirements.some(({ abort }) => abort);
    if (mayAbort && isBroken(soFar, this.#measurements)) this.#stop('aborted', 'aborted');
    else if (endsWhenHopeless && isHopeless(soFar, this.#measurements)) this.#stop('aborted', 'aborted');
    else if (plan.runTimeMs === undefined && isDecided(soFar, this.#measurements)) this.#stop('decided', 'completed');
    const tookMs = performance.now() - beganMs;
    this.#judgeAgainMs = beganMs + tookMs * JUDGING_PAUSE;
  }

  /** Asks the load's tick how much load there is to be from now on. */
  #askForLoad(second: number): void {
    const end = this.#ticker?.ask(this.#measurements, second);
    if (end === undefined) return;
    this.#ticker = undefined;
    if ('fault' in end) this.#tickFault = new StageError(end.fault);
    if ('fault' in end) this.#stop('fault', 'aborted');
    else this.#stop('over', 'completed');
  }

  #stop(why: StopReason, end: RunEnd): void {
    // What decided the run decides it in each second of the grace as well.
    if (this.#end !== 'completed' || (this.#isStopping && end === 'completed')) return;
    this.#isStopping = true;
    this.#end = end;
    this.#options.onEvent({ type: 'stopping', why });
    this.#load?.stop();
  }

  async #close(header: RunHeader, outcome: RunOutcome): Promise<ConductedRun> {
    const { record, incomparable } = this.#judge(buildRun(header, this.#measurements, outcome));
    await this.#writer.close(outcome, record);
    const { folder, failure: storeError } = this.#writer;
    const stageErrors = this.#tickFault === undefined ? [] : [this.#tickFault];
    return { record, measurements: this.#measurements, folder, storeError, stageErrors, incomparable };
  }

  /** What was measured is kept and judged by itself, should it turn out that it cannot be compared. */
  #judge(run: MeasuredRun): Pick<ConductedRun, 'record' | 'incomparable'> {
    const { baseline } = this.#options;
    try {
      const record = judge(run, this.#measurements, baseline === undefined ? {} : { baseline });
      return { record, incomparable: undefined };
    } catch (error) {
      if (!(error instanceof IncomparableError)) throw error;
      return { record: judge(run, this.#measurements), incomparable: error };
    }
  }
}

/** Memory of this process in bytes; 0 where the system does not tell, such as when no file descriptor is left to ask it. */
function residentMemory(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}

/** Listens for an abort, also one that has happened already; returns how to stop listening. */
function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener();
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
