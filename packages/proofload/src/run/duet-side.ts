/** One side of a duet: its load in blocks, kept as a run of its own. */
import { LoadRun } from '../engine/coordinator.ts';
import type { Side } from '../judge/duet-blocks.ts';
import { judge } from '../judge/judge.ts';
import { lostWorkerNote } from '../judge/validity.ts';
import type { Plan } from '../plan/types.ts';
import { buildRun } from '../record/build.ts';
import { Measurements } from '../record/measurements.ts';
import type { Environment, RunHeader } from '../record/schema/header.ts';
import type { RunOutcome } from '../record/schema/outcome.ts';
import type { Verdict } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';
import { workerBundle } from './bundle.ts';
import { planOfSide } from './duet-load.ts';
import { localErrorsOf } from './local-errors.ts';
import { MachineMeter } from './machine-meter.ts';
import type { ResourceWatch } from './resources.ts';
import { RunWriter } from './run-writer.ts';

/** What a side is to do. */
export interface SideOptions {
  readonly side: Side;
  readonly plan: Plan;
  readonly resources: ResourceWatch;
  /** What its suite's `setup` returned. */
  readonly setup: unknown;
  readonly order: readonly Side[];
  readonly blockSeconds: number;
  readonly startedAt: Date;
  readonly environment: Environment;
  /** The load begins at this time of the clock. */
  readonly notBeforeMs: number;
  readonly bundle: string;
  readonly store: string;
  readonly onLog: (line: string) => void;
  readonly onStoreFailed: (message: string) => void;
  /** So many blocks are over. */
  readonly onBlock: (done: number) => void;
}

/** A side as it lies in the store. */
export interface KeptRun {
  readonly id: string;
  /** Where; undefined when it could not be kept whole. */
  readonly folder: string | undefined;
}

/** What of a run's validity is about the generator and holds for a load in turns too. */
const GENERATOR_NOTES: readonly string[] = [
  ...['nothing-measured', 'send-lag', 'generator-busy', 'dropped', 'lost-workers', 'lost'],
  ...['local-limits', 'clock-jump', 'littles-law', 'task-errors', 'unhandled-errors', 'broke-off', 'cut-short'],
];

/** What the runs of a duet are called, so that they are taken for no others. */
const SCENARIO = 'duet';

/**
 * A side whose load has been begun.
 *
 * @example
 * const side = await DuetSide.open(options);
 * const record = await side.done;
 * await side.keep(verdict);
 */
export class DuetSide {
  readonly measurements = new Measurements(0);
  /** Its record, with what of its own verdict holds: notes on its validity. */
  readonly done: Promise<RunRecord>;
  /** When its load began, by the clock. */
  startMs: number;
  readonly #options: SideOptions;
  readonly #writer: RunWriter;
  readonly #load: LoadRun;
  #stopped = false;
  #ended: { readonly record: RunRecord; readonly outcome: RunOutcome } | undefined;

  /** Takes its number in the store and begins. */
  static async open(options: SideOptions): Promise<DuetSide> {
    const { plan, order, side, blockSeconds, environment, startedAt, store, onStoreFailed } = options;
    // Nothing is asked of a side by itself: it is held against the other.
    const scenario = plan.scenario === undefined ? SCENARIO : `${plan.scenario} ${SCENARIO}`;
    const own = { ...planOfSide(plan, order, side, blockSeconds), scenario, requirements: [] };
    const writer = new RunWriter(store, ({ message }) => onStoreFailed(message));
    const header = await writer.open(own, environment, startedAt);
    return new DuetSide({ ...options, plan: own }, writer, header);
  }

  private constructor(options: SideOptions, writer: RunWriter, header: RunHeader) {
    const { plan, bundle, setup, notBeforeMs, onLog, resources } = options;
    this.#options = options;
    this.#writer = writer;
    this.startMs = notBeforeMs;
    this.#load = new LoadRun({
      ...{ plan, bundle: workerBundle(bundle), setup, notBeforeMs, onLog },
      onStart: (startMs) => {
        this.startMs = startMs;
        resources.start((name, atMs, readings) => writer.appendReadings({ name, atMs, readings }));
      },
      onSlice: (slice) => {
        this.measurements.add(slice);
        writer.append(slice);
        this.#tellBlocks(slice.second + 1);
      },
    });
    this.done = this.#run(header);
  }

  stop(): void {
    this.#stopped = true;
    this.#load.stop();
  }

  /** Writes its record with a verdict. */
  async keep(verdict: Verdict): Promise<KeptRun> {
    await this.done;
    if (this.#ended === undefined) throw new TypeError('A side that is done has ended.');
    const { record, outcome } = this.#ended;
    await this.#writer.close(outcome, { ...record, verdict });
    return { id: record.id, folder: this.#writer.failure === undefined ? this.#writer.folder : undefined };
  }

  async #run(header: RunHeader): Promise<RunRecord> {
    const machine = new MachineMeter();
    const { durationMs, lostWorkers, pacing } = await this.#load.done;
    const { resources, notes } = this.#options.resources.end();
    const outcome: RunOutcome = {
      ...{ end: this.#stopped ? 'interrupted' : 'completed', durationMs, pacing, resources },
      ...machine.look(),
      localErrors: localErrorsOf(this.measurements.counted),
      ...(lostWorkers.length === 0 ? {} : { lost: { workers: lostWorkers.length } }),
      notes: [this.#explanation, ...notes, ...lostWorkers.map(({ reason }) => lostWorkerNote(reason))],
    };
    const judged = judge(buildRun(header, this.measurements, outcome), this.measurements);
    const validity = judged.verdict.validity.filter(({ code }) => GENERATOR_NOTES.includes(code));
    // A load in turns never settles, by design.
    const record = { ...judged, warmup: { detectedMs: null, settled: null }, verdict: { ...judged.verdict, validity } };
    this.#ended = { record, outcome };
    return record;
  }

  get #explanation(): string {
    const { order, side, blockSeconds } = this.#options;
    const blocks = order.filter((each) => each === side).length;
    return `Target ${side.toUpperCase()} of a duet: it was under load in ${blocks} of ${order.length} blocks of ${blockSeconds}s, and its rates are over all of the time.`;
  }

  #tellBlocks(seconds: number): void {
    const { blockSeconds, order, onBlock } = this.#options;
    const done = seconds / blockSeconds;
    if (Number.isInteger(done) && done <= order.length) onBlock(done);
  }
}
