/**
 * Writing a run down while it goes on: its folder, its series, its record. A store that cannot be written keeps no run
 * from being made; it is told of once.
 */
import type { Slice } from '../measure/slice.ts';
import type { Plan } from '../plan/types.ts';
import { StoreError } from '../record/errors.ts';
import type { ResourceSample } from '../record/resource-line.ts';
import type { Environment, RunHeader } from '../record/schema/header.ts';
import type { RunOutcome } from '../record/schema/outcome.ts';
import type { RunRecord } from '../record/schema.ts';
import { SeriesWriter } from '../record/series.ts';
import { FileStore } from '../record/store.ts';
import { headerOf } from './header.ts';

/** The number of a run that has no place in a store. */
const NO_NUMBER = '0000';

/**
 * Writes one run.
 *
 * @example
 * const writer = new RunWriter('.proofload', (error) => say(error.message));
 * const header = await writer.open(plan, environment, new Date());
 * writer.append(slice); // once a second
 * await writer.close(outcome, record);
 */
export class RunWriter {
  readonly #store: FileStore;
  readonly #onFailure: (error: StoreError) => void;
  #folder: string | undefined;
  #series: SeriesWriter | undefined;
  #failure: StoreError | undefined;

  /** @param store - its folder */
  constructor(store: string, onFailure: (error: StoreError) => void) {
    this.#store = new FileStore(store);
    this.#onFailure = onFailure;
  }

  /** Where the run is kept; `undefined` when it could not be. */
  get folder(): string | undefined {
    return this.#folder;
  }

  /** Why it could not be kept, wholly or in part. */
  get failure(): StoreError | undefined {
    return this.#failure;
  }

  /** Takes a number and makes the folder, with a series that has its header. */
  async open(plan: Plan, environment: Environment, startedAt: Date): Promise<RunHeader> {
    try {
      const commit = environment.git?.commit;
      const folder = await this.#store.createRun({ suite: plan.suite.name, commit, startedAt });
      this.#folder = folder.path;
      const header = headerOf(plan, folder.id, startedAt, environment);
      this.#series = await SeriesWriter.create(folder.path, header);
      return header;
    } catch (error) {
      this.#fail(error);
      return headerOf(plan, NO_NUMBER, startedAt, environment);
    }
  }

  /** A second of it. */
  append(slice: Slice): void {
    this.#series?.append(slice).catch((error: unknown) => this.#fail(error));
  }

  /** What a resource said. */
  appendReadings(sample: ResourceSample): void {
    this.#series?.appendReadings(sample).catch((error: unknown) => this.#fail(error));
  }

  /** Its outcome, and its record. */
  async close(outcome: RunOutcome, record: RunRecord): Promise<void> {
    await this.#series?.finish(outcome).catch((error: unknown) => this.#fail(error));
    if (this.#folder === undefined) return;
    await this.#store.writeRun(this.#folder, record).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    if (!(error instanceof StoreError)) throw error;
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#onFailure(error);
  }
}
