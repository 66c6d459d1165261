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

/** How long what was cut off had gone on; undefined where nothing was, or where that is not known. */
export function cutOffOf(counts: OperationCounts, source: string, operations: readonly Named[]): Histogram | undefined {
  if (source !== 'latency' && source !== 'total') return undefined;
  const cutOff = counts.trends.get('censored');
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

/** Reads that percentile; where too many were cut off to reach it, the value is what it is at least. */
export function readWithCutOff(
  ended: Histogram | undefined,
  cutOff: Histogram,
  p: number,
  limit: Limit,
  common: Pick<Reading, 'operations' | 'measuredMs'>,
): Reading {
  const { estimate, lower, upper } = curveOf(ended, cutOff).quantile(p);
  const bound = limit.bound.value;
  const reading = {
    ...common,
    samples: cutOff.count + (ended?.count ?? 0),
    needed: samplesNeeded(p),
    percentile: { p, above: cutOff.countAbove(bound) + (ended?.countAbove(bound) ?? 0) },
    dimension: 'duration',
  } as const;
  if (estimate !== undefined) return { ...reading, actual: estimate, interval: [lower ?? null, upper ?? null] };
  const leastMs = leastOf(ended, cutOff);
  const atLeast = `So many were cut off by the end of the run (${cutOff.count} of ${reading.samples}) that ${limit.metric} is only known to be at least ${formatDuration(leastMs)}; give the run longer to finish (stopTimeout).`;
  return { ...reading, actual: leastMs, interval: [lower ?? null, null], atLeast };
}

/** What the curve never reached lies beyond the last that ended. */
function leastOf(ended: Histogram | undefined, cutOff: Histogram): number {
  return ended === undefined || ended.count === 0 ? cutOff.min : ended.max;
}
