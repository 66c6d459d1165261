/** Which regressions fail a comparison: by their severity, or by metric and size as pytest-benchmark has it. */

import type { ComparisonResult } from '../record/schema/verdict.ts';
import { parseDuration } from '../units/duration.ts';
import { UnitError } from '../units/error.ts';
import { parsePercent } from '../units/percent.ts';

/** What fails a comparison. */
export type FailOn =
  | { readonly kind: 'severity'; readonly least: 'minor' | 'major' | 'critical' }
  | { readonly kind: 'metrics'; readonly rules: readonly FailRule[] }
  | { readonly kind: 'none' };

/** A metric that may change for the worse by less than so much: a share of itself, or an amount. */
export interface FailRule {
  readonly metric: string;
  /** 0.1 for 10 %; for `errors` a difference of the shares. */
  readonly change: number | undefined;
  /** Milliseconds. */
  readonly differenceMs: number | undefined;
}

/** A text that says in no way that is known what is to fail a comparison. */
export class FailOnError extends Error {
  override readonly name = 'FailOnError';
  readonly code = 'invalid-fail-on';
  readonly text: string;

  constructor(text: string, problem: string) {
    super(
      `"${text}" ${problem}. Accepted are none, minor, major and critical, or metrics with a limit, such as p95:10% or mean:5ms,errors:0.1%.`,
    );
    this.text = text;
  }
}

export const DEFAULT_FAIL_ON: FailOn = { kind: 'severity', least: 'minor' };

// fail-on = 'none' | 'minor' | 'major' | 'critical' | rule { ',' rule }
// rule    = metric ':' ( percent | duration )
const METRIC = /^(?:p(?:50|75|90|95|99|999|99\.9)|min|mean|median|max|stddev|rate|errors)$/;

/**
 * Reads what is to fail a comparison.
 *
 * @throws {FailOnError}
 * @example
 * parseFailOn('p95:10%'); // { kind: 'metrics', rules: [{ metric: 'p95', change: 0.1, differenceMs: undefined }] }
 */
export function parseFailOn(text: string): FailOn {
  const trimmed = text.trim();
  if (trimmed === 'none') return { kind: 'none' };
  if (trimmed === 'minor' || trimmed === 'major' || trimmed === 'critical') return { kind: 'severity', least: trimmed };
  return { kind: 'metrics', rules: trimmed.split(',').map((rule) => parseRule(rule.trim(), text)) };
}

function parseRule(rule: string, whole: string): FailRule {
  const [metric = '', limit = '', ...rest] = rule.split(':');
  if (rest.length > 0 || limit === '') throw new FailOnError(whole, 'is neither a severity nor a metric with a limit');
  if (!METRIC.test(metric)) throw new FailOnError(whole, `names "${metric}", which is not compared`);
  try {
    const named = figureName(metric);
    if (limit.endsWith('%')) return { metric: named, change: parsePercent(limit), differenceMs: undefined };
    return { metric: named, change: undefined, differenceMs: parseDuration(limit) };
  } catch (error) {
    if (error instanceof UnitError)
      throw new FailOnError(whole, `has "${limit}" as a limit, which is neither a percentage nor a duration`);
    throw error;
  }
}

/** The name under which records keep a figure: `p99.9` is `p999`, `median` is `p50`. */
export function figureName(metric: string): string {
  return metric === 'median' ? 'p50' : metric.replace('.', '');
}

const ORDER: Readonly<Record<ComparisonResult['severity'], number>> = {
  none: 0,
  slight: 1,
  minor: 2,
  major: 3,
  critical: 4,
};

/** Whether a metric can fail the comparison at all. */
export function mayFail(failOn: FailOn, metric: string, byDefault: boolean): boolean {
  if (failOn.kind === 'metrics') return failOn.rules.some((rule) => rule.metric === metric);
  return failOn.kind === 'severity' && byDefault;
}

/** Whether a regression is large enough to fail the comparison. */
export function fails(
  failOn: FailOn,
  result: Pick<ComparisonResult, 'metric' | 'before' | 'after' | 'change' | 'severity'>,
): boolean {
  if (failOn.kind === 'severity') return ORDER[result.severity] >= ORDER[failOn.least];
  if (failOn.kind === 'none') return false;
  const { metric, before, after, change } = result;
  return failOn.rules.some((rule) => {
    if (rule.metric !== metric) return false;
    return rule.change === undefined
      ? Math.abs(after - before) >= (rule.differenceMs ?? 0)
      : Math.abs(change) >= rule.change;
  });
}
