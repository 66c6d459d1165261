/** A whole comparison: all metrics of two groups of runs, judged together. */
import { type ChangeStatus, confidenceAt, type DecideOptions, decide } from './decision.ts';
import { compareRuns, type RunsEffect } from './effect.ts';
import { type ComparableMetric, comparable, type Metric, signOf } from './metric.ts';
import { type MoreRuns, moreRuns } from './more-runs.ts';
import { sharedNoise } from './run-noise.ts';
import { type ScaledEffect, type Severity, scales } from './scales.ts';

/** What became of one metric, in its own units and direction. */
export interface MetricComparison {
  readonly status: ChangeStatus;
  /** How large the change is; undefined unless regressed or improved. */
  readonly severity: Severity | undefined;
  /** Adjusted for the number of metrics; of the test in the direction that the estimate points to. */
  readonly p: number;
  /** Mean over the runs of a side: geometric for latencies and rates. */
  readonly before: number;
  readonly after: number;
  /** Relative change (0.37 is 37 % more) of latencies and rates; difference of shares. Positive is more, not worse. */
  readonly change: number;
  /** Its 95 % interval, wider at an early look. */
  readonly interval: readonly [number, number];
  /** On the scale of comparison, where positive is worse. */
  readonly effect: RunsEffect;
  /** What would decide it; undefined unless inconclusive. */
  readonly more: MoreRuns | undefined;
}

/**
 * Compares all metrics of the runs after with those before. Those that gate are adjusted by Holm, the others by Benjamini
 * and Hochberg.
 * @example
 * compareGroups([{
 *   kind: 'tail',
 *   before: [{ value: 301, standardErrorLog: 0.02 }, { value: 296, standardErrorLog: 0.02 }],
 *   after: [{ value: 655, standardErrorLog: 0.02 }, { value: 640, standardErrorLog: 0.02 }],
 * }])[0].severity // 'critical'
 */
export function compareGroups(
  metrics: readonly Metric[],
  options: Omit<DecideOptions, 'adjust'> = {},
): readonly MetricComparison[] {
  const confidence = confidenceAt(options.look);
  const prepared = metrics.map((metric) => ({ metric, values: comparable(metric) }));
  const floors = new Map(
    (['tail', 'central'] as const).map((kind) => [
      kind as string,
      sharedNoise(prepared.filter(({ metric }) => metric.kind === kind).map(({ values }) => groupsOf(values))),
    ]),
  );
  const effects = prepared.map(({ metric, values }): ScaledEffect<RunsEffect> => {
    const prior = Math.max(values.prior, floors.get(metric.kind) ?? 0);
    return {
      effect: compareRuns(values.before, values.after, { ...values, prior, confidence }),
      scale: scaleOf(metric, values),
    };
  });
  const gating = metrics.map(({ gates = true }) => gates);
  const only = (wanted: boolean): readonly ScaledEffect[] => effects.filter((_, i) => gating[i] === wanted);
  const gate = decide(only(true), { ...options, adjust: 'holm' }).values();
  const report = decide(only(false), { ...options, adjust: 'benjamini-hochberg' }).values();
  const count = Math.max(1, gating.filter(Boolean).length);
  return metrics.map((metric, i) => {
    const decision = (gating[i] ? gate : report).next().value!;
    const more =
      decision.status === 'inconclusive' ? moreRuns(effects[i]!, gating[i] ? count : 1, options.level) : undefined;
    return {
      ...decision,
      ...inOwnUnits(metric, prepared[i]!.values, effects[i]!.effect),
      effect: effects[i]!.effect,
      more,
    };
  });
}

function groupsOf({ before, after, history }: ComparableMetric): ComparableMetric['history'] {
  return [before, after, ...history];
}

function scaleOf(metric: Metric, { tolerance }: ComparableMetric): ScaledEffect['scale'] {
  return { ...scales[metric.kind], tolerance };
}

function inOwnUnits(
  metric: Metric,
  { before, after }: ComparableMetric,
  { delta, lower, upper }: RunsEffect,
): Pick<MetricComparison, 'before' | 'after' | 'change' | 'interval'> {
  const sign = signOf(metric);
  const middle = (runs: ComparableMetric['before']): number =>
    (sign * runs.reduce((sum, run) => sum + run.value, 0)) / runs.length;
  const ends: readonly [number, number] = sign === 1 ? [lower, upper] : [-upper, -lower];
  if (metric.kind === 'ratio')
    return { before: middle(before), after: middle(after), change: sign * delta, interval: ends };
  return {
    before: Math.exp(middle(before)),
    after: Math.exp(middle(after)),
    change: Math.expm1(sign * delta),
    interval: [Math.expm1(ends[0]), Math.expm1(ends[1])],
  };
}
