/**
 * The store of runs in the file system: `runs/` with a folder a run, `index.ndjson` with a line a run, `baselines/`.
 * A run's folder holds `series.ndjson`, written while the run goes on, and `run.json`, written at its end.
 */
import { readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { StoreError, storeError } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import { createRunFolder, type RunFolder, type RunName, readFolderName } from './run-folder.ts';
import { appendToIndex, indexRun, type ReadIndexOptions, type RunIndex, readIndex } from './run-index.ts';
import type { RunRecord } from './schema.ts';

/** The record of a finished run, in its folder. */
export const RECORD_FILE = 'run.json';
/** The seconds of a run, in its folder. */
export const SERIES_FILE = 'series.ndjson';

/** Where a run that was asked for lies. */
export interface RunLocation {
  /** The run's folder; of a single file, the folder that it lies in. */
  readonly folder: string;
  /** Its record, where there is one: a run that was killed has none. */
  readonly record: string | undefined;
  /** Its series, where there is one. */
  readonly series: string | undefined;
}

/**
 * A store in a folder; nothing is made before something is written.
 *
 * @example
 * const store = new FileStore('.proofload');
 * const record = await readRecordFile((await store.find('latest')).record!);
 */
export class FileStore {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = resolve(folder);
  }

  /** Where the folders of runs lie. */
  get runs(): string {
    return join(this.folder, 'runs');
  }

  get #index(): string {
    return join(this.folder, 'index.ndjson');
  }

  /** Where baselines lie. */
  get baselines(): string {
    return join(this.folder, 'baselines');
  }

  /** Takes the next number and makes the run's folder. */
  createRun(name: RunName): Promise<RunFolder> {
    return createRunFolder(this.runs, name);
  }

  /**
   * Writes `run.json` and the run's line in the index. The record appears whole or not at all.
   *
   * @throws {StoreError}
   */
  async writeRun(folder: string, record: RunRecord): Promise<void> {
    await writeWhole(join(folder, RECORD_FILE), `${JSON.stringify(record, null, 1)}\n`, 'write the run');
    await appendToIndex(this.#index, indexRun(record, basename(folder)));
  }

  /** The runs that ended, in that order, as the index has them. */
  index(options: ReadIndexOptions = {}): Promise<RunIndex> {
    return readIndex(this.#index, options);
  }

  /** All runs by their numbers, the oldest first, those that were killed included. */
  async list(): Promise<readonly RunFolder[]> {
    let names: string[];
    try {
      names = await readdir(this.runs);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw storeError('list the runs', this.runs, error);
    }
    const runs = names.flatMap((name) => readFolderName(this.runs, name) ?? []);
    return runs.sort((a, b) => Number(a.id) - Number(b.id));
  }

  /**
   * Finds a run by its number (`7`, `0007`), as `latest`, by the name of its folder, or by a path to its folder or to a
   * record (`out.json`).
   *
   * @throws {StoreError} `not-found` with what there is instead
   */
  async find(reference: string): Promise<RunLocation> {
    const runs = await this.list();
    const run = reference === 'latest' ? runs.at(-1) : runs.find((candidate) => isNamed(candidate, reference));
    const found = await locate(run?.path ?? reference);
    if (found !== undefined) return found;
    throw new StoreError('not-found', reference, this.#notFound(reference, runs));
  }

  #notFound(reference: string, runs: readonly RunFolder[]): string {
    const last = runs.at(-1);
    if (last === undefined)
      return `There is no run "${reference}": ${this.runs} holds no runs yet. Make one with proofload run.`;
    const range = runs.length === 1 ? `only ${last.id}` : `${runs[0]!.id} to ${last.id}`;
    return `There is no run "${reference}": ${this.runs} holds ${range}. Give a number, "latest" or the path of a run.json.`;
  }
}

function isNamed(run: RunFolder, reference: string): boolean {
  return basename(run.path) === reference || (/^\d+$/.test(reference) && Number(run.id) === Number(reference));
}

async function locate(path: string): Promise<RunLocation | undefined> {
  const whole = resolve(path);
  const kind = await kindOf(whole);
  if (kind === undefined) return undefined;
  const folder = kind === 'folder' ? whole : dirname(whole);
  const isSeries = basename(whole) === SERIES_FILE;
  const file = async (name: string) => ((await kindOf(join(folder, name))) === 'file' ? join(folder, name) : undefined);
  const record = kind === 'file' && !isSeries ? whole : await file(RECORD_FILE);
  // A record under a name of its own, in a folder of such files, is not the one of a series beside it.
  const series = kind === 'folder' || isSeries || basename(whole) === RECORD_FILE ? await file(SERIES_FILE) : undefined;
  return record === undefined && series === undefined ? undefined : { folder, record, series };
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw storeError('look', path, error);
  }
}

/**
 * Writes a file so that a reader sees the old or the new content, never a part, and makes the folders that it needs.
 *
 * @throws {StoreError}
 */
export async function writeWhole(path: string, content: string, action: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await makeFolder(dirname(path));
    await writeFile(draft, content);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw storeError(action, path, error);
  }
}
