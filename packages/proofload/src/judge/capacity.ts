/**
 * What the levels of a search for capacity say together: the highest that passes, what broke above it, the knee, and the
 * Universal Scalability Law through all of them.
 */
import type { RunRecord } from '../record/schema.ts';
import { fitUsl, kneedle, mean, type RandomSource } from '../stats/index.ts';
import type { SearchPurpose, SearchResult } from './capacity-search.ts';

/** What levels are levels of. */
export type CapacityUnit = 'rate' | 'users';

/** One run of a search. */
export interface CapacityStep {
  readonly level: number;
  readonly purpose: SearchPurpose;
  readonly status: 'passed' | 'failed';
  /** Decided by point estimates, since intervals did not decide even when it ran for longer. */
  readonly marginal: boolean;
  readonly broke: readonly string[];
  readonly run: string;
  readonly runTimeMs: number;
  /** Answers a second. */
  readonly throughput: number;
  /** Requests in the system on average, by Little's law. */
  readonly concurrency: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly errors: number;
}

/** The law, as far as it can be told. */
export interface CapacityLaw {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
  readonly intervals: Readonly<
    Record<'lambda' | 'sigma' | 'kappa', { readonly lower: number; readonly upper: number }>
  >;
  readonly rSquared: number;
  /** Undefined where no peak was seen within 1.5 times of what was tested. */
  readonly peak: { readonly load: number; readonly throughput: number } | undefined;
}

/** What was found. */
export interface Capacity extends SearchResult {
  readonly unit: CapacityUnit;
  readonly precision: number;
  /** Requirements that were broken just above the capacity. */
  readonly broke: readonly string[];
  /** The level from which more load mostly costs latency (a rate) or buys little throughput (users). */
  readonly knee: number | undefined;
  readonly law: CapacityLaw | undefined;
  /** In the order in which they were run. */
  readonly steps: readonly CapacityStep[];
  /** Sentences that qualify all this. */
  readonly notes: readonly string[];
}

/** A step from its run. */
export function stepOf(
  run: RunRecord,
  told: Pick<CapacityStep, 'level' | 'purpose' | 'status' | 'marginal' | 'broke' | 'runTimeMs'>,
): CapacityStep {
  const { rate, latency, count, failed } = run.totals;
  return {
    ...told,
    run: run.id,
    throughput: rate,
    concurrency: (rate * (latency?.mean ?? 0)) / 1_000,
    p50: latency?.p50 ?? null,
    p95: latency?.p95 ?? null,
    errors: count === 0 ? 0 : failed / count,
  };
}

/** Levels that a law needs. */
export const LAW_LEVELS = 6;

/** Puts the steps of a search together. */
export function summariseCapacity(
  found: SearchResult,
  steps: readonly CapacityStep[],
  options: {
    readonly unit: CapacityUnit;
    readonly precision: number;
    readonly random: RandomSource;
    readonly notes: readonly string[];
  },
): Capacity {
  const { unit, precision, random, notes } = options;
  const above = steps.filter(({ level, status }) => status === 'failed' && level === found.failing);
  return {
    ...found,
    unit,
    precision,
    broke: [...new Set(above.flatMap(({ broke }) => broke))],
    knee: kneeOf(steps, unit),
    law: lawOf(steps, unit, random),
    steps,
    notes,
  };
}

/** By level, ascending, the mean of what was measured there. */
function curveOf(steps: readonly CapacityStep[], value: (step: CapacityStep) => number | null) {
  const byLevel = new Map<number, number[]>();
  for (const step of steps) {
    const measured = value(step);
    if (measured !== null && measured > 0) byLevel.set(step.level, [...(byLevel.get(step.level) ?? []), measured]);
  }
  const points = [...byLevel].map(([level, values]) => [level, mean(values)] as const).sort(([a], [b]) => a - b);
  return { x: points.map(([level]) => level), y: points.map(([, measured]) => measured) };
}

function kneeOf(steps: readonly CapacityStep[], unit: CapacityUnit): number | undefined {
  const isRate = unit === 'rate';
  const { x, y } = curveOf(steps, ({ p95, throughput }) => (isRate ? p95 : throughput));
  const at = kneedle(x, y, { curve: isRate ? 'convex' : 'concave' });
  return at === undefined ? undefined : x[at];
}

/** The law is one of how many are at work at once: users, or by Little's law the requests in the system. */
function lawOf(steps: readonly CapacityStep[], unit: CapacityUnit, random: RandomSource): CapacityLaw | undefined {
  const points = steps.flatMap(({ level, concurrency, throughput }) => {
    const load = unit === 'users' ? level : concurrency;
    return load > 0 && throughput > 0 ? [{ load, throughput }] : [];
  });
  if (new Set(points.map(({ load }) => load)).size < LAW_LEVELS) return undefined;
  const { lambda, sigma, kappa, intervals, rSquared, peak } = fitUsl(
    points.map(({ load }) => load),
    points.map(({ throughput }) => throughput),
    { random },
  );
  return { lambda, sigma, kappa, intervals, rSquared, peak };
}
