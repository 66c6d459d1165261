/**
 * Which scale each kind of metric is compared on, with the prior, the tolerance and the steps of severity that belong to
 * it.
 *
 * The priors for run-to-run noise are 0.10 for tails and 0.06 for medians, means and rates. The latter was 0.05 until the
 * A/A runs of `benchmarks/judge` showed, at a true noise of 15 %, one run a side and 20 metrics, false regressions in 1.0 %
 * of comparisons (Clopper-Pearson up to 1.4 %); with 0.06 it is 0.1 %.
 */
import type { Effect } from './effect.ts';

/**
 * What kind of number a metric is. `tail`: p90 and above; `central`: median, mean and rate; `ratio`: a share of requests,
 * such as errors.
 */
export type MetricKind = 'tail' | 'central' | 'ratio';

/** How bad a change for the worse is. `slight` gates nothing. */
export type Severity = 'slight' | 'minor' | 'major' | 'critical';

/** The differences, on the scale of comparison, at which words change. */
export interface Scale {
  /** Run-to-run standard deviation where there is no history: of ln values, or relative to a share. */
  readonly prior: number;
  readonly tolerance: number;
  /** From here on minor; an interval within +- this is `no change`. */
  readonly minor: number;
  readonly major: number;
  readonly critical: number;
}

const RELATIVE = {
  tolerance: Math.log(1.02),
  minor: Math.log(1.1),
  major: Math.log(1.25),
  critical: Math.log(1.5),
} as const;

/**
 * Ratios of 2, 10, 25 and 50 % for latencies and rates. Shares of requests differ by points, since twice nearly nothing is
 * still nearly nothing: 0.1, 0.5, 1 and 5 points.
 */
export const scales: Readonly<Record<MetricKind, Scale>> = {
  tail: { prior: 0.1, ...RELATIVE },
  central: { prior: 0.06, ...RELATIVE },
  ratio: { prior: 0.1, tolerance: 0.001, minor: 0.005, major: 0.01, critical: 0.05 },
};

/** An effect together with the scale that it is to be judged on. */
export interface ScaledEffect<E extends Effect = Effect> {
  readonly effect: E;
  readonly scale: Scale;
}
