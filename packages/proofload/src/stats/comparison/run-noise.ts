/**
 * How much a metric differs from run to run of the very same thing. A run's own interval does not know of it, and a
 * comparison that leaves it out calls every second difference a regression.
 *
 *   s^2         = max(0, variance over runs of x - mean of se^2)
 *   sigma_run^2 = (4 prior^2 + degrees s^2) / (4 + degrees)
 *
 * x is ln of the metric, degrees the sum over groups of runs less one. The prior stands in until there is history, with
 * the weight of four degrees of freedom (a scaled inverse chi-square prior: Gelman et al., "Bayesian Data Analysis", 2.6).
 */
import { StatsInputError } from '../errors.ts';
import { mean, median } from '../sample.ts';

/** One run's value of a metric, on the scale on which runs are compared (ln, for all but error rates). */
export interface RunValue {
  readonly value: number;
  /** Standard error of `value` within its run; Infinity where the run was too short to tell. */
  readonly standardError: number;
}

/** Run-to-run standard deviation and what it rests on. */
export interface RunNoise {
  readonly value: number;
  /** `prior` while no group has two runs; `history` from then on. */
  readonly source: 'prior' | 'history';
  /** Degrees of freedom, the prior's four included. */
  readonly degrees: number;
}

/** Weight of the prior, in degrees of freedom. */
const PRIOR_DEGREES = 4;

/** The noise that groups of like runs show; within a group only chance differs. */
export function runNoise(groups: readonly (readonly RunValue[])[], prior: number): RunNoise {
  if (!(prior > 0)) throw new StatsInputError('runNoise', 'a positive prior', prior);
  const { variance, degrees } = observedNoise(groups);
  return {
    value: Math.sqrt((PRIOR_DEGREES * prior ** 2 + degrees * variance) / (PRIOR_DEGREES + degrees)),
    source: degrees === 0 ? 'prior' : 'history',
    degrees: PRIOR_DEGREES + degrees,
  };
}

function observedNoise(groups: readonly (readonly RunValue[])[]): {
  readonly variance: number;
  readonly degrees: number;
} {
  let degrees = 0;
  let squares = 0;
  let within = 0;
  let runs = 0;
  for (const group of groups) {
    if (group.length < 2) continue;
    const centre = mean(group.map((run) => run.value));
    for (const run of group) {
      squares += (run.value - centre) ** 2;
      within += run.standardError ** 2;
    }
    degrees += group.length - 1;
    runs += group.length;
  }
  return { variance: degrees === 0 ? 0 : Math.max(0, squares / degrees - within / runs), degrees };
}

/** Fewer metrics than this have no middle to speak of. */
const FEWEST_METRICS = 4;
/** How much of the noise of the others a metric is assumed to have. */
const SHARED = 0.8;

/**
 * The noise that a metric has at least, given that of the others of its kind: 0.8 of their median. A handful of runs that
 * happen to agree on one of twenty metrics is no evidence that this one is quiet on a noisy machine; without this floor
 * 15 % of noise and two runs a side made 3.7 % of equal comparisons regress (`benchmarks/judge`), with it 0.2 %.
 * 0 with fewer than four metrics, or without a second run.
 * Source: shrinking variances to those of their fellows, as Smyth, "Linear models and empirical Bayes methods" (2004).
 * @param metrics per metric its groups of like runs
 */
export function sharedNoise(metrics: readonly (readonly (readonly RunValue[])[])[]): number {
  if (metrics.length < FEWEST_METRICS) return 0;
  const variances = metrics.map((groups) => {
    const { variance, degrees } = observedNoise(groups);
    // The median of chi-square over its degrees is below 1 by this much (Wilson and Hilferty, 1931).
    return degrees === 0 ? 0 : variance / (1 - 2 / (9 * degrees)) ** 3;
  });
  return SHARED * Math.sqrt(median(variances));
}
