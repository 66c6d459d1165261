/** A cache in words: how much of what was asked for it had, and hits beside misses. */
import type { CacheRecord } from '../../record/schema/measurements.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount, formatSignificant } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import type { MeasureView } from './measures.ts';
import { formatInterval } from './quantity.ts';

/** `93.9% hits [92, 95.5], 940 hits p50 1.2ms p95 3.4ms | 61 misses p50 22ms p95 31ms, 18.4 times as fast` */
export function cacheView(cache: CacheRecord): MeasureView {
  const { name, hitRatio, problems = [] } = cache;
  const text =
    hitRatio === null
      ? ['no answer could be told to be a hit or a miss.', ...problems].join(' ')
      : textOf(cache, hitRatio);
  return { name, of: 'cache', mark: hitRatio === null ? 'warning' : 'none', text };
}

function textOf(cache: CacheRecord, hitRatio: number): string {
  const { hits, misses, stale, coalesced, interval, hit, miss, speedup, evictions, cold, warm, unmarked = 0 } = cache;
  const ends = formatInterval(interval, hitRatio, 'ratio');
  const side = (count: number, word: string, latency: CacheRecord['hit']) =>
    `${formatCount(count)} ${word}${latency === undefined ? '' : ` p50 ${formatDuration(latency.p50)} p95 ${formatDuration(latency.p95)}`}`;
  const isCold = cold !== undefined && cold.hitRatio !== null && warm !== undefined && warm.hitRatio !== null;
  const parts = [
    `${formatPercent(hitRatio)} hits${ends && ` ${ends}`}`,
    `${side(hits, 'hits', hit)} | ${side(misses, 'misses', miss)}`,
    stale > 0 ? `${formatCount(stale)} stale` : '',
    coalesced > 0 ? `${formatCount(coalesced)} coalesced` : '',
    speedup === undefined ? '' : `${formatSignificant(speedup)} times as fast`,
    isCold
      ? `cold ${formatPercent(cold.hitRatio ?? 0)} for ${formatDuration(warm.fromMs)}, then ${formatPercent(warm.hitRatio ?? 0)}`
      : '',
    evictions === undefined ? '' : `${formatCount(evictions)} evicted`,
    // Answers of what the cache does not serve have no mark either, so that they speak against nothing.
    unmarked > 0 ? `${formatCount(unmarked)} answers without its mark` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}
