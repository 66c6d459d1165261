/** Puts into a cache's record how certain its hit ratios are, from what it answered in each second. */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import { answersOf, sharesOf } from '../record/caches.ts';
import type { CacheRecord } from '../record/schema/measurements.ts';
import { ratioInterval } from '../stats/index.ts';
import type { SecondSpan, SeriesEvidence } from './evidence.ts';

/** The record with the intervals of its hit ratio over the whole run and over its phases. */
export function withCacheIntervals(
  cache: CacheRecord,
  evidence: SeriesEvidence,
  operation: AggregatedOperation,
): CacheRecord {
  const { seconds } = evidence;
  const { cold, warm } = cache;
  const intervalOver = (span: SecondSpan) => intervalOf(evidence, operation, span);
  const warmFrom = Math.floor((warm?.fromMs ?? 0) / 1000);
  return {
    ...cache,
    ...intervalOver(seconds),
    ...(cold === undefined ? {} : { cold: { ...cold, ...intervalOver({ from: seconds.from, to: warmFrom }) } }),
    ...(warm === undefined ? {} : { warm: { ...warm, ...intervalOver({ from: warmFrom, to: seconds.to }) } }),
  };
}

function intervalOf(
  evidence: SeriesEvidence,
  operation: AggregatedOperation,
  { from, to }: SecondSpan,
): Pick<CacheRecord, 'interval'> {
  const length = Math.max(0, to - from);
  const [counts, events] = [new Float64Array(length), new Float64Array(length)];
  evidence.perSecond([operation], { from, to }, (second, row) => {
    const { all, cached } = sharesOf(answersOf(row));
    counts[second - from] = all;
    events[second - from] = cached;
  });
  if (!counts.some((count) => count > 0)) return {};
  const { lower, upper } = ratioInterval({ counts, events });
  return { interval: [lower, upper] };
}
