/**
 * The latency of jobs of which some were cut off by the end of the run: they took longer than that, which is neither
 * their latency nor nothing. To leave them out would tell of the quick ones only, so percentiles are those of the curve
 * of Kaplan and Meier.
 */
import type { Histogram } from '../measure/histogram.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import type { OperationRecord } from '../record/schema/operation.ts';
import { kaplanMeier, type Observation, type SurvivalCurve, samplesNeeded } from '../stats/index.ts';
import { formatDuration } from '../units/duration.ts';
import type { Limit, Reading } from './decide.ts';
import type { Named } from './keys.ts';
import type { Statistic } from './metric.ts';

/** By what is asked for, the trend that holds how long those had gone on that did not come to its end. */
const TRENDS: Readonly<Record<string, string>> = {
  latency: 'censored',
  total: 'censored',
  queue: 'queueCensored',
  run: 'runCensored',
};

/** How long what was cut off had gone on; undefined where nothing was, or where that is not known. */
export function cutOffOf(counts: OperationCounts, source: string, operations: readonly Named[]): Histogram | undefined {
  const trend = Object.hasOwn(TRENDS, source) ? TRENDS[source] : undefined;
  const cutOff = trend === undefined ? undefined : counts.trends.get(trend);
  return cutOff !== undefined && cutOff.count > 0 && operations.every(({ kind }) => kind === 'job')
    ? cutOff
    : undefined;
}

/** What the record of jobs tells of their latency beside what was measured of those that ended. */
export function withCutOff(
  counts: OperationCounts,
  operations: readonly Named[],
): Pick<OperationRecord, 'withCensored'> {
  const cutOff = cutOffOf(counts, 'latency', operations);
  if (cutOff === undefined) return {};
  const curve = curveOf(counts.latency, cutOff);
  const quantile = (p: number) => curve.quantile(p).estimate ?? null;
  return { withCensored: { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99) } };
}

function curveOf(ended: Histogram | undefined, cutOff: Histogram): SurvivalCurve {
  return kaplanMeier([...observations(ended, false), ...observations(cutOff, true)]);
}

function observations(histogram: Histogram | undefined, censored: boolean): readonly Observation[] {
  const all: Observation[] = [];
  histogram?.forEachBucket((lowerMs, upperMs, count) => {
    const middleMs = (Math.max(lowerMs, histogram.min) + Math.min(upperMs, histogram.max)) / 2;
    for (let i = 0; i < count; i += 1) all.push({ time: middleMs, censored });
  });
  return all;
}

/**
 * Reads a figure with what was cut off in it; where too many were to reach it, the value is what it is at least.
 *
 * @returns undefined for a figure to which what was cut off adds nothing, the least and the spread
 */
export function readWithCutOff(
  ended: Histogram | undefined,
  cutOff: Histogram,
  statistic: Statistic,
  limit: Limit,
  common: Pick<Reading, 'operations' | 'measuredMs'>,
): Reading | undefined {
  const samples = cutOff.count + (ended?.count ?? 0);
  const atLeast = (leastMs: number) =>
    `So many were cut off by the end of the run (${cutOff.count} of ${samples}) that ${limit.metric} is only known to be at least ${formatDuration(leastMs)}; give the run longer to finish (stopTimeout).`;
  const reading = { ...common, samples, needed: 1, interval: null, dimension: 'duration' } as const;
  const longestMs = Math.max(cutOff.max, endedMost(ended));
  switch (statistic.kind) {
    case 'max':
      return { ...reading, actual: longestMs, atLeast: atLeast(longestMs) };
    case 'mean': {
      const actual = curveOf(ended, cutOff).restrictedMean(longestMs);
      return { ...reading, actual, ...(cutOff.max >= endedMost(ended) ? { atLeast: atLeast(actual) } : {}) };
    }
    case 'percentile': {
      const { p } = statistic;
      const { estimate, lower, upper } = curveOf(ended, cutOff).quantile(p);
      const bound = limit.bound.value;
      const percentile = { p, above: cutOff.countAbove(bound) + (ended?.countAbove(bound) ?? 0) };
      const known = { ...reading, needed: samplesNeeded(p), percentile };
      if (estimate !== undefined) return { ...known, actual: estimate, interval: [lower ?? null, upper ?? null] };
      const leastMs = leastOf(ended, cutOff);
      return { ...known, actual: leastMs, interval: [lower ?? null, null], atLeast: atLeast(leastMs) };
    }
    default:
      return undefined;
  }
}

function endedMost(ended: Histogram | undefined): number {
  return ended === undefined || ended.count === 0 ? 0 : ended.max;
}

/** What the curve never reached lies beyond the last that ended. */
function leastOf(ended: Histogram | undefined, cutOff: Histogram): number {
  return ended === undefined || ended.count === 0 ? cutOff.min : ended.max;
}
