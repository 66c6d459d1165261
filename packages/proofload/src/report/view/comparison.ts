/** The run beside its baseline: what changed, by how much, how sure that is, and whether it matters. */

import type { ComparisonResult } from '../../record/schema/verdict.ts';
import type { RunRecord } from '../../record/schema.ts';
import { dimensionOf, formatChange, formatChangeInterval, formatPair, formatProbability } from './quantity.ts';
import { counted, type Mark } from './words.ts';

/** One metric of one operation, before and after. */
export interface ChangeView {
  /** `none` for one that is only reported and did not get worse. */
  readonly mark: Mark;
  readonly operation: string;
  readonly metric: string;
  readonly before: string;
  readonly after: string;
  /** `+37%` */
  readonly change: string;
  /** `[+29, +44]` */
  readonly interval: string;
  /** `p<0.001` */
  readonly probability: string;
  /** `regressed (major)`, `no change` … */
  readonly outcome: string;
  /** Whether it decides the exit code. */
  readonly decides: boolean;
  readonly detail: string;
  /** All of it, as the judge gave it. */
  readonly result: ComparisonResult;
}

/** A comparison with a baseline. */
export interface ComparisonView {
  /** `main@a1b2c3 (12 runs)` */
  readonly baseline: string;
  readonly assessment: string;
  /** How the environments differ, a sentence each. */
  readonly differences: readonly string[];
  readonly changes: readonly ChangeView[];
}

const ORDER: Readonly<Record<ComparisonResult['status'], number>> = {
  regressed: 0,
  inconclusive: 1,
  improved: 2,
  'no change': 3,
};

/** The comparison, what got worse first; undefined where there is no baseline. */
export function comparisonOf({ verdict }: Pick<RunRecord, 'verdict'>): ComparisonView | undefined {
  const { baseline, comparisons } = verdict;
  if (baseline === undefined && comparisons.length === 0) return undefined;
  const sorted = [...comparisons].sort(
    (a, b) =>
      ORDER[a.status] - ORDER[b.status] || Number(b.gate) - Number(a.gate) || Math.abs(b.change) - Math.abs(a.change),
  );
  return {
    baseline: baseline === undefined ? 'the baseline' : nameOf(baseline),
    assessment: baseline?.assessment ?? '',
    differences: baseline?.differences ?? [],
    changes: sorted.map(changeOf),
  };
}

function nameOf({
  reference,
  commit,
  runs,
}: {
  readonly reference: string;
  readonly commit: string | null;
  readonly runs: readonly string[];
}): string {
  const at = commit === null || commit.startsWith(reference) ? '' : `@${commit.slice(0, 6)}`;
  return `${reference}${at} (${counted(runs.length, 'run')})`;
}

function changeOf(result: ComparisonResult): ChangeView {
  const dimension = dimensionOf(result.metric);
  const [before, after] = formatPair(result.before, result.after, dimension);
  return {
    mark: markOf(result),
    operation: result.operation,
    metric: result.metric,
    before,
    after,
    // Of a share the change is a difference, so it is in points.
    change: dimension === 'ratio' ? `${formatChange(result.change).replace('%', '')}pp` : formatChange(result.change),
    interval: formatChangeInterval(result.interval),
    probability: formatProbability(result.p),
    outcome: outcomeOf(result),
    decides: result.gate,
    detail: detailOf(result),
    result,
  };
}

function markOf({ status, gate }: ComparisonResult): Mark {
  if (status === 'regressed') return gate ? 'failed' : 'warning';
  if (!gate) return 'none';
  return status === 'inconclusive' ? 'inconclusive' : 'passed';
}

function detailOf({ status, needed, reason }: ComparisonResult): string {
  if (reason !== '' || status !== 'inconclusive' || needed === undefined) return reason;
  return `${counted(needed, 'more run')} a side would probably decide: try --runs auto`;
}

/** `regressed (major)`; a change for the better has no severity. */
export function outcomeOf({ status, severity }: Pick<ComparisonResult, 'status' | 'severity'>): string {
  return status !== 'regressed' || severity === 'none' ? status : `${status} (${severity})`;
}
