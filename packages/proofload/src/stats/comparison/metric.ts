/** What a caller says about a metric, and the numbers that this becomes on the scale of comparison. */
import { StatsInputError } from '../errors.ts';
import { mean } from '../sample.ts';
import type { RunValue } from './run-noise.ts';
import { scales } from './scales.ts';

/** A positive metric of one run: a latency, a rate. */
export interface PositiveValue {
  /** In any unit, the same for all runs. */
  readonly value: number;
  /** Standard error of its logarithm; Infinity or undefined where the run was too short to tell. */
  readonly standardErrorLog: number | undefined;
}

/** A share of a run's requests. */
export interface ShareValue {
  /** 0 to 1. */
  readonly share: number;
  /** How many independent requests tell as much: `effectiveCount` of `ratioInterval`. */
  readonly effectiveCount: number;
}

interface MetricBase {
  /** Default `higher`; `lower` for rates and other metrics of which more is better. */
  readonly worse?: 'higher' | 'lower';
  /** Default true: it decides, and has to prove more the more such metrics there are. False: it is only reported. */
  readonly gates?: boolean;
}

/** A latency or a rate, compared by its ratio. */
export interface PositiveMetric extends MetricBase {
  readonly kind: 'tail' | 'central';
  readonly before: readonly PositiveValue[];
  readonly after: readonly PositiveValue[];
  /** Further groups of equal runs, which show how much runs differ. */
  readonly history?: readonly (readonly PositiveValue[])[];
  /** Smallest relative change worth calling one; 0.02, or from `learnedTolerance`. */
  readonly tolerance?: number;
}

/** A share of requests such as errors, compared by its difference. */
export interface ShareMetric extends MetricBase {
  readonly kind: 'ratio';
  readonly before: readonly ShareValue[];
  readonly after: readonly ShareValue[];
  /** Smallest difference worth calling one; 0.001. */
  readonly tolerance?: number;
}

export type Metric = PositiveMetric | ShareMetric;

/** A metric on the scale of comparison: positive is worse. */
export interface ComparableMetric {
  readonly before: readonly RunValue[];
  readonly after: readonly RunValue[];
  readonly history: readonly (readonly RunValue[])[];
  readonly prior: number;
  readonly tolerance: number;
}

/** 1 where more is worse, -1 where less is. */
export function signOf({ worse = 'higher' }: Metric): 1 | -1 {
  return worse === 'higher' ? 1 : -1;
}

/** Puts a metric on its scale: ln for latencies and rates, the share itself for shares. */
export function comparable(metric: Metric): ComparableMetric {
  const sign = signOf(metric);
  if (metric.kind !== 'ratio') {
    const log = (runs: readonly PositiveValue[]): readonly RunValue[] => runs.map((run) => logarithm(run, sign));
    const { tolerance, history = [] } = metric;
    return {
      before: log(metric.before),
      after: log(metric.after),
      history: history.map(log),
      prior: scales[metric.kind].prior,
      tolerance: tolerance === undefined ? scales[metric.kind].tolerance : Math.log1p(tolerance),
    };
  }
  const all = [...metric.before, ...metric.after];
  if (all.length === 0) throw new StatsInputError('comparable', 'at least one run on each side', all);
  const pooled = mean(all.map(smoothed));
  const linear = (runs: readonly ShareValue[]): readonly RunValue[] =>
    runs.map((run) => ({ value: sign * run.share, standardError: standardErrorOfShare(run) }));
  return {
    before: linear(metric.before),
    after: linear(metric.after),
    history: [],
    // Run-to-run noise is relative to the share: of events and misses the rarer is what varies.
    prior: scales.ratio.prior * Math.min(pooled, 1 - pooled),
    tolerance: metric.tolerance ?? scales.ratio.tolerance,
  };
}

function logarithm({ value, standardErrorLog = Number.POSITIVE_INFINITY }: PositiveValue, sign: 1 | -1): RunValue {
  if (!(value > 0)) throw new StatsInputError('comparable', 'positive values', value);
  return { value: sign * Math.log(value), standardError: standardErrorLog };
}

/** One more event and one more miss, so that a run without events has a variance too (Agresti and Caffo, 2000). */
function smoothed({ share, effectiveCount }: ShareValue): number {
  if (!(share >= 0 && share <= 1)) throw new StatsInputError('comparable', 'shares from 0 to 1', share);
  if (!(effectiveCount > 0)) throw new StatsInputError('comparable', 'at least one request', effectiveCount);
  return (share * effectiveCount + 1) / (effectiveCount + 2);
}

function standardErrorOfShare(run: ShareValue): number {
  const share = smoothed(run);
  return Math.sqrt((share * (1 - share)) / (run.effectiveCount + 2));
}
