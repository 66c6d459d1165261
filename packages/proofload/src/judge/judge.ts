/**
 * The judge: from a run's measurements to its record with intervals and a verdict. Pure, so that a stored run can be
 * judged again, by other requirements too.
 */
import { type ComparedRun, comparedRunOf } from '../record/baseline/schema.ts';
import type { Measurements } from '../record/measurements.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { MeasuredRun, RunRecord } from '../record/schema.ts';
import { backlogNotes } from './backlog.ts';
import { type CompareOptions, compare } from './compare.ts';
import type { Requirement } from './decide.ts';
import { RecordEvidence, SeriesEvidence } from './evidence.ts';
import { addIntervals } from './intervals.ts';
import { judgeRequirements, requirementOf } from './requirements.ts';
import { scenarioFindings } from './scenario-findings.ts';
import { addSteadyFigures } from './steady.ts';
import { validate } from './validity.ts';
import { conclude } from './verdict.ts';
import { detectWarmup } from './warmup.ts';

export { isBroken, isDecided } from './decided.ts';

/** How a run is judged. */
export interface JudgeOptions {
  /** In place of those that the run was made with. */
  readonly requirements?: readonly Requirement[];
  /** Whether a bound within its interval is inconclusive; default as the run was made. */
  readonly strict?: boolean;
  /** What the run is held against. */
  readonly baseline?: JudgeBaseline;
}

/** The runs that a run is held against, and how. */
export interface JudgeBaseline extends CompareOptions {
  /** As it was asked for. */
  readonly reference: string;
  readonly runs: readonly ComparedRun[];
  /** Further runs of the same build as the one that is judged. */
  readonly siblings?: readonly ComparedRun[];
  /** More runs follow before the comparison is made: only requirements on a change are held against it. */
  readonly interim?: boolean;
}

/**
 * Judges a run.
 *
 * @param measurements - its seconds; without them there are no intervals but those that the run has already, and
 * requirements with a window or a phase cannot be judged
 * @throws {IncomparableError} when there is a baseline of another kind
 * @example
 * const { header, measurements, outcome } = await readSeries(path);
 * judge(buildRun(header, measurements, outcome), measurements).verdict.status; // 'passed'
 */
export function judge(run: MeasuredRun, measurements: Measurements | undefined, options: JudgeOptions = {}): RunRecord {
  const evidence = measurements === undefined ? new RecordEvidence(run) : new SeriesEvidence(measurements);
  const requirements = options.requirements ?? run.requirements.map(requirementOf);
  const warmup = detectWarmup(run, evidence);
  const certain =
    evidence instanceof SeriesEvidence ? addSteadyFigures(addIntervals(run, evidence), evidence, warmup) : run;
  const { baseline } = options;
  const after = baseline && [...(baseline.siblings ?? []), comparedRunOf({ ...certain, warmup }, null)];
  const sides = baseline && after && { before: baseline.runs, after };
  const compared =
    baseline && sides && !baseline.interim && compare(baseline.reference, sides.before, sides.after, baseline);
  const verdict = conclude({
    requirements: judgeRequirements(requirements, certain, evidence, { strict: options.strict ?? run.strict, sides }),
    comparisons: compared ? compared.comparisons : [],
    validity: [
      ...validate(certain, warmup),
      ...(evidence instanceof SeriesEvidence ? backlogNotes(certain, evidence) : []),
    ],
    ...(compared ? { baseline: compared.baseline } : {}),
  });
  const findings = scenarioFindings(certain, evidence, requirements);
  return { ...certain, warmup, verdict: findings.length === 0 ? verdict : { ...verdict, findings } };
}

/**
 * The requirements by what was measured so far, for a live view: without intervals, so that it can be asked each second.
 *
 * @param run - built from the same measurements
 */
export function requirementsSoFar(run: MeasuredRun, measurements: Measurements): readonly RequirementResult[] {
  const evidence = new SeriesEvidence(measurements);
  const options = { strict: false, withoutIntervals: true };
  return judgeRequirements(run.requirements.map(requirementOf), run, evidence, options);
}
