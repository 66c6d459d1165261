/**
 * How long things take when some were cut off before they were done: a request that was still unanswered when the run ended
 * took longer than that, which is neither its latency nor nothing.
 *
 *   S(t) = product over t_i <= t of (1 - d_i / n_i)
 *
 * Sources: Kaplan and Meier, "Nonparametric estimation from incomplete observations" (1958); variance by Greenwood (1926);
 * interval of a quantile by Brookmeyer and Crowley (1982) on the log-log scale.
 */
import { normalQuantile } from '../distributions/normal.ts';
import { requireProbability, StatsInputError } from '../errors.ts';

/** A time, and whether it ended there or was only seen so far. */
export interface Observation {
  readonly time: number;
  readonly censored: boolean;
}

/** The curve at one of the times at which something ended. */
export interface SurvivalStep {
  readonly time: number;
  /** Observations not yet ended or censored just before. */
  readonly atRisk: number;
  readonly events: number;
  /** Share that takes longer than `time`. */
  readonly survival: number;
  /** Greenwood's standard error of it. */
  readonly standardError: number;
}

/** A quantile with its interval; an end is undefined where the curve never gets there. */
export interface SurvivalQuantile {
  readonly estimate: number | undefined;
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

/** The estimated curve. */
export interface SurvivalCurve {
  readonly steps: readonly SurvivalStep[];
  /** The time within which a share `p` is done. */
  quantile(p: number, confidence?: number): SurvivalQuantile;
  /**
   * The mean of times of which none counts as longer than `until`: the area under the curve to there (Irwin, "The
   * standard error of an estimate of expectation of life", 1949). With the longest time for `until` it is the mean where
   * that one ended, and the least that the mean can be where it was cut off.
   */
  restrictedMean(until: number): number;
}

/**
 * Estimates the curve. At one time, what ended counts before what was censored.
 * @example kaplanMeier([{ time: 2, censored: false }, { time: 3, censored: true }]).quantile(0.5).estimate // 2
 */
export function kaplanMeier(observations: readonly Observation[]): SurvivalCurve {
  if (observations.length === 0) throw new StatsInputError('kaplanMeier', 'at least one observation', observations);
  for (const { time } of observations) {
    if (!(time >= 0 && time < Infinity)) throw new StatsInputError('kaplanMeier', 'finite times of 0 or more', time);
  }
  const steps = stepsOf(observations);
  return {
    steps,
    quantile: (p, confidence = 0.95) => {
      requireProbability('quantile', p);
      const z = normalQuantile((1 + confidence) / 2);
      const firstAt = (bound: (step: SurvivalStep) => number): number | undefined =>
        steps.find((step) => bound(step) <= 1 - p + 1e-12)?.time;
      return {
        estimate: firstAt(({ survival }) => survival),
        lower: firstAt((step) => logLogBound(step, z)),
        upper: firstAt((step) => logLogBound(step, -z)),
      };
    },
    restrictedMean: (until) => areaUnder(steps, until),
  };
}

function stepsOf(observations: readonly Observation[]): readonly SurvivalStep[] {
  const ordered = observations.toSorted((a, b) => a.time - b.time);
  const steps: SurvivalStep[] = [];
  let atRisk = ordered.length;
  let survival = 1;
  let hazardVariance = 0;
  for (let start = 0; start < ordered.length; ) {
    const { time } = ordered[start]!;
    let end = start;
    let events = 0;
    for (; end < ordered.length && ordered[end]!.time === time; end++) if (!ordered[end]!.censored) events++;
    if (events > 0) {
      survival *= 1 - events / atRisk;
      hazardVariance += events / (atRisk * (atRisk - events));
      const standardError = survival === 0 ? 0 : survival * Math.sqrt(hazardVariance);
      steps.push({ time, atRisk, events, survival, standardError });
    }
    atRisk -= end - start;
    start = end;
  }
  return steps;
}

function areaUnder(steps: readonly SurvivalStep[], until: number): number {
  let [area, from, survival] = [0, 0, 1];
  for (const step of steps) {
    if (step.time >= until) break;
    area += survival * (step.time - from);
    from = step.time;
    survival = step.survival;
  }
  return area + survival * (until - from);
}

/** S^exp(z se / (S ln S)): the lower bound of the curve for positive z is the higher of its powers. */
function logLogBound({ survival, standardError }: SurvivalStep, z: number): number {
  if (survival === 0 || survival === 1) return survival;
  return survival ** Math.exp((-z * standardError) / (survival * Math.log(survival)));
}
