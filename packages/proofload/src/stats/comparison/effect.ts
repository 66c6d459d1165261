/**
 * The difference between two groups of runs with all of its uncertainty, that within runs and that between them.
 *
 *   delta = mean of B - mean of A,  SE^2 = (se_A^2 + sigma_run^2) / k_A + (se_B^2 + sigma_run^2) / k_B
 *
 * judged by Student's t with the degrees of freedom of sigma_run: four of the prior and one less than the runs of each
 * group. Positive is worse: a metric of which more is better comes with its sign reversed.
 */
import { studentCdf, studentQuantile } from '../distributions/student.ts';
import { requireProbability, StatsInputError } from '../errors.ts';
import { mean } from '../sample.ts';
import { type RunNoise, type RunValue, runNoise } from './run-noise.ts';

/** A difference on the scale of its metric (ln, or share of errors); positive is worse. */
export interface Effect {
  readonly delta: number;
  /** The ends of the interval of `confidence`. */
  readonly lower: number;
  readonly upper: number;
  readonly confidence: number;
  /** Chance of a difference this far beyond +tolerance without one; one-sided, not adjusted. */
  readonly pWorse: number;
  /** The mirror image. */
  readonly pBetter: number;
}

/** An effect between two groups of runs. */
export interface RunsEffect extends Effect {
  readonly standardError: number;
  readonly degrees: number;
  readonly sigmaRun: RunNoise;
  /** What another run of each group adds to the variance when the group has one; see `moreRuns`. */
  readonly perRun: { readonly before: number; readonly after: number };
  readonly runs: { readonly before: number; readonly after: number };
}

/** How to compare. */
export interface EffectOptions {
  /** Run-to-run standard deviation to expect where there is no history. */
  readonly prior: number;
  /** Difference, on the scale of the values, up to which a change is none. */
  readonly tolerance: number;
  readonly confidence?: number;
  /** Further groups of equal runs that show how much runs differ. */
  readonly history?: readonly (readonly RunValue[])[];
}

/** Compares the runs `after` with those `before`; throws StatsInputError when a side has no runs. */
export function compareRuns(
  before: readonly RunValue[],
  after: readonly RunValue[],
  options: EffectOptions,
): RunsEffect {
  const { prior, tolerance, confidence = 0.95, history = [] } = options;
  requireProbability('compareRuns', confidence);
  check(before);
  check(after);
  const sigmaRun = runNoise([before, after, ...history], prior);
  const perRun = { before: varianceOfOne(before, sigmaRun.value), after: varianceOfOne(after, sigmaRun.value) };
  const delta = mean(after.map((run) => run.value)) - mean(before.map((run) => run.value));
  const standardError = Math.sqrt(perRun.before / before.length + perRun.after / after.length);
  const { degrees } = sigmaRun;
  const reach = studentQuantile((1 + confidence) / 2, degrees) * standardError;
  return {
    delta,
    lower: delta - reach,
    upper: delta + reach,
    confidence,
    pWorse: studentCdf((tolerance - delta) / standardError, degrees),
    pBetter: studentCdf((tolerance + delta) / standardError, degrees),
    standardError,
    degrees,
    sigmaRun,
    perRun,
    runs: { before: before.length, after: after.length },
  };
}

function varianceOfOne(group: readonly RunValue[], sigmaRun: number): number {
  return mean(group.map((run) => run.standardError ** 2)) + sigmaRun ** 2;
}

function check(group: readonly RunValue[]): void {
  if (group.length === 0) throw new StatsInputError('compareRuns', 'at least one run on each side', group);
  for (const run of group) {
    if (!Number.isFinite(run.value)) throw new StatsInputError('compareRuns', 'finite values', run.value);
    if (!(run.standardError >= 0)) throw new StatsInputError('compareRuns', 'a standard error', run.standardError);
  }
}
