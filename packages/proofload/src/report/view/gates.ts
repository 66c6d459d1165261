/** A line for each requirement: what was asked for, what was found, how sure that is. */

import type { RequirementResult } from '../../record/schema/verdict.ts';
import type { RunRecord } from '../../record/schema.ts';
import { parseBound } from '../../units/bound.ts';
import { writeDuration } from '../../units/duration.ts';
import { UnitError } from '../../units/error.ts';
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
  /** The bound's value in the unit of the actual one; undefined where there is no such number. */
  readonly limit: number | undefined;
  /** All of it, as the judge gave it. */
  readonly result: RequirementResult;
}

const ORDER: Readonly<Record<RequirementResult['status'], number>> = { failed: 0, inconclusive: 1, passed: 2 };

/** The requirements, broken ones first, then those that only warn, then undecided ones, each in the order of the suite. */
export function gatesOf({ verdict }: RunRecord): readonly GateView[] {
  const rank = (result: RequirementResult) => ORDER[result.status] * 2 + (result.severity === 'warn' ? 1 : 0);
  return [...verdict.requirements].sort((a, b) => rank(a) - rank(b)).map(gateOf);
}

function gateOf(result: RequirementResult): GateView {
  const { key, metric, bound, actual, interval, dimension, severity, status, marginal, samples } = result;
  return {
    mark: severity === 'warn' && status === 'failed' ? 'warning' : status,
    key,
    metric: `${metric}${partOf(result)}`,
    bound: formatBoundText(bound, metric),
    actual: formatQuantity(actual, dimension),
    interval: formatInterval(interval, actual, dimension),
    decides: severity === 'fail',
    marginal,
    detail: detailOf(result),
    samples: counted(samples, 'sample'),
    limit: limitOf(bound),
    result,
  };
}

function limitOf(text: string): number | undefined {
  try {
    const bound = parseBound(text);
    return bound.operator === 'none' || bound.dimension === 'change' ? undefined : bound.value;
  } catch (error) {
    // A record may come from a version that knows other bounds; its text is shown all the same.
    if (error instanceof UnitError) return undefined;
    throw error;
  }
}

function partOf({ windowMs, phase }: RequirementResult): string {
  const window = windowMs === undefined ? '' : ` in any ${writeDuration(windowMs)}`;
  return phase === undefined ? window : `${window} (${phase})`;
}

function detailOf({ status, reason, worst }: RequirementResult): string {
  if (reason !== '' || worst === undefined || status === 'passed') return reason;
  return `The worst was from ${formatClock(worst.startMs)} to ${formatClock(worst.endMs)}.`;
}
