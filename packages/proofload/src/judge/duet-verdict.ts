/** The verdict on a duet as a record has it: that of the run of B, held against the run of A. */
import type { ComparisonResult, ValidityNote, Verdict } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';
import { assess } from './compare.ts';
import type { DuetComparison, DuetJudgement } from './duet.ts';
import { conclude } from './verdict.ts';

/** What B was held against. */
export interface DuetBase {
  /** The run of A. */
  readonly run: Pick<RunRecord, 'id' | 'target' | 'environment'>;
  readonly pairs: number;
  readonly validity: readonly ValidityNote[];
}

/** @returns a verdict in the form of every other comparison */
export function verdictOfDuet({ comparisons: found }: DuetJudgement, { run, pairs, validity }: DuetBase): Verdict {
  const comparisons = found.map((comparison) => resultOf(comparison, pairs));
  const { commit = null, branch = null } = run.environment.git ?? {};
  const baseline = {
    reference: `target A (${run.target})`,
    ...{ runs: [run.id], commit, branch, differences: [] },
    assessment: assess(comparisons),
  };
  return conclude({ requirements: [], comparisons, validity, baseline });
}

function resultOf({ morePairs, pairs, reason, ...result }: DuetComparison, planned: number): ComparisonResult {
  const many = morePairs === 1 ? '1 more pair' : `${morePairs} more pairs`;
  const more = `About ${many} of blocks would probably decide: --pairs ${planned + (morePairs ?? 0)}.`;
  return {
    ...result,
    sigmaRun: { value: 0, source: 'pairs' },
    reason: morePairs === undefined ? reason : `${more} ${reason}`.trimEnd(),
  };
}
