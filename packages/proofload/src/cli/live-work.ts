/** Generative work so far, a line each for the live view: tokens of models, open jobs, hits beside misses. */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { answersOf, sharesOf } from '../record/caches.ts';
import type { LiveWork } from '../report/live.ts';
import { formatDuration } from '../units/duration.ts';
import { formatCount } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';

/**
 * @param lastSeconds - what was counted of an operation in the last seconds, and how many these are
 */
export function liveWorkOf(
  operations: readonly AggregatedOperation[],
  lastSeconds: (operation: AggregatedOperation) => { readonly counts: OperationCounts; readonly seconds: number },
): readonly LiveWork[] {
  return operations.flatMap((operation) => {
    const { name, kind, counts } = operation;
    const text = TEXTS[kind]?.(counts, () => lastSeconds(operation)) ?? '';
    return text === '' ? [] : [{ name, text }];
  });
}

type Last = ReturnType<Parameters<typeof liveWorkOf>[1]>;

const TEXTS: Readonly<Record<string, (counts: OperationCounts, last: () => Last) => string>> = {
  llm: ({ trends }, last) => {
    const streams = countOf(trends, 'ttft') - countOf(trends, 'streaming');
    return joined([
      tokenRate(trends, last()),
      streams > 0 ? `${formatCount(streams)} at once` : '',
      ofTrend(trends, 'ttft', 'p95', 0.95),
      ofTrend(trends, 'itl', 'p50', 0.5),
    ]);
  },
  job: ({ trends }) => {
    const open = countOf(trends, 'submit') - countOf(trends, 'total');
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

type Trends = OperationCounts['trends'];

function countOf(trends: Trends, trend: string): number {
  return trends.get(trend)?.count ?? 0;
}

/** By the chunks of the last seconds and the tokens of a chunk in whole answers; a chunk is not a token. */
function tokenRate(trends: Trends, { counts, seconds }: Last): string {
  const chunksOf = (some: Trends) => countOf(some, 'ttft') + countOf(some, 'chunkGap');
  const [chunks, tokens] = [chunksOf(trends), trends.get('outputTokens')?.sum ?? 0];
  if (tokens === 0 || chunks === 0 || seconds <= 0) return '';
  return `${formatCount(Math.round((chunksOf(counts.trends) * tokens) / chunks / seconds))} tokens/s`;
}

function ofTrend(trends: Trends, trend: string, word: string, p: number): string {
  const histogram = trends.get(trend);
  return histogram === undefined || histogram.count === 0
    ? ''
    : `${trend} ${word} ${formatDuration(histogram.quantile(p))}`;
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}
