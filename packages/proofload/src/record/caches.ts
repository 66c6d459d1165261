/**
 * The caches of a run: how often each answered, and how much faster. Intervals are the judge's part.
 *
 * The hit ratio counts what was answered out of the cache, stale answers too, of all that could be classified. A run
 * is cold first: its seconds are taken together into stretches of at least 20 answers, and it is warm from the first
 * stretch on whose hit ratio is not below that of the run's latter half by more than two standard errors and an answer.
 */
import type { AggregatedOperation, Span } from '../measure/aggregate.ts';
import { evictionsMetric } from '../measure/caches.ts';
import { Histogram } from '../measure/histogram.ts';
import type { AnyMetric } from '../measure/metric.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';
import { distributionOf } from './distribution.ts';
import { isCache } from './kinds.ts';
import type { Measurements } from './measurements.ts';
import type { CacheRecord } from './schema/measurements.ts';

/** How many answers came about in which way. */
export interface CacheAnswers {
  readonly hits: number;
  readonly misses: number;
  readonly stale: number;
  readonly coalesced: number;
}

/** How the answers of some time came about. */
export function answersOf({ trends }: OperationCounts): CacheAnswers {
  const count = (trend: string) => trends.get(trend)?.count ?? 0;
  return { hits: count('hit'), misses: count('miss'), stale: count('stale'), coalesced: count('coalesced') };
}

/** All answers, and those out of the cache. */
export function sharesOf({ hits, misses, stale, coalesced }: CacheAnswers) {
  return { all: hits + misses + stale + coalesced, cached: hits + stale };
}

/** The records of all caches that were seen, those of which nothing could be classified too. */
export function cacheRecords(measurements: Measurements): readonly CacheRecord[] {
  return measurements.counted.operations
    .filter(({ kind }) => isCache(kind))
    .map((cache) => cacheRecord(cache, measurements));
}

/** Whether a custom metric is what caches tell of themselves, which stands in their records. */
export function isOfCache(metric: string, measurements: Measurements): boolean {
  return measurements.counted.operations.some(({ kind, name }) => isCache(kind) && metric === evictionsMetric(name));
}

/** What a cache's answers tell of it, those of the whole run or of a part. */
export function answerFigures(name: string, counts: OperationCounts): CacheRecord {
  const answers = answersOf(counts);
  const trend = (key: string) => counts.trends.get(key) ?? new Histogram();
  const [hit, miss, staleLatency, coalescedLatency] = ['hit', 'miss', 'stale', 'coalesced'].map((key) =>
    distributionOf(trend(key)),
  );
  const speedup = trend('missService').quantile(0.5) / trend('hitService').quantile(0.5);
  return {
    name,
    ...answers,
    hitRatio: ratioOf(answers),
    ...(hit === undefined ? {} : { hit }),
    ...(miss === undefined ? {} : { miss }),
    ...(staleLatency === undefined ? {} : { staleLatency }),
    ...(coalescedLatency === undefined ? {} : { coalescedLatency }),
    ...(Number.isFinite(speedup) ? { speedup } : {}),
  };
}

function cacheRecord(cache: AggregatedOperation, measurements: Measurements): CacheRecord {
  const { name, counts, errors } = cache;
  const evicted = evictionsOf(measurements.counted.metrics.get(evictionsMetric(name)));
  const wrong = errors.all.filter(({ count }) => count > 0);
  const unmarked = wrong.filter(({ type }) => type === 'unmarked').reduce((sum, { count }) => sum + count, 0);
  return {
    ...answerFigures(name, counts),
    ...(evicted === undefined ? {} : { evictions: evicted }),
    unmarked,
    problems: wrong.map(({ count, message }) => `${count} times: ${message}.`),
    ...phasesOf(cache, measurements),
  };
}

function ratioOf(answers: CacheAnswers): number | null {
  const { all, cached } = sharesOf(answers);
  return all === 0 ? null : cached / all;
}

/** A service counts from its own start on, so what counts is by how much it went up. */
function evictionsOf(metric: AnyMetric | undefined): number | undefined {
  return metric?.type === 'gauge' && !metric.empty ? metric.last - metric.min : undefined;
}

/** Fewer answers tell little of a ratio. */
const STRETCH = 20;

interface Stretch {
  readonly fromSecond: number;
  readonly answers: CacheAnswers;
}

function phasesOf(cache: AggregatedOperation, measurements: Measurements): Pick<CacheRecord, 'cold' | 'warm'> {
  const stretches = stretchesOf(cache, measurements);
  const latter = sharesOf(sumOf(stretches.slice(Math.floor(stretches.length / 2))));
  if (stretches.length < 2 || latter.all === 0) return {};
  const level = latter.cached / latter.all;
  const isWarm = ({ answers }: Stretch) => {
    const { all, cached } = sharesOf(answers);
    return cached / all >= level - 2 * Math.sqrt((level * (1 - level)) / all) - 1 / all;
  };
  const start = stretches.findIndex(isWarm);
  const [cold, warm] = [stretches.slice(0, start), stretches.slice(start)];
  const warmFrom = warm[0]?.fromSecond ?? 0;
  const phase = (part: readonly Stretch[], span: Span) => {
    const answers = sumOf(part);
    const latency = distributionOf(latencyOf(measurements.counted.merged([cache], span)));
    return {
      fromMs: (part[0]?.fromSecond ?? 0) * 1000,
      answers: sharesOf(answers).all,
      hitRatio: ratioOf(answers),
      ...(latency === undefined ? {} : { latency }),
    };
  };
  return {
    ...(cold.length === 0 ? {} : { cold: phase(cold, { from: 0, to: warmFrom }) }),
    warm: phase(warm, { from: warmFrom, to: Number.POSITIVE_INFINITY }),
  };
}

/** Of all answers, however they came about. */
function latencyOf({ trends }: OperationCounts): Histogram {
  const all = new Histogram();
  for (const key of ['hit', 'miss', 'stale', 'coalesced']) {
    const one = trends.get(key);
    if (one !== undefined) all.merge(one);
  }
  return all;
}

/** Leftover answers belong to the last stretch. */
function stretchesOf(cache: AggregatedOperation, { counted }: Measurements): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  counted.perSecond([cache], (second, counts) => {
    const answers = answersOf(counts);
    open = { fromSecond: open?.fromSecond ?? second, answers: open ? add(open.answers, answers) : answers };
    if (sharesOf(open.answers).all < STRETCH) return;
    stretches.push(open);
    open = undefined;
  });
  const last = stretches.at(-1);
  if (open === undefined || last === undefined) return stretches;
  return stretches.with(-1, { ...last, answers: add(last.answers, (open as Stretch).answers) });
}

function sumOf(stretches: readonly Stretch[]): CacheAnswers {
  return stretches.reduce((sum, { answers }) => add(sum, answers), { hits: 0, misses: 0, stale: 0, coalesced: 0 });
}

function add(a: CacheAnswers, b: CacheAnswers): CacheAnswers {
  return {
    hits: a.hits + b.hits,
    misses: a.misses + b.misses,
    stale: a.stale + b.stale,
    coalesced: a.coalesced + b.coalesced,
  };
}
