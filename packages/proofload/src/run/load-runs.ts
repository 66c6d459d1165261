/** Runs by references, for comparing and summing up: several of a reference, each that cannot be read named and left out. */
import { resolveBaseline } from '../record/baseline/resolve.ts';
import { type ComparedRun, comparedRunOf, type RunSetting } from '../record/baseline/schema.ts';
import { BaselineStore } from '../record/baseline/store.ts';
import { importRuns } from '../record/baseline/transfer.ts';
import { StoreError } from '../record/errors.ts';
import type { FileStore } from '../record/store.ts';
import { reopen } from './reopen.ts';

/** Runs, and what could not be read. */
export interface LoadedRuns {
  readonly runs: readonly ComparedRun[];
  /** A sentence for each. */
  readonly problems: readonly string[];
}

/**
 * Loads runs. A reference is a baseline's name, a run's number, `latest`, or a path, also of another tool's file; with a
 * subject also a branch or a commit, and `latest` is the last run of its kind.
 *
 * @param references - each perhaps several, separated by commas
 * @throws StoreError when none of them can be read
 * @example
 * const { runs } = await loadRuns(new FileStore('.proofload'), ['0007,0008', 'main']);
 */
export async function loadRuns(
  store: FileStore,
  references: readonly string[],
  subject?: RunSetting,
): Promise<LoadedRuns> {
  const names = references.flatMap((reference) => reference.split(',')).filter((name) => name.trim() !== '');
  const found = await Promise.all(names.map((name) => load(store, name.trim(), subject).catch(asStoreError)));
  const runs = found.flatMap((each) => (each instanceof StoreError ? [] : each.runs));
  const error = found.find((each) => each instanceof StoreError);
  if (runs.length === 0 && error !== undefined) throw error;
  if (runs.length === 0)
    throw new StoreError('not-found', store.folder, `No run is named by "${references.join(' ')}".`);
  return { runs, problems: found.flatMap((each) => (each instanceof StoreError ? each.message : each.problems)) };
}

async function load(store: FileStore, name: string, subject: RunSetting | undefined): Promise<LoadedRuns> {
  if (subject !== undefined) return resolveBaseline(store, name, subject);
  const baseline = await new BaselineStore(store.baselines).find(name);
  if (baseline !== undefined) return { runs: baseline.runs, problems: [] };
  const { record } = await store.find(name);
  if (record !== undefined) return { runs: await importRuns(record), problems: [] };
  const { record: rebuilt, problems } = await reopen(store, name);
  return { runs: [comparedRunOf(rebuilt, rebuilt.verdict.status)], problems };
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}
