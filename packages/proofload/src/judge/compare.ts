/**
 * Holding runs against a baseline: every operation and metric of both, with run-to-run noise counted in, and everything
 * that is known in which the runs differ beside what was measured.
 */

import { type Differences, differencesOf } from '../record/baseline/differences.ts';
import type { ComparedRun, RunSetting } from '../record/baseline/schema.ts';
import type { BaselineUsed, ComparisonResult } from '../record/schema/verdict.ts';
import { compareGroups, type Look, type MetricComparison } from '../stats/index.ts';
import { type ComparedMetric, metricsOf } from './compared-metrics.ts';
import { DEFAULT_FAIL_ON, type FailOn, fails } from './fail-on.ts';
import { type HistoryRun, missingOperations, pairOperations } from './pairs.ts';

/** How runs are compared. */
export interface CompareOptions {
  /** What fails the comparison; default: a regression that is at least minor. */
  readonly failOn?: FailOn;
  /** Compares also what differs in suite, scenario, load or target. */
  readonly force?: boolean;
  /** Further groups of equal runs, which show how much runs differ. */
  readonly history?: readonly (readonly HistoryRun[])[];
  /** Which look this is, when runs are added until the comparison is decided. */
  readonly look?: Look;
}

/** What came out of a comparison. */
export interface Comparison {
  readonly comparisons: readonly ComparisonResult[];
  readonly baseline: BaselineUsed;
}

/** Runs that cannot be compared, with every reason. */
export class IncomparableError extends Error {
  override readonly name = 'IncomparableError';
  readonly code = 'incomparable';
  /** A sentence for each. */
  readonly differences: readonly string[];

  constructor(differences: readonly string[], next: string) {
    super(`These runs cannot be compared. ${differences.join(' ')} ${next}`);
    this.differences = differences;
  }
}

/**
 * Compares the runs after with those before.
 *
 * @param reference - as the baseline was asked for
 * @throws {IncomparableError} when suite, scenario, load, users or target differ, or no operation is on both sides
 */
export function compare(
  reference: string,
  before: readonly ComparedRun[],
  after: readonly ComparedRun[],
  options: CompareOptions = {},
): Comparison {
  const { refusals, notes } = requireAlike(before, after, options.force);
  const pairs = pairOperations(before, after);
  if (pairs.length === 0) {
    const names = (runs: readonly ComparedRun[]) =>
      [...new Set(runs.flatMap((run) => run.operations.map(({ name }) => name)))].join(', ');
    const sentence = `They have no operation in common: before ${names(before) || 'none'}, now ${names(after) || 'none'}.`;
    throw new IncomparableError([sentence], 'Give a baseline with the same operations.');
  }
  const failOn = options.failOn ?? DEFAULT_FAIL_ON;
  const metrics = pairs.flatMap((pair) => metricsOf(pair, { failOn, history: options.history ?? [], runs: after }));
  const look = options.look === undefined ? {} : { look: options.look };
  const found = compareGroups(
    metrics.map(({ metric }) => metric),
    look,
  );
  const unsettled = unsettledRuns([...before, ...after]);
  const comparisons = metrics.map((metric, index) => resultOf(metric, found[index]!, failOn, unsettled));
  const git = before.at(-1)?.environment?.git;
  return {
    comparisons,
    baseline: {
      reference,
      runs: before.map(({ id }) => id),
      commit: git?.commit ?? null,
      branch: git?.branch ?? null,
      differences: [...refusals, ...notes, ...missingOperations(before, after)],
      assessment: assess(comparisons),
    },
  };
}

/**
 * How two groups of runs differ beside what was measured.
 *
 * @throws {IncomparableError} when suite, scenario, load, users or target differ, unless that is forced
 */
export function requireAlike(before: readonly RunSetting[], after: readonly RunSetting[], force = false): Differences {
  const differences = differencesOf(before, after);
  if (differences.refusals.length === 0 || force) return differences;
  throw new IncomparableError(
    differences.refusals,
    'Give a baseline of the same kind, or --force to compare all the same.',
  );
}

function unsettledRuns(runs: readonly ComparedRun[]): readonly string[] {
  return runs.filter(({ settled }) => settled === false).map(({ id }) => id);
}

function resultOf(
  { name, figure, metric, sure }: ComparedMetric,
  found: MetricComparison,
  failOn: FailOn,
  unsettled: readonly string[],
): ComparisonResult {
  const { before, after, change, p, effect, more } = found;
  const held = unsettled.length > 0 && found.status !== 'inconclusive';
  const status = held ? 'inconclusive' : found.status;
  const severity: ComparisonResult['severity'] = status === 'inconclusive' ? 'none' : (found.severity ?? 'none');
  const reason = reasonOf(status, found, sure, held ? unsettled : []);
  const result = {
    operation: name,
    metric: figure,
    before,
    after,
    change,
    severity,
    status,
    reason,
    p: Math.min(1, p),
  };
  const gates = metric.gates !== false && (status !== 'regressed' || fails(failOn, result));
  const [lower, upper] = found.interval;
  return {
    ...result,
    interval: [finite(lower), finite(upper)],
    sigmaRun: { value: effect.sigmaRun.value, source: effect.sigmaRun.source },
    gate: gates,
    ...(status === 'inconclusive' && more?.both !== undefined ? { needed: more.both } : {}),
  };
}

function reasonOf(status: string, { more }: MetricComparison, sure: boolean, unsettled: readonly string[]): string {
  if (unsettled.length > 0) {
    return `Its latency never settled in ${unsettled.join(', ')}, so that the runs are no measure of each other.`;
  }
  if (status !== 'inconclusive') return '';
  if (!sure) return 'The runs were too short to tell how certain this figure is; run for longer.';
  if (more !== undefined && more.both === undefined) {
    return 'Not even 100 more runs a side would decide it: the change is too small beside the noise between runs.';
  }
  return '';
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** A comparison as a whole, in a sentence. */
export function assess(comparisons: readonly ComparisonResult[]): string {
  const regressed = comparisons.filter(({ status }) => status === 'regressed');
  const count = (status: ComparisonResult['status']) => comparisons.filter((each) => each.status === status).length;
  const severities = (['critical', 'major', 'minor', 'slight'] as const).flatMap((severity) => {
    const number = regressed.filter((each) => each.severity === severity).length;
    return number === 0 ? [] : `${number} ${severity}`;
  });
  const parts = [
    regressed.length === 0
      ? 'Nothing regressed'
      : `${regressed.length} of ${comparisons.length} figures regressed (${severities.join(', ')})`,
    `${count('improved')} improved`,
    `${count('no change')} did not change`,
    `${count('inconclusive')} inconclusive`,
  ];
  return `${parts.join(', ')}.`;
}
