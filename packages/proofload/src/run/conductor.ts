/**
 * The conductor: from a plan and the suite's bundle to a judged run. The command, the server and the library call it.
 *
 *     target up ─▶ health ─▶ folder, header ─▶ load ─▶ a line a second ─▶ record ─▶ verdict ─▶ run.json
 */
import { dirname } from 'node:path';
import { LoadRun } from '../engine/coordinator.ts';
import { IncomparableError } from '../judge/compare.ts';
import { isBroken, isDecided } from '../judge/decided.ts';
import { type JudgeBaseline, judge, requirementsSoFar } from '../judge/judge.ts';
import { lostWorkerNote } from '../judge/validity.ts';
import type { Slice } from '../measure/slice.ts';
import type { Plan } from '../plan/types.ts';
import { buildRun } from '../record/build.ts';
import { readEnvironment } from '../record/environment.ts';
import { StoreError } from '../record/errors.ts';
import { Measurements } from '../record/measurements.ts';
import type { Environment, RunHeader } from '../record/schema/header.ts';
import type { RunEnd, RunOutcome } from '../record/schema/outcome.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { MeasuredRun, RunRecord } from '../record/schema.ts';
import { SeriesWriter } from '../record/series.ts';
import { FileStore } from '../record/store.ts';
import { withCertificates } from './certificates.ts';
import type { StageError } from './errors.ts';
import type { LoadControl, RunEvent } from './events.ts';
import { recordedLoad } from './header.ts';
import { changeNotes } from './load-changes.ts';
import { localErrorsOf } from './local-errors.ts';
import { MachineMeter } from './machine-meter.ts';
import { type StartedTarget, startTarget } from './process-target.ts';
import { checkHealth } from './reach.ts';
import { probesOf, ResourceWatch } from './resources.ts';
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
  /** What a `teardown` threw: the run itself is whole. */
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
  const target = await withCertificates(options.plan.target, dirname(options.plan.suite.file));
  const plan: Plan = { ...options.plan, target };
  let started: StartedTarget | undefined;
  try {
    if (target.command !== undefined) {
      onEvent({ type: 'preparing', what: `starting the target: ${target.command}` });
      started = await startTarget(target, target.command, interrupt);
    }
    await checkHealth(target);
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
  { bundle, interrupt, onEvent }: ConductOptions,
  plan: Plan,
  run: (setup: unknown) => Promise<Omit<ConductedRun, 'stageErrors'>>,
): Promise<ConductedRun> {
  const stages = new Stages({ plan, bundle, signal: interrupt, onLog: (line) => onEvent({ type: 'log', line }) });
  let stageErrors: readonly StageError[] = [];
  let conducted: Omit<ConductedRun, 'stageErrors'>;
  try {
    conducted = await run(await stages.setUp());
  } finally {
    stageErrors = await stages.tearDown();
  }
  return { ...conducted, stageErrors };
}

/** Judging while the run goes on takes at most one part in so many of the main thread's time. */
const JUDGING_PAUSE = 20;

/** One run, from its folder to its record. */
class Performance {
  readonly #options: ConductOptions;
  readonly #store: FileStore;
  readonly #measurements: Measurements;
  readonly #machine = new MachineMeter();
  readonly #resources: ResourceWatch;
  readonly #setup: unknown;
  #folder: string | undefined;
  #series: SeriesWriter | undefined;
  #storeError: StoreError | undefined;
  #load: LoadRun | undefined;
  #end: RunEnd = 'completed';
  #memory = 0;
  #soFar: readonly RequirementResult[] = [];
  #judgeAgainMs = Number.NEGATIVE_INFINITY;

  constructor(options: ConductOptions, resources: ResourceWatch, setup: unknown) {
    this.#options = options;
    this.#setup = setup;
    this.#resources = resources;
    this.#store = new FileStore(options.store);
    this.#measurements = new Measurements(options.plan.warmupMs);
  }

  async run(): Promise<Omit<ConductedRun, 'stageErrors'>> {
    const { plan, bundle, interrupt, kill, onEvent, workingDirectory, environment } = this.#options;
    const place = await readEnvironment({ version, workingDirectory, variables: environment });
    const header = await this.#open(place);
    const load = new LoadRun({
      plan,
      bundle,
      setup: this.#setup,
      onStart: () => this.#started(header, load),
      onSlice: (slice) => this.#second(header, slice),
      onLog: (line) => onEvent({ type: 'log', line }),
    });
    this.#load = load;
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
      ...(changes.length === 0 ? {} : { load: recordedLoad(actual) }),
      resources,
      notes: [
        ...(plan.notes ?? []),
        ...changeNotes(changes),
        ...notes,
        ...lostWorkers.map(({ reason }) => lostWorkerNote(reason)),
      ],
    };
    return this.#close(header, outcome);
  }

  /** Makes the run's folder and its series; a store that cannot be written does not keep the run from being made. */
  async #open(environment: Environment): Promise<RunHeader> {
    const { plan } = this.#options;
    const startedAt = new Date();
    try {
      const commit = environment.git?.commit;
      const folder = await this.#store.createRun({ suite: plan.suite.name, commit, startedAt });
      this.#folder = folder.path;
      const header = headerOf(plan, folder.id, startedAt, environment);
      this.#series = await SeriesWriter.create(folder.path, header);
      return header;
    } catch (error) {
      this.#failStore(error);
      return headerOf(plan, '0000', startedAt, environment);
    }
  }

  #started(header: RunHeader, control: LoadControl): void {
    const { plan, onEvent } = this.#options;
    this.#resources.start((name, atMs, readings) => {
      this.#series?.appendReadings({ name, atMs, readings }).catch((error: unknown) => this.#failStore(error));
    });
    const totalMs = plan.load.model === 'iterations' ? undefined : plan.runTimeMs;
    onEvent({ type: 'started', header, folder: this.#folder, totalMs, control });
  }

  #second(header: RunHeader, slice: Slice): void {
    const { plan, onEvent } = this.#options;
    this.#measurements.add(slice);
    this.#series?.append(slice).catch((error: unknown) => this.#failStore(error));
    this.#memory = Math.max(this.#memory, process.memoryUsage.rss());
    const elapsedMs = (slice.second + 1) * 1_000;
    if (plan.requirements.length > 0) this.#judgeSoFar(header, elapsedMs);
    onEvent({ type: 'second', elapsedMs, measurements: this.#measurements, requirements: this.#soFar });
  }

  /** Judges what is there; for a run of very many operations less often, so that it never takes much of a core. */
  #judgeSoFar(header: RunHeader, elapsedMs: number): void {
    const { plan } = this.#options;
    const beganMs = performance.now();
    if (beganMs < this.#judgeAgainMs) return;
    const { resources } = this.#resources;
    const soFar = buildRun(header, this.#measurements, { end: 'completed', durationMs: elapsedMs, resources });
    this.#soFar = requirementsSoFar(soFar, this.#measurements);
    if (plan.requirements.some(({ abort }) => abort) && isBroken(soFar, this.#measurements))
      this.#stop('aborted', 'aborted');
    else if (plan.runTimeMs === undefined && isDecided(soFar, this.#measurements)) this.#stop('decided', 'completed');
    const tookMs = performance.now() - beganMs;
    this.#judgeAgainMs = beganMs + tookMs * JUDGING_PAUSE;
  }

  #stop(why: 'interrupted' | 'decided' | 'aborted', end: RunEnd): void {
    if (this.#end !== 'completed') return;
    this.#end = end;
    this.#options.onEvent({ type: 'stopping', why });
    this.#load?.stop();
  }

  async #close(header: RunHeader, outcome: RunOutcome): Promise<Omit<ConductedRun, 'stageErrors'>> {
    const { record, incomparable } = this.#judge(buildRun(header, this.#measurements, outcome));
    await this.#series?.finish(outcome).catch((error: unknown) => this.#failStore(error));
    if (this.#folder !== undefined) {
      await this.#store.writeRun(this.#folder, record).catch((error: unknown) => this.#failStore(error));
    }
    const [measurements, folder, storeError] = [this.#measurements, this.#folder, this.#storeError];
    return { record, measurements, folder, storeError, incomparable };
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

  #failStore(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    if (this.#storeError !== undefined) return;
    this.#storeError = error;
    this.#options.onEvent({ type: 'store-failed', message: error.message });
  }
}

/** Listens for an abort, also one that has happened already; returns how to stop listening. */
function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) listener();
  signal.addEventListener('abort', listener, { once: true });
  return () => signal.removeEventListener('abort', listener);
}
