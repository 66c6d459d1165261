/**
 * From effects to words. Checked in this order: regressed, improved, no change, else inconclusive.
 *
 * - regressed: the one-sided test against the tolerance has p < 0.01, adjusted over all metrics that gate (Holm), so that
 *   a whole comparison of equal things raises a false alarm at most once in a hundred. Its severity is the largest step
 *   that the point estimate reaches.
 * - improved: the mirror image.
 * - no change: the 95 % interval lies within what would be a minor change either way.
 */
import { requireProbability } from '../errors.ts';
import { type Look, lookLevel } from './looks.ts';
import { benjaminiHochberg, holm } from './multiple.ts';
import type { Scale, ScaledEffect, Severity } from './scales.ts';

/** What became of a metric. */
export type ChangeStatus = 'regressed' | 'improved' | 'no change' | 'inconclusive';

/** The judgement of one metric. */
export interface Decision {
  readonly status: ChangeStatus;
  /** How large the change is; undefined unless regressed or improved. */
  readonly severity: Severity | undefined;
  /** Adjusted p-value of the direction that the estimate points to. */
  readonly p: number;
}

/** How to decide. */
export interface DecideOptions {
  /** Chance of a false regression in the whole comparison; 0.01. */
  readonly level?: number;
  /** Which look this is, when runs are added until a decision is reached. */
  readonly look?: Look;
  /** `holm` (default) for metrics that gate; `benjamini-hochberg` for those only reported. */
  readonly adjust?: 'holm' | 'benjamini-hochberg';
}

/** The confidence that intervals must have for `decide` at a look: 0.95 without further looks. */
export function confidenceAt(look: Look = { look: 1, of: 1 }): number {
  return 1 - 2 * lookLevel(0.025, look);
}

/** Decides on all metrics of a comparison at once, since the more there are, the more each has to prove. */
export function decide(metrics: readonly ScaledEffect[], options: DecideOptions = {}): readonly Decision[] {
  const { level = 0.01, look = { look: 1, of: 1 }, adjust = 'holm' } = options;
  requireProbability('decide', level);
  const adjusted = adjust === 'holm' ? holm : benjaminiHochberg;
  const worse = adjusted(metrics.map(({ effect }) => effect.pWorse));
  const better = adjusted(metrics.map(({ effect }) => effect.pBetter));
  const needed = lookLevel(level, look);
  return metrics.map(({ effect, scale }, i) => {
    const p = effect.delta < 0 ? better[i]! : worse[i]!;
    if (p < needed) {
      return { status: effect.delta < 0 ? 'improved' : 'regressed', severity: severityOf(effect.delta, scale), p };
    }
    const within = effect.lower > -scale.minor && effect.upper < scale.minor;
    return { status: within ? 'no change' : 'inconclusive', severity: undefined, p };
  });
}

/** The largest step that the size of a difference reaches. */
export function severityOf(delta: number, scale: Scale): Severity {
  // A change of exactly 10 % must not fall short of it by a rounding error.
  const size = Math.abs(delta) * (1 + 1e-12);
  if (size >= scale.critical) return 'critical';
  if (size >= scale.major) return 'major';
  return size >= scale.minor ? 'minor' : 'slight';
}
