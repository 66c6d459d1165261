/**
 * What runs are held against: the baseline that a reference means, and the history that tells how much equal runs
 * differ. Found before any load is made, so that a baseline that is missing or of another kind costs no time.
 */
import { IncomparableError, requireAlike } from '../judge/compare.ts';
import type { FailOn } from '../judge/fail-on.ts';
import type { JudgeBaseline } from '../judge/judge.ts';
import type { HistoryRun } from '../judge/pairs.ts';
import type { Plan } from '../plan/types.ts';
import { type ResolvedBaseline, runsAlike } from '../record/baseline/resolve.ts';
import type { RunSetting } from '../record/baseline/schema.ts';
import { readEnvironment } from '../record/environment.ts';
import type { IndexedRun } from '../record/run-index.ts';
import type { RunHeader } from '../record/schema/header.ts';
import type { FileStore } from '../record/store.ts';
import { headerOf } from './header.ts';
import { loadRuns } from './load-runs.ts';
import { version } from './version.ts';

/** A baseline, ready to be compared with. */
export interface Against {
  readonly baseline: JudgeBaseline;
  /** A sentence for each run that belongs to it and could not be read. */
  readonly problems: readonly string[];
}

/** How to compare. */
export interface AgainstOptions {
  readonly failOn?: FailOn | undefined;
  /** Compares also what is of another suite, scenario, load or target. */
  readonly force?: boolean | undefined;
}

/**
 * Finds the baseline.
 *
 * @param subject - the run that is to be compared, as far as it is known yet
 * @throws StoreError when nothing is meant by the reference, or it cannot be read
 * @throws IncomparableError when the baseline is of another kind
 */
export async function findAgainst(
  store: FileStore,
  reference: string,
  subject: RunSetting,
  { failOn, force = false }: AgainstOptions = {},
): Promise<Against> {
  const { runs: found, problems } = await loadRuns(store, [reference], subject, 'before');
  // A run that is judged again is never its own baseline: it would vouch for itself.
  const runs = found.filter(({ startedAt }) => startedAt === null || startedAt !== subject.startedAt);
  if (runs.length === 0) {
    throw new IncomparableError([`"${reference}" has no run but this one.`], 'Name another baseline.');
  }
  requireAlike(runs, [subject], force);
  const history = await historyOf(store, subject, runs);
  return { baseline: { reference, runs, history, force, ...(failOn === undefined ? {} : { failOn }) }, problems };
}

/** Runs of the same kind in groups of one commit, those of the baseline left out, since they speak for themselves. */
export async function historyOf(
  store: FileStore,
  subject: RunSetting,
  baseline: ResolvedBaseline['runs'],
): Promise<readonly (readonly HistoryRun[])[]> {
  const known = new Set(baseline.map(({ id, startedAt }) => `${id} ${startedAt}`));
  const groups = new Map<string, IndexedRun[]>();
  for (const run of await runsAlike(store, subject)) {
    if (run.commit === null || run.dirty || known.has(`${run.id} ${run.startedAt}`)) continue;
    const group = groups.get(run.commit);
    if (group === undefined) groups.set(run.commit, [run]);
    else group.push(run);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

/** What is known of a run that a plan will make. */
export async function settingOf(
  plan: Plan,
  workingDirectory: string,
  variables: Readonly<Record<string, string | undefined>>,
): Promise<RunHeader> {
  return headerOf(plan, 'to be made', new Date(), await readEnvironment({ version, workingDirectory, variables }));
}
