/** A line for each requirement: what was asked for, what was found, how sure that is. */

import type { RequirementResult } from '../../record/schema/verdict.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration, writeDuration } from '../../units/duration.ts';
import { formatBoundText, formatClock, formatInterval, formatQuantity } from './quantity.ts';
import { counted, type Mark } from './words.ts';

/** A requirement as it is shown. */
export interface GateView {
  readonly mark: Mark;
  readonly key: string;
  /** The metric, with the window or phase that is judged: `p95 in any 10s`. */
  readonly metric: string;
  /** `< 300ms` */
  readonly bound: string;
  readonly actual: string;
  /** `[398, 431]`, or empty. */
  readonly interval: string;
  /** A broken one of severity `warn` changes no verdict. */
  readonly decides: boolean;
  readonly marginal: boolean;
  /** Why, as a sentence; empty where the figures say it all. */
  readonly detail: string;
  /** `1,234 samples` */
  readonly samples: string;
}

const ORDER: Readonly<Record<RequirementResult['status'], number>> = { failed: 0, inconclusive: 1, passed: 2 };

/** The requirements, broken ones first, then those that only warn, then undecided ones, each in the order of the suite. */
export function gatesOf(run: RunRecord): readonly GateView[] {
  const rank = (result: RequirementResult) => ORDER[result.status] * 2 + (result.severity === 'warn' ? 1 : 0);
  return [...run.verdict.requirements].sort((a, b) => rank(a) - rank(b)).map((result) => gateOf(result, run));
}

function gateOf(result: RequirementResult, run: RunRecord): GateView {
  const { key, metric, bound, actual, interval, dimension, severity, status, marginal, samples } = result;
  return {
    mark: severity === 'warn' && status === 'failed' ? 'warning' : status,
    key,
    metric: `${metric}${partOf(result)}`,
    bound: formatBoundText(bound),
    actual: formatQuantity(actual, dimension),
    interval: formatInterval(interval, actual, dimension),
    decides: severity === 'fail',
    marginal,
    detail: detailOf(result, run),
    samples: counted(samples, 'sample'),
  };
}

function partOf({ windowMs, phase }: RequirementResult): string {
  const window = windowMs === undefined ? '' : ` in any ${writeDuration(windowMs)}`;
  return phase === undefined ? window : `${window} (${phase})`;
}

function detailOf(result: RequirementResult, run: RunRecord): string {
  const { status, reason, marginal, worst } = result;
  const where = worst === undefined ? '' : `worst from ${formatClock(worst.startMs)} to ${formatClock(worst.endMs)}`;
  if (status === 'inconclusive') return reason || needOf(result, run);
  if (status === 'passed') return marginal ? reason : '';
  return reason || where;
}

/**
 * How much longer to run.
 *
 * @example
 * 'needs 299 requests, saw 120: run about 25s longer'
 */
function needOf({ needed, samples, metric }: RequirementResult, { durationMs, warmupMs }: RunRecord): string {
  if (samples >= needed) return '';
  const thing = /^(service\.)?(p\d|mean$|min$|max$|errors$|success$)/.test(metric) ? 'request' : 'sample';
  const seen = `needs ${counted(needed, thing)}, saw ${samples.toLocaleString('en-US')}`;
  const measuredMs = durationMs - warmupMs;
  if (samples === 0 || measuredMs <= 0) return seen;
  const longerMs = Math.ceil((((needed - samples) / samples) * measuredMs) / 1000) * 1000;
  return `${seen}: run about ${longerMs < 60_000 ? writeDuration(longerMs) : formatDuration(longerMs)} longer`;
}
