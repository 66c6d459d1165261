/** Reading caches and resources: `cache:images` `hitRatio`, `resource:api` `memory`. */
import { histogramOf } from '../record/distribution.ts';
import type { CacheRecord, ResourceRecord } from '../record/schema/measurements.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { samplesNeeded, wilson } from '../stats/index.ts';
import { didYouMean } from '../units/suggest.ts';
import type { Limit, Reading } from './decide.ts';
import { certaintyOfPercentile } from './intervals.ts';
import type { Thing } from './keys.ts';
import { LEAK_SAMPLES, leakMetricOf, readLeak } from './leak.ts';
import { parseMetric } from './metric.ts';

/** The figure of a thing, or why there is none. */
export function readThing({ kind, name }: Thing, limit: Limit, run: MeasuredRun): Reading | string {
  return kind === 'cache' ? readCache(name, limit, run) : readResource(name, limit, run);
}

const PLAIN = { operations: [], needed: 1, interval: null } as const;

function readCache(name: string, limit: Limit, { caches, durationMs }: MeasuredRun): Reading | string {
  const cache = caches.find((each) => each.name === name);
  if (cache === undefined)
    return notThere(
      'cache',
      name,
      caches.map((each) => each.name),
    );
  const samples = cache.hits + cache.misses + cache.stale + cache.coalesced;
  if (limit.metric === 'hitRatio') {
    const { lower, upper } = wilson(Math.round(cache.hitRatio * samples), samples);
    const interval = cache.interval ?? [lower, upper];
    return { ...PLAIN, measuredMs: durationMs, samples, actual: cache.hitRatio, interval, dimension: 'ratio' };
  }
  if (limit.metric === 'speedup' && cache.speedup !== undefined) {
    return { ...PLAIN, measuredMs: durationMs, samples, actual: cache.speedup, dimension: 'number' };
  }
  return (
    readCacheLatency(cache, limit, durationMs) ??
    `The cache "${name}" has no ${limit.metric}: it has hitRatio, speedup, hit.p95, miss.p95 and their like, of what was seen.`
  );
}

function readCacheLatency(cache: CacheRecord, limit: Limit, measuredMs: number): Reading | undefined {
  const metric = parseMetric(limit.metric);
  if (metric.kind !== 'statistic' || (metric.source !== 'hit' && metric.source !== 'miss')) return undefined;
  const distribution = cache[metric.source];
  if (distribution === undefined) return undefined;
  const common = { ...PLAIN, measuredMs, samples: distribution.count, dimension: 'duration' } as const;
  const { statistic } = metric;
  if (statistic.kind !== 'percentile') return { ...common, actual: distribution[statistic.kind] };
  const histogram = histogramOf(distribution);
  const { p } = statistic;
  const { interval } = certaintyOfPercentile(p, histogram, { counts: [], events: [] });
  const percentile = { p, above: histogram.countAbove(limit.bound.value) };
  return { ...common, actual: histogram.quantile(p), interval, needed: samplesNeeded(p), percentile };
}

const UNITS = { bytes: 'size', ratio: 'ratio', number: 'number', ms: 'duration', perSecond: 'rate' } as const;

/** `memory` is the largest value, as is every other without a part; `memory.mean` is the mean. */
function readResource(name: string, limit: Limit, { resources, durationMs, totals }: MeasuredRun): Reading | string {
  const own = resources.filter((each) => each.name === name);
  if (own.length === 0) return notThere('resource', name, [...new Set(resources.map((each) => each.name))]);
  if (limit.metric === 'leak') return readLeakOf(name, leakMetricOf(own), totals.count, durationMs);
  const [, metric = limit.metric, part = 'max'] = /^(.+)\.(last|min|mean|max)$/.exec(limit.metric) ?? [];
  const resource = own.find((each) => each.metric === metric);
  if (resource === undefined) {
    const known = own.map((each) => each.metric);
    return `The resource "${name}" has no ${metric}; it has ${known.join(', ')}.${didYouMean(metric, known)}`;
  }
  const actual = resource[part as 'last' | 'min' | 'mean' | 'max'];
  return { ...PLAIN, measuredMs: durationMs, samples: resource.samples, actual, dimension: UNITS[resource.unit] };
}

function readLeakOf(
  name: string,
  memory: ResourceRecord | undefined,
  requests: number,
  measuredMs: number,
): Reading | string {
  if (memory === undefined)
    return `The resource "${name}" has no memory that could leak; sample its process or its heap.`;
  const { samples, bytesPerRequest, finding } = readLeak(memory, requests);
  const common = { ...PLAIN, measuredMs, samples, needed: LEAK_SAMPLES, dimension: 'size' } as const;
  return { ...common, actual: bytesPerRequest, finding };
}

function notThere(kind: string, name: string, known: readonly string[]): string {
  const list = known.length === 0 ? `this run has no ${kind}s` : `the ${kind}s of this run are ${known.join(', ')}`;
  return `There is no ${kind} "${name}"; ${list}.${didYouMean(name, known)}`;
}
