/** Runs by references, for comparing and summing up: several of a reference, each that cannot be read named and left out. */
import { resolveBaseline, resolveBuild, type When } from '../record/baseline/resolve.ts';
import { type ComparedRun, comparedRunOf, type RunSetting } from '../record/baseline/schema.ts';
import { BaselineStore } from '../record/baseline/store.ts';
import { importRuns } from '../record/baseline/transfer.ts';
import { isCorrupt, StoreError } from '../record/errors.ts';
import type { FileStore } from '../record/store.ts';
import { didYouMean } from '../units/suggest.ts';
import { reopen } from './reopen.ts';

/** Runs, and what could not be read. */
export interface LoadedRuns {
  readonly runs: readonly ComparedRun[];
  /** A sentence for each. */
  readonly problems: readonly string[];
}

/**
 * Loads runs. A reference is a baseline's name, a run's number, `latest`, a path, also of another tool's file, a branch or
 * a commit. With a subject, `latest`, a branch and a commit mean runs of its kind; without, a branch or a commit means its
 * newest build.
 *
 * @param references - each perhaps several, separated by commas
 * @param when - of a branch or a commit, with a subject: whether runs from after it count
 * @throws StoreError when none of them can be read
 * @example
 * const { runs } = await loadRuns(new FileStore('.proofload'), ['0007,0008', 'main']);
 */
export async function loadRuns(
  store: FileStore,
  references: readonly string[],
  subject?: RunSetting,
  when: When = 'ever',
): Promise<LoadedRuns> {
  const names = references.flatMap((reference) => reference.split(',')).filter((name) => name.trim() !== '');
  const found = await Promise.all(names.map((name) => load(store, name.trim(), subject, when).catch(asStoreError)));
  const runs = found.flatMap((each) => (each instanceof StoreError ? [] : each.runs));
  const error = found.find((each) => each instanceof StoreError);
  if (runs.length === 0 && error !== undefined) throw error;
  if (runs.length === 0)
    throw new StoreError('not-found', store.folder, `No run is named by "${references.join(' ')}".`);
  return { runs, problems: found.flatMap((each) => (each instanceof StoreError ? each.message : each.problems)) };
}

async function load(store: FileStore, name: string, subject: RunSetting | undefined, when: When): Promise<LoadedRuns> {
  const baseline = await new BaselineStore(store.baselines).find(name);
  if (baseline !== undefined) return { runs: baseline.runs, problems: [] };
  if (name === 'latest' && subject !== undefined) return resolveBaseline(store, name, subject);
  try {
    return await loadSingle(store, name);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'not-found') throw error;
    if (subject !== undefined) return resolveBaseline(store, name, subject, when);
    const build = await resolveBuild(store, name);
    if (build.runs.length > 0) return build;
    if (build.problems.length > 0) throw new StoreError('corrupt', store.runs, build.problems.join(' '));
    throw await notFound(store, name, error);
  }
}

async function notFound(store: FileStore, name: string, noRun: StoreError): Promise<StoreError> {
  const baselines = (await new BaselineStore(store.baselines).list()).baselines.map((each) => each.name);
  const branches = [...new Set((await store.index()).runs.flatMap(({ branch }) => branch ?? []))];
  const listed = (what: string, names: readonly string[]) =>
    names.length === 0 ? '' : ` The ${what} are ${names.join(', ')}.`;
  const known = `${listed('baselines', baselines)}${listed('branches', branches)}`;
  return new StoreError(
    'not-found',
    noRun.path,
    `${noRun.message}${known}${didYouMean(name, [...baselines, ...branches])}`,
  );
}

/** A run by its number or path; one without a whole record is made of its seconds again. */
async function loadSingle(store: FileStore, name: string): Promise<LoadedRuns> {
  const { record, series } = await store.find(name);
  if (record !== undefined) {
    try {
      return { runs: await importRuns(record), problems: [] };
    } catch (error) {
      if (series === undefined || !isCorrupt(error)) throw error;
    }
  }
  const { record: rebuilt, problems } = await reopen(store, name);
  return { runs: [comparedRunOf(rebuilt, rebuilt.verdict.status)], problems };
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}
