/**
 * The judge: from a run's measurements to its record with intervals and a verdict. Pure, so that a stored run can be
 * judged again, by other requirements too.
 */
import type { Measurements } from '../record/measurements.ts';
import type { MeasuredRun, RunRecord } from '../record/schema.ts';
import type { Requirement } from './decide.ts';
import { RecordEvidence, SeriesEvidence } from './evidence.ts';
import { addIntervals } from './intervals.ts';
import { judgeRequirements, requirementOf } from './requirements.ts';
import { addSteadyFigures } from './steady.ts';
import { validate } from './validity.ts';
import { conclude } from './verdict.ts';
import { detectWarmup } from './warmup.ts';

/** How a run is judged. */
export interface JudgeOptions {
  /** In place of those that the run was made with. */
  readonly requirements?: readonly Requirement[];
  /** Whether a bound within its interval is inconclusive; default as the run was made. */
  readonly strict?: boolean;
}

/**
 * Judges a run.
 *
 * @param measurements - its seconds; without them there are no intervals but those that the run has already, and
 * requirements with a window or a phase cannot be judged
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
  const verdict = conclude({
    requirements: judgeRequirements(requirements, certain, evidence, options.strict ?? run.strict),
    comparisons: [],
    validity: validate(certain, warmup),
  });
  return { ...certain, warmup, verdict };
}
