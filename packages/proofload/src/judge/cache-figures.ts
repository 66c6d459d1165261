/** Reading a cache: `hitRatio`, `speedup`, `evictions`, `hit.p95`, `miss.p95`. */
import { sharesOf } from '../record/caches.ts';
import { histogramOf } from '../record/distribution.ts';
import type { CacheRecord } from '../record/schema/measurements.ts';
import { samplesNeeded, wilson } from '../stats/index.ts';
import type { Limit, Reading } from './decide.ts';
import { certaintyOfPercentile } from './intervals.ts';
import { parseMetric } from './metric.ts';

const PLAIN = { operations: [], needed: 1, interval: null } as const;

/** The figure of a cache that a limit is about, or why there is none. */
export function readCache(cache: CacheRecord, limit: Limit, measuredMs: number): Reading | string {
  const { all: samples, cached } = sharesOf(cache);
  if (samples === 0 || cache.hitRatio === null) return neverSeen(cache);
  const common = { ...PLAIN, measuredMs, samples };
  switch (limit.metric) {
    case 'hitRatio': {
      const { lower, upper } = wilson(cached, samples);
      return { ...common, actual: cache.hitRatio, interval: cache.interval ?? [lower, upper], dimension: 'ratio' };
    }
    case 'speedup':
      if (cache.speedup !== undefined) return { ...common, actual: cache.speedup, dimension: 'number' };
      return `The cache "${cache.name}" has no speed-up: that takes hits and misses, and there were ${cache.hits} and ${cache.misses}.`;
    case 'evictions':
      if (cache.evictions !== undefined) return { ...common, actual: cache.evictions, dimension: 'number' };
      return `How much the cache "${cache.name}" evicted is not known: only its service can tell, by its "statistics" in the suite.`;
    default:
      return readLatency(cache, limit, measuredMs);
  }
}

function neverSeen({ name, problems = [] }: CacheRecord): string {
  const why =
    problems.length > 0
      ? problems.slice(0, 2).join(' ')
      : 'The function "hit" of the suite returned undefined for every answer, or none came from the operations that it serves.';
  return `No answer could be told to be a hit or a miss of the cache "${name}". ${why}`;
}

function readLatency(cache: CacheRecord, limit: Limit, measuredMs: number): Reading | string {
  const metric = parseMetric(limit.metric);
  if (metric.kind !== 'statistic' || (metric.source !== 'hit' && metric.source !== 'miss')) {
    return `The cache "${cache.name}" has no ${limit.metric}; it has hitRatio, speedup, evictions, and statistics such as hit.p95 and miss.p95.`;
  }
  const distribution = cache[metric.source];
  if (distribution === undefined) {
    const other = metric.source === 'hit' ? 'was a hit' : 'was a miss';
    return `The cache "${cache.name}" has no ${limit.metric}, since none of its answers ${other}.`;
  }
  const common = { ...PLAIN, measuredMs, samples: distribution.count, dimension: 'duration' } as const;
  const { statistic } = metric;
  if (statistic.kind !== 'percentile') return { ...common, actual: distribution[statistic.kind] };
  const histogram = histogramOf(distribution);
  const { p } = statistic;
  const { interval } = certaintyOfPercentile(p, histogram, { counts: [], events: [] });
  const percentile = { p, above: histogram.countAbove(limit.bound.value) };
  return { ...common, actual: histogram.quantile(p), interval, needed: samplesNeeded(p), percentile };
}
