/**
 * Generative work so far, a line each for the live view: tokens of models as they come, the phases of jobs as a bar, hits
 * beside misses.
 */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { answersOf, sharesOf } from '../record/caches.ts';
import type { LiveWork } from '../report/live.ts';
import { sparkline } from '../report/text/sparkline.ts';
import { formatDuration } from '../units/duration.ts';
import { formatCount } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';

/** How many of the last seconds are drawn, and over how many of them a rate is told. */
const DRAWN_SECONDS = 20;
const RATE_SECONDS = 5;
const BAR_COLUMNS = 16;
const PHASES = ['submit', 'queue', 'run', 'notice', 'fetch'] as const;

type Trends = OperationCounts['trends'];

/** What goes through an operation second by second, from one second to another: what an aggregate can do. */
export type PerSecond = (
  operation: AggregatedOperation,
  visit: (second: number, counts: OperationCounts) => void,
  fromSecond: number,
) => void;

/** @param seconds - that are over */
export function liveWorkOf(
  operations: readonly AggregatedOperation[],
  seconds: number,
  perSecond: PerSecond,
): readonly LiveWork[] {
  return operations.flatMap((operation) => {
    const text = textOf(operation, seconds, perSecond);
    return text === '' ? [] : [{ name: operation.name, text }];
  });
}

function textOf(operation: AggregatedOperation, seconds: number, perSecond: PerSecond): string {
  const { kind, counts } = operation;
  switch (kind) {
    case 'llm':
      return modelText(counts.trends, chunksOver(operation, seconds, perSecond));
    case 'job':
      return jobText(counts.trends);
    case 'cache':
      return cacheText(counts);
    default:
      return '';
  }
}

function modelText(trends: Trends, chunks: readonly number[]): string {
  const streams = countOf(trends, 'ttft') - countOf(trends, 'streaming');
  return joined([
    tokenText(trends, chunks),
    streams > 0 ? `${formatCount(streams)} at once` : '',
    ofTrend(trends, 'ttft', 'p95', 0.95),
    ofTrend(trends, 'itl', 'p50', 0.5),
  ]);
}

/** Chunks of each of the last seconds, the last at the end. */
function chunksOver(operation: AggregatedOperation, seconds: number, perSecond: PerSecond): readonly number[] {
  const from = Math.max(0, Math.floor(seconds) - DRAWN_SECONDS);
  const chunks = new Array<number>(Math.max(0, Math.floor(seconds) - from)).fill(0);
  perSecond(
    operation,
    (second, { trends }) => {
      if (second - from < chunks.length) chunks[second - from] = chunksIn(trends);
    },
    from,
  );
  return chunks;
}

/** By the chunks of the last seconds and the tokens of a chunk in whole answers; a chunk is not a token. */
function tokenText(trends: Trends, chunks: readonly number[]): string {
  const [all, tokens] = [chunksIn(trends), trends.get('outputTokens')?.sum ?? 0];
  const last = chunks.slice(-RATE_SECONDS);
  if (tokens === 0 || all === 0 || last.length === 0) return '';
  const rate = (last.reduce((sum, count) => sum + count, 0) * tokens) / all / last.length;
  return `${sparkline(chunks, DRAWN_SECONDS)} ${formatCount(Math.round(rate))} tokens/s`;
}

/** The phases by their means, each by its first letter. */
function jobText(trends: Trends): string {
  const open = countOf(trends, 'submit') - countOf(trends, 'total');
  const means = PHASES.map((phase) => ({ phase, ms: countOf(trends, phase) === 0 ? 0 : trends.get(phase)!.mean }));
  const sum = means.reduce((total, { ms }) => total + ms, 0);
  let until = 0;
  const bar = means.map(({ phase, ms }) => {
    const from = Math.round((until / sum) * BAR_COLUMNS);
    until += ms;
    return phase.charAt(0).repeat(Math.round((until / sum) * BAR_COLUMNS) - from);
  });
  const isOver = countOf(trends, 'total') > 0 && sum > 0;
  return joined([
    isOver ? `${bar.join('')} ${formatCount(Math.max(0, open))} open` : `${formatCount(Math.max(0, open))} open`,
    ofTrend(trends, 'queue', 'p95', 0.95),
    ofTrend(trends, 'run', 'p95', 0.95),
  ]);
}

function cacheText(counts: OperationCounts): string {
  const { all, cached } = sharesOf(answersOf(counts));
  if (all === 0) return '';
  const sides = [ofTrend(counts.trends, 'hit', 'p50', 0.5), ofTrend(counts.trends, 'miss', 'p50', 0.5)];
  return joined([`${formatPercent(cached / all)} hits`, ...sides]);
}

function chunksIn(trends: Trends): number {
  return countOf(trends, 'ttft') + countOf(trends, 'chunkGap');
}

function countOf(trends: Trends, trend: string): number {
  return trends.get(trend)?.count ?? 0;
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
