/** The baselines of a store, a file each, small enough to commit: `baselines/<name>.json`. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { didYouMean } from '../../units/suggest.ts';
import { StoreError, storeError } from '../errors.ts';
import { parseJson } from '../read-record.ts';
import { slug } from '../run-folder.ts';
import { writeWhole } from '../store.ts';
import { differencesOf } from './differences.ts';
import { BASELINE_SCHEMA, type Baseline, baselineSchema, type ComparedRun, type RunSetting } from './schema.ts';

/** What a store holds, and what of it could not be read. */
export interface BaselineList {
  /** By name. */
  readonly baselines: readonly Baseline[];
  /** A sentence for each file that was refused. */
  readonly problems: readonly string[];
}

/** Older runs are dropped from a baseline that has more. */
const MOST_RUNS = 30;

/**
 * The baselines in a folder.
 *
 * @example
 * const baselines = new BaselineStore(store.baselines);
 * await baselines.add('main', [comparedRunOf(record)], new Date());
 */
export class BaselineStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  #path(name: string): string {
    return join(this.folder, fileName(name));
  }

  /** All baselines; a file that cannot be read is named and skipped. */
  async list(): Promise<BaselineList> {
    let files: readonly string[];
    try {
      files = (await readdir(this.folder)).filter((file) => file.endsWith('.json')).sort();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { baselines: [], problems: [] };
      throw storeError('list the baselines', this.folder, error);
    }
    const read = await Promise.all(files.map((file) => readBaseline(join(this.folder, file)).catch(asStoreError)));
    return {
      baselines: read.flatMap((each) => (each instanceof StoreError ? [] : each)),
      problems: read.flatMap((each) => (each instanceof StoreError ? each.message : [])),
    };
  }

  /** The baseline of this name; undefined where there is none. */
  async find(name: string): Promise<Baseline | undefined> {
    try {
      return await readBaseline(this.#path(name));
    } catch (error) {
      if (error instanceof StoreError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  /**
   * Adds runs to a baseline, which is made where there is none. Its runs have to be of one suite, scenario, load and
   * target; the oldest make room for new ones.
   *
   * @throws {StoreError} `exists` when it is pinned, or has runs of another kind
   */
  async add(name: string, runs: readonly ComparedRun[], savedAt: Date): Promise<Baseline> {
    const known = await this.requireRoom(name, runs);
    const others = known?.runs.filter(
      ({ id, startedAt }) => !runs.some((run) => run.id === id && run.startedAt === startedAt),
    );
    return this.#write(name, [...(others ?? []), ...runs].slice(-MOST_RUNS), savedAt, known);
  }

  /**
   * The baseline of this name, once it is sure that it takes these runs.
   *
   * @throws {StoreError} `exists` when it is pinned, or has runs of another kind
   */
  async requireRoom(
    name: string,
    runs: readonly (RunSetting & { readonly id: string })[],
  ): Promise<Baseline | undefined> {
    const known = await this.find(name);
    if (known?.pinned) throw this.#isPinned(name, 'changed');
    const [first] = known?.runs ?? runs;
    for (const run of runs) this.#requireSameKind(name, first, run);
    return known;
  }

  /**
   * Replaces a baseline by other runs.
   *
   * @throws {StoreError} `exists` when it is pinned
   */
  async replace(name: string, runs: readonly ComparedRun[], savedAt: Date): Promise<Baseline> {
    for (const run of runs) this.#requireSameKind(name, runs[0], run);
    return this.#write(name, runs.slice(-MOST_RUNS), savedAt, await this.find(name));
  }

  async #write(
    name: string,
    runs: readonly ComparedRun[],
    savedAt: Date,
    known: Baseline | undefined,
  ): Promise<Baseline> {
    if (known?.pinned) throw this.#isPinned(name, 'changed');
    const baseline = { schema: BASELINE_SCHEMA, name, savedAt: savedAt.toISOString(), pinned: false, runs } as const;
    await this.#save(baseline);
    return baseline;
  }

  /**
   * Keeps a baseline from being changed or removed, or frees it again.
   *
   * @throws {StoreError} `not-found`
   */
  async pin(name: string, pinned: boolean): Promise<Baseline> {
    const baseline = { ...(await this.require(name)), pinned };
    await this.#save(baseline);
    return baseline;
  }

  /**
   * Removes a baseline.
   *
   * @throws {StoreError} `not-found`, or `exists` when it is pinned
   */
  async remove(name: string): Promise<void> {
    if ((await this.require(name)).pinned) throw this.#isPinned(name, 'removed');
    try {
      await rm(this.#path(name));
    } catch (error) {
      throw storeError('remove the baseline', this.#path(name), error);
    }
  }

  /**
   * The baseline of this name.
   *
   * @throws {StoreError} `not-found`, with those that there are
   */
  async require(name: string): Promise<Baseline> {
    const baseline = await this.find(name);
    if (baseline !== undefined) return baseline;
    const names = (await this.list()).baselines.map((each) => each.name);
    const known =
      names.length === 0 ? 'there are none yet; make one with --save NAME' : `there are ${names.join(', ')}`;
    const message = `There is no baseline "${name}" in ${this.folder}: ${known}.${didYouMean(name, names)}`;
    throw new StoreError('not-found', this.#path(name), message);
  }

  async #save(baseline: Baseline): Promise<void> {
    await writeWhole(this.#path(baseline.name), `${JSON.stringify(baseline, null, 1)}\n`, 'write the baseline');
  }

  #isPinned(name: string, verb: string): StoreError {
    const message = `The baseline "${name}" is pinned and cannot be ${verb}. Free it with: proofload baseline pin ${name} --off`;
    return new StoreError('exists', this.#path(name), message);
  }

  #requireSameKind(name: string, first: RunSetting | undefined, run: RunSetting & { readonly id: string }): void {
    const [difference] = first === undefined ? [] : differencesOf([first], [run]).refusals;
    if (difference === undefined) return;
    const message = `The run ${run.id} does not fit into the baseline "${name}": ${difference} Give another name, or replace it: proofload baseline save ${name} RUN --replace`;
    throw new StoreError('exists', this.#path(name), message);
  }
}

/** Names that are a file's on every system, and that differ there. */
const PLAIN = /^[a-z0-9][a-z0-9._-]{0,79}$/;

/** The name itself where it can be a file's; else what is left of it, and a digest that tells it from others. */
function fileName(name: string): string {
  if (PLAIN.test(name)) return `${name}.json`;
  return `${slug(name)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}.json`;
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}

async function readBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw storeError('read the baseline', path, error);
  }
  return parseBaseline(parseJson(text, path), path);
}

/**
 * A baseline of a JSON value.
 *
 * @throws {StoreError} `corrupt`, `unknown-version`
 */
export function parseBaseline(value: unknown, path: string): Baseline {
  const schema = typeof value === 'object' && value !== null ? (value as { schema?: unknown }).schema : undefined;
  if (typeof schema === 'string' && schema.startsWith('proofload.baseline/') && schema !== BASELINE_SCHEMA) {
    const message = `${path} was written by another version of Proofload (${schema}; this one reads ${BASELINE_SCHEMA}).`;
    throw new StoreError('unknown-version', path, message);
  }
  const parsed = baselineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : `: ${issue.path.join('.') || '(the whole)'}: ${issue.message}`;
  throw new StoreError('corrupt', path, `${path} is not a baseline of Proofload${where}.`);
}
