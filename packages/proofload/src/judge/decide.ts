/**
 * From what was measured to whether a requirement is met: the point estimate decides, too few samples do not, and an
 * interval that straddles the bound is told.
 */

import type { RecordInterval } from '../record/schema/values.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import { binomialCdf } from '../stats/index.ts';
import { type Bound, formatBound, type LimitBound, satisfies } from '../units/bound.ts';
import { formatDuration } from '../units/duration.ts';

/** A bound on a metric of what a key means. */
export interface Requirement {
  readonly key: string;
  readonly metric: string;
  readonly bound: Bound;
  /** The bound as it was written. */
  readonly text: string;
  readonly severity: 'fail' | 'warn';
  readonly windowMs: number | undefined;
  readonly phase: string | undefined;
  readonly abort: boolean;
}

/** A requirement that sets a limit. */
export interface Limit extends Requirement {
  readonly bound: LimitBound;
}

/** What was measured of a requirement's metric. */
export interface Reading {
  readonly actual: number;
  readonly interval: RecordInterval | null;
  readonly samples: number;
  /** The fewest samples by which the metric can be judged. */
  readonly needed: number;
  readonly dimension: RequirementResult['dimension'];
  /** The operations that were taken together. */
  readonly operations: readonly string[];
  /** For how long samples were taken. */
  readonly measuredMs: number;
  /** Of a percentile: which one, and how many samples are above the bound. */
  readonly percentile?: { readonly p: number; readonly above: number };
  /** Why the data only tell that the value is at least so much, where they do; a sentence. */
  readonly atLeast?: string;
  /** How many readings this is the worst of, where it is one of several. */
  readonly chosenFrom?: number;
  /** A sentence about what was found, where the value alone does not say it. */
  readonly finding?: string;
  /** The value that would have been measured without the generator's own delays, where they are part of it. */
  readonly withoutSendLag?: number;
}

/** The chance of calling broken what is not, from few samples. */
const DOUBT = 0.01;

/** Judges a limit by what was measured. */
export function decide(limit: Limit, reading: Reading, strict: boolean): RequirementResult {
  const { actual, interval, samples, needed, dimension, operations } = reading;
  const marginal = straddles(interval, limit.bound);
  const { status, reason } = statusOf(limit, reading, marginal && strict);
  return { ...echo(limit), dimension, actual, interval, samples, needed, status, marginal, reason, operations };
}

/** The result of a limit on something of which nothing was measured: it fails. */
export function failUnmeasured(limit: Limit, reason: string, operations: readonly string[] = []): RequirementResult {
  const { dimension } = limit.bound;
  const nothing = { actual: null, interval: null, samples: 0, needed: 1, marginal: false } as const;
  return { ...echo(limit), dimension, ...nothing, status: 'failed', reason, operations };
}

/** The result of a limit that cannot be judged, whatever was measured. */
export function cannotJudge(limit: Limit, reason: string, operations: readonly string[] = []): RequirementResult {
  return { ...failUnmeasured(limit, reason, operations), status: 'inconclusive' };
}

function echo({ key, metric, text, severity, phase, windowMs }: Limit) {
  const circumstances = { ...(phase === undefined ? {} : { phase }), ...(windowMs === undefined ? {} : { windowMs }) };
  return { key, metric, bound: text, severity, ...circumstances };
}

function statusOf(
  limit: Limit,
  reading: Reading,
  straddlesStrictly: boolean,
): Pick<RequirementResult, 'status' | 'reason'> {
  const { bound } = limit;
  const { actual, samples, needed, withoutSendLag } = reading;
  if (samples < needed) {
    if (brokenBeyondDoubt(bound, reading)) {
      const reason = `${samples} samples are fewer than the ${needed} that ${limit.metric} needs, but so many of them break the bound that chance does not explain it.`;
      return { status: 'failed', reason };
    }
    return { status: 'inconclusive', reason: tooFew(limit, reading) };
  }
  const met = satisfies(bound, actual);
  if (reading.atLeast !== undefined && met === isUpper(bound))
    return { status: 'inconclusive', reason: reading.atLeast };
  if (!met && withoutSendLag !== undefined && satisfies(bound, withoutSendLag)) {
    const reason = `Without the delays of the load generator itself ${formatBound(bound)} would be met; give the generator more room (--workers, a larger machine) and run again.`;
    return { status: 'inconclusive', reason };
  }
  if (straddlesStrictly) {
    return {
      status: 'inconclusive',
      reason: 'The interval straddles the bound, which --strict does not accept; a longer run narrows it.',
    };
  }
  return { status: met ? 'passed' : 'failed', reason: reading.finding ?? '' };
}

function tooFew({ metric, phase, windowMs }: Limit, { samples, needed, measuredMs }: Reading): string {
  const reason = `${samples} samples are too few to judge ${metric}: it takes ${needed}.`;
  if (samples === 0 || measuredMs === 0) return reason;
  const part = windowMs !== undefined ? 'window' : phase !== undefined ? 'phase' : 'run';
  return `${reason} At this rate that is a ${part} of about ${formatDuration(roundUp((measuredMs * needed) / samples))}.`;
}

/** To whole seconds, or to whole minutes where seconds no longer matter. */
function roundUp(durationMs: number): number {
  const stepMs = durationMs < 120_000 ? 1000 : 60_000;
  return Math.ceil(durationMs / stepMs) * stepMs;
}

/**
 * Whether even these few samples reject, at 1 %, that the percentile is below its bound. Of n samples, those above a
 * bound that the percentile p meets are at most binomial with share 1 - p. One sample alone proves nothing, however rare
 * it ought to be; nor can few samples prove that a percentile is not above its bound. The worst of several readings is
 * held to Bonferroni's share of the 1 %.
 */
function brokenBeyondDoubt(bound: LimitBound, { samples, percentile, chosenFrom = 1 }: Reading): boolean {
  if (percentile === undefined || !isUpper(bound) || percentile.above < 2) return false;
  return 1 - binomialCdf(percentile.above - 1, samples, 1 - percentile.p) <= DOUBT / chosenFrom;
}

function isUpper({ operator }: LimitBound): boolean {
  return operator === '<' || operator === '<=';
}

/** Whether the bound lies within the interval, so that a repetition of the run may well end on its other side. */
function straddles(interval: RecordInterval | null, bound: LimitBound): boolean {
  if (interval === null) return false;
  const [lower, upper] = [interval[0] ?? Number.NEGATIVE_INFINITY, interval[1] ?? Number.POSITIVE_INFINITY];
  return satisfies(bound, lower) !== satisfies(bound, upper);
}
