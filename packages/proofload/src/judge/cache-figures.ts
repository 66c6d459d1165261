/** Reading a cache: `hitRatio`, `speedup`, `evictions`, `hit.p95`, `miss.p95`, `warm.hitRatio` … */
import { sharesOf } from '../record/caches.ts';
import { histogramOf } from '../record/distribution.ts';
import type { Distribution } from '../record/schema/distribution.ts';
import type { CacheRecord } from '../record/schema/measurements.ts';
import { samplesNeeded, wilson } from '../stats/index.ts';
import type { Limit, Reading } from './decide.ts';
import { certaintyOfPercentile } from './intervals.ts';
import { parseMetric } from './metric.ts';

const PLAIN = { operations: [], needed: 1, interval: null } as const;

const RATIOS = { missRatio: 'misses', staleRatio: 'stale', coalescedRatio: 'coalesced' } as const;

const FIGURES =
  'hitRatio, missRatio, staleRatio, coalescedRatio, speedup, evictions, statistics such as hit.p95, miss.p95, stale.p95 and coalesced.p95, and cold.hitRatio, cold.p95, warm.hitRatio and warm.p95';

/** The figure of a cache that a limit is about, or why there is none. */
export function readCache(cache: CacheRecord, limit: Limit, measuredMs: number): Reading | string {
  const { all: samples, cached } = sharesOf(cache);
  if (samples === 0 || cache.hitRatio === null) return neverSeen(cache);
  const common = { ...PLAIN, measuredMs, samples };
  const { metric } = limit;
  switch (metric) {
    case 'hitRatio':
      return { ...common, ...shareOf(cached, samples, cache.interval) };
    case 'missRatio':
    case 'staleRatio':
    case 'coalescedRatio':
      return { ...common, ...shareOf(cache[RATIOS[metric]], samples) };
    case 'cold.hitRatio':
    case 'warm.hitRatio':
      return readPhaseRatio(cache, metric === 'cold.hitRatio' ? 'cold' : 'warm', measuredMs);
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

function shareOf(events: number, samples: number, known?: Reading['interval']) {
  const { lower, upper } = wilson(events, samples);
  return { actual: events / samples, interval: known ?? ([lower, upper] as const), dimension: 'ratio' } as const;
}

function readPhaseRatio(cache: CacheRecord, phase: 'cold' | 'warm', measuredMs: number): Reading | string {
  const { hitRatio = null, answers = 0, interval } = cache[phase] ?? {};
  if (hitRatio === null) return noPhase(cache, phase);
  return { ...PLAIN, measuredMs, samples: answers, ...shareOf(hitRatio * answers, answers, interval) };
}

function noPhase({ name, warm }: CacheRecord, phase: 'cold' | 'warm'): string {
  const why =
    warm === undefined
      ? 'its answers were too few, or of too short a time, to tell a cold beginning from the rest'
      : 'its hit ratio was never below that of the latter half of the run by more than chance';
  return `The cache "${name}" had no ${phase} phase: ${why}.`;
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
  if (metric.kind !== 'statistic' || !Object.hasOwn(LATENCIES, metric.source)) {
    return `The cache "${cache.name}" has no ${limit.metric}; it has ${FIGURES}.`;
  }
  const { of, missing } = LATENCIES[metric.source]!;
  const distribution = of(cache);
  if (distribution === undefined) {
    const isPhase = metric.source === 'cold' || metric.source === 'warm';
    return isPhase
      ? noPhase(cache, metric.source)
      : `The cache "${cache.name}" has no ${limit.metric}, since ${missing}.`;
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

interface Latency {
  readonly of: (cache: CacheRecord) => Distribution | undefined;
  /** Why there is none. */
  readonly missing: string;
}

const LATENCIES: Readonly<Record<string, Latency>> = {
  hit: { of: ({ hit }) => hit, missing: 'none of its answers was a hit' },
  miss: { of: ({ miss }) => miss, missing: 'none of its answers was a miss' },
  stale: { of: ({ staleLatency }) => staleLatency, missing: 'none of its answers was stale' },
  coalesced: {
    of: ({ coalescedLatency }) => coalescedLatency,
    missing: 'none of its answers waited for one that was being made',
  },
  cold: { of: ({ cold }) => cold?.latency, missing: 'it had no cold phase' },
  warm: { of: ({ warm }) => warm?.latency, missing: 'it had no warm phase' },
};
