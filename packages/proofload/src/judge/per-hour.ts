/** How many jobs end well in an hour, as if the steady part of the run went on for one. */
import type { OperationCounts } from '../measure/operation-counts.ts';
import type { MeasuredRun } from '../record/schema.ts';
import type { Evidence, SecondSpan } from './evidence.ts';
import type { Named } from './keys.ts';
import { secondsOfPhase } from './phases.ts';

/** What ended well, in how long, and what that is in an hour. */
export interface PerHour {
  readonly finished: number;
  readonly measuredMs: number;
  readonly perHour: number;
}

/**
 * Over the steady part of the run, or over `other` where it has none.
 *
 * @returns undefined where that took no time
 */
export function perHourOf(
  jobs: readonly Named[],
  run: Pick<MeasuredRun, 'load' | 'durationMs'>,
  evidence: Evidence,
  other: { readonly spans: readonly SecondSpan[] | undefined; readonly measuredMs: number },
): PerHour | undefined {
  const steady = evidence.seconds ? secondsOfPhase(run, 'steady', evidence.seconds) : [];
  if (steady.length > 0) return perHourWithin(jobs, evidence, steady);
  return perHourIn(evidence.merged(jobs, other.spans), other.measuredMs);
}

/** Over these seconds. */
export function perHourWithin(
  jobs: readonly Named[],
  evidence: Evidence,
  spans: readonly SecondSpan[],
): PerHour | undefined {
  const measuredMs = spans.reduce((sum, { from, to }) => sum + (to - from) * 1000, 0);
  return perHourIn(evidence.merged(jobs, spans), measuredMs);
}

/** Of what was counted in a time. */
export function perHourIn(counts: OperationCounts, measuredMs: number): PerHour | undefined {
  if (measuredMs === 0) return undefined;
  const finished = finishedOf(counts);
  return { finished, measuredMs, perHour: (finished * 3_600_000) / measuredMs };
}

function finishedOf({ trends, failed }: OperationCounts): number {
  return Math.max(0, (trends.get('total')?.count ?? 0) - failed);
}
