/** The score of a run, in a sentence: how many gates passed, and whether that is enough for production. */
import type { Verdict } from '../../record/schema/verdict.ts';
import { formatPercent } from '../../units/percent.ts';

const NEEDED = 'it takes a score above 90 %';

/**
 * The score; empty where there are no gates.
 *
 * @example
 * scoreOf(verdict); // 'score 100% (6/6): ready for production'
 */
export function scoreOf({ score, gates, ready, status, requirements, comparisons }: Verdict): string {
  if (score === null || ready === undefined) return '';
  const told = `score ${formatPercent(score)} (${gates.passed}/${gates.total})`;
  if (ready) return `${told}: ready for production`;
  if (status === 'invalid') return `${told}: not ready for production, since the run is invalid`;
  const critical = comparisons.some((each) => each.status === 'regressed' && each.severity === 'critical');
  const overLimit = requirements.some(({ key, status: of }) => key.startsWith('resource:') && of === 'failed');
  const why = [NEEDED, critical && 'no critical regression', overLimit && 'resources within their limits'];
  return `${told}: not ready for production; ${why.filter(Boolean).join(', ')}`;
}
