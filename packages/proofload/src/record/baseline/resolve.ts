/** Which runs a reference means: a baseline's name, a run's number, `latest`, a branch, a commit, or a file. */
import { join } from 'node:path';
import { StoreError } from '../errors.ts';
import { readRecordFile } from '../read-record.ts';
import type { IndexedRun } from '../run-index.ts';
import { fingerprintsOf } from '../run-index.ts';
import { type FileStore, RECORD_FILE } from '../store.ts';
import { type ComparedRun, comparedRunOf, type RunSetting } from './schema.ts';
import { BaselineStore } from './store.ts';
import { importRuns } from './transfer.ts';

/** The runs that a reference means. */
export interface ResolvedBaseline {
  /** As it was asked for. */
  readonly reference: string;
  /** The oldest first; at least one. */
  readonly runs: readonly ComparedRun[];
  /** A sentence for each run that belongs to it and could not be read. */
  readonly problems: readonly string[];
}

/** Which runs of a branch or a commit count: those from before the run that is compared, or all that there are. */
export type When = 'before' | 'ever';

/** Of a branch or a commit, at most so many of the latest runs are taken. */
const MOST_RUNS = 10;
const SHORTEST_COMMIT = 6;

/**
 * Finds the runs that a reference means, in this order: a baseline of that name; `latest`, the last run of the same kind
 * that completed; a run by number, folder or path, or another tool's file; the runs of the same kind of a branch; those
 * of a commit, of which six digits are enough.
 *
 * @param subject - the run that is to be compared, which is never its own baseline; of its kind are runs of its suite,
 * scenario and load, on a machine like its own
 * @param when - of a branch or a commit; what is `latest` came before in any case
 * @throws {StoreError} `not-found` with what could be given instead
 */
export async function resolveBaseline(
  store: FileStore,
  reference: string,
  subject: RunSetting,
  when: When = 'before',
): Promise<ResolvedBaseline> {
  const named = await new BaselineStore(store.baselines).find(reference);
  if (named !== undefined) return { reference, runs: named.runs, problems: [] };
  if (reference === 'latest') {
    const alike = await runsAlike(store, subject);
    return requireRuns(await readRuns(store, reference, alike.slice(-1)), store, subject);
  }
  const single = await findSingle(store, reference);
  if (single !== undefined) return { reference, runs: single, problems: [] };
  const found = ofBranchOrCommit(await runsAlike(store, subject, when), reference);
  return requireRuns(await readRuns(store, reference, found.slice(-MOST_RUNS)), store, subject);
}

/**
 * The runs that a branch or a commit stands for where nothing tells their kind: those of its newest build that are of the
 * same kind as its newest run.
 *
 * @returns without runs where it has none
 */
export async function resolveBuild(store: FileStore, reference: string): Promise<ResolvedBaseline> {
  const { runs } = await store.index();
  const found = ofBranchOrCommit(runs.filter(isEvidence), reference).toSorted(byTime);
  const newest = found.at(-1);
  const build =
    newest === undefined ? [] : found.filter((run) => BUILD.every((aspect) => run[aspect] === newest[aspect]));
  return readRuns(store, reference, build.slice(-MOST_RUNS));
}

function ofBranchOrCommit(runs: readonly IndexedRun[], reference: string): readonly IndexedRun[] {
  const ofBranch = runs.filter(({ branch }) => branch === reference);
  const isCommit = /^[0-9a-f]+$/i.test(reference) && reference.length >= SHORTEST_COMMIT;
  if (ofBranch.length > 0 || !isCommit) return ofBranch;
  return runs.filter(({ commit }) => commit?.startsWith(reference.toLowerCase()));
}

const KIND = ['suite', 'scenario', 'target', 'load', 'environment'] as const;

const BUILD = ['commit', ...KIND] as const;

function isEvidence({ end, status }: IndexedRun): boolean {
  return end === 'completed' && status !== 'invalid';
}

function byTime(one: IndexedRun, other: IndexedRun): number {
  return one.startedAt < other.startedAt ? -1 : 1;
}

/** The runs of the same kind that completed, the oldest first: they also tell how much runs differ by themselves. */
export async function runsAlike(
  store: FileStore,
  subject: RunSetting,
  when: When = 'before',
): Promise<readonly IndexedRun[]> {
  const { startedAt, suite, scenario, target, load, users, warmupMs, environment } = subject;
  // What another tool measured is of no kind that is known.
  if (startedAt === null || suite === null || load === null || users === null || environment === null) return [];
  const own = { suite: suite.name, scenario, target, ...fingerprintsOf({ load, users, warmupMs, environment }) };
  const { runs } = await store.index();
  return runs
    .filter(
      (run) =>
        isEvidence(run) &&
        (when === 'ever' ? run.startedAt !== startedAt : run.startedAt < startedAt) &&
        KIND.every((aspect) => run[aspect] === own[aspect]),
    )
    .sort(byTime);
}

async function findSingle(store: FileStore, reference: string): Promise<readonly ComparedRun[] | undefined> {
  try {
    const { record } = await store.find(reference);
    return record === undefined ? undefined : await importRuns(record);
  } catch (error) {
    if (error instanceof StoreError && error.code === 'not-found') return undefined;
    throw error;
  }
}

async function readRuns(
  store: FileStore,
  reference: string,
  indexed: readonly IndexedRun[],
): Promise<ResolvedBaseline> {
  const read = await Promise.all(
    indexed.map(({ folder }) => readRecordFile(join(store.runs, folder, RECORD_FILE)).catch(asStoreError)),
  );
  const runs = read.flatMap((each) => (each instanceof StoreError ? [] : comparedRunOf(each, each.verdict.status)));
  const problems = read.flatMap((each) => (each instanceof StoreError ? each.message : []));
  return { reference, runs, problems };
}

async function requireRuns(found: ResolvedBaseline, store: FileStore, subject: RunSetting): Promise<ResolvedBaseline> {
  if (found.runs.length > 0) return found;
  throw await notFound(store, found.reference, subject, found.problems);
}

function asStoreError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  throw error;
}

async function notFound(
  store: FileStore,
  reference: string,
  subject: RunSetting,
  problems: readonly string[],
): Promise<StoreError> {
  const { baselines } = await new BaselineStore(store.baselines).list();
  const alike = await runsAlike(store, subject);
  const branches = [...new Set(alike.flatMap(({ branch }) => branch ?? []))];
  const names =
    baselines.length === 0
      ? 'no baselines are saved'
      : `the baselines are ${baselines.map(({ name }) => name).join(', ')}`;
  const runs = `${alike.length === 1 ? '1 valid run' : `${alike.length} valid runs`} of this suite and load ${alike.length === 1 ? 'is' : 'are'} stored`;
  const on = branches.length === 0 ? '' : `, on ${branches.join(', ')}`;
  const message = [
    `There is nothing to compare with by the name "${reference}": ${names}; ${runs}${on}.`,
    ...problems,
  ].join(' ');
  return new StoreError('not-found', store.folder, message);
}
