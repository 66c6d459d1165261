/** Two groups of stored runs held against each other, with the verdict that follows from it. */
import { type CompareOptions, compare, IncomparableError } from '../judge/compare.ts';
import { conclude } from '../judge/verdict.ts';
import type { ComparedRun } from '../record/baseline/schema.ts';
import type { ValidityNote, Verdict } from '../record/schema/verdict.ts';
import type { FileStore } from '../record/store.ts';
import { historyOf } from './against.ts';
import { loadRuns } from './load-runs.ts';

/** What to compare, and how. */
export interface CompareRunsOptions extends Omit<CompareOptions, 'history' | 'look'> {
  readonly store: FileStore;
  /** The baseline: a name, a run, a path, a branch, a commit; several by commas. */
  readonly base: string;
  /** Runs to hold against it. */
  readonly runs: readonly string[];
}

/** What came out. */
export interface ComparedRuns {
  readonly verdict: Verdict;
  readonly before: readonly ComparedRun[];
  readonly after: readonly ComparedRun[];
  /** A sentence for each run that could not be read. */
  readonly problems: readonly string[];
}

/**
 * Compares stored runs.
 *
 * @throws StoreError when one side has no run that can be read
 * @throws IncomparableError when they are of different suites, loads or targets
 * @example
 * const { verdict } = await compareStoredRuns({ store: new FileStore('.proofload'), base: 'main', runs: ['latest'] });
 * verdict.status; // 'passed'
 */
export async function compareStoredRuns(options: CompareRunsOptions): Promise<ComparedRuns> {
  const { store, base, runs, failOn, force } = options;
  const after = await loadRuns(store, runs);
  const [subject] = after.runs;
  const found = await loadRuns(store, [base], subject);
  const before = withoutThose(found.runs, after.runs, base);
  const history = subject === undefined ? [] : await historyOf(store, subject, [...before, ...after.runs]);
  const { comparisons, baseline } = compare(base, before, after.runs, {
    history,
    ...(failOn === undefined ? {} : { failOn }),
    ...(force === undefined ? {} : { force }),
  });
  const validity = [...before, ...after.runs].flatMap((run) => doubt(run, force === true));
  return {
    verdict: conclude({ requirements: [], comparisons, validity, baseline }),
    before,
    after: after.runs,
    problems: [...found.problems, ...after.problems],
  };
}

/** A run is never its own baseline: it would vouch for itself. */
function withoutThose(before: readonly ComparedRun[], after: readonly ComparedRun[], base: string) {
  const identity = ({ id, source, startedAt }: ComparedRun) => `${source} ${id} ${startedAt}`;
  const known = new Set(after.map(identity));
  const others = before.filter((run) => !known.has(identity(run)));
  if (others.length > 0) return others;
  const sentence = `"${base}" has no run but those that are to be held against it.`;
  throw new IncomparableError([sentence], 'Name another baseline, or another run.');
}

function doubt({ id, status }: ComparedRun, force: boolean): readonly ValidityNote[] {
  if (status !== 'invalid') return [];
  const message = `The run ${id} is invalid: what it measured is partly the load generator.`;
  const next = 'Run again, or give --force to compare all the same.';
  return [{ code: 'invalid-run', level: force ? 'warning' : 'invalid', message, next }];
}
