/** Generative work so far, a line each for the live view: tokens of models, open jobs, hits beside misses. */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { answersOf, sharesOf } from '../record/caches.ts';
import type { LiveWork } from '../report/live.ts';
import { formatDuration } from '../units/duration.ts';
import { formatCount, formatSignificant } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';

export function liveWorkOf(operations: readonly AggregatedOperation[]): readonly LiveWork[] {
  return operations.flatMap(({ name, kind, counts }) => {
    const text = TEXTS[kind]?.(counts) ?? '';
    return text === '' ? [] : [{ name, text }];
  });
}

const TEXTS: Readonly<Record<string, (counts: OperationCounts) => string>> = {
  llm: ({ trends }) => {
    const perSecond = trends.get('tokensPerSecond');
    return joined([
      ofTrend(trends, 'ttft', 'p95', 0.95),
      ofTrend(trends, 'itl', 'p50', 0.5),
      perSecond && perSecond.count > 0 ? `${formatSignificant(perSecond.quantile(0.5))} tokens/s an answer` : '',
    ]);
  },
  job: ({ trends }) => {
    const open = (trends.get('submit')?.count ?? 0) - (trends.get('total')?.count ?? 0);
    return joined([
      `${formatCount(Math.max(0, open))} open`,
      ofTrend(trends, 'queue', 'p95', 0.95),
      ofTrend(trends, 'run', 'p95', 0.95),
    ]);
  },
  cache: (counts) => {
    const { all, cached } = sharesOf(answersOf(counts));
    if (all === 0) return '';
    const sides = [ofTrend(counts.trends, 'hit', 'p50', 0.5), ofTrend(counts.trends, 'miss', 'p50', 0.5)];
    return joined([`${formatPercent(cached / all)} hits`, ...sides]);
  },
};

function ofTrend(trends: OperationCounts['trends'], trend: string, word: string, p: number): string {
  const histogram = trends.get(trend);
  return histogram === undefined || histogram.count === 0
    ? ''
    : `${trend} ${word} ${formatDuration(histogram.quantile(p))}`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
