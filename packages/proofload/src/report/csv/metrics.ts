/**
 * What Locust has no place for, a line each: the trends of operations (`ttft` of a chat, `queue` of a job), the suite's own
 * metrics, and caches. Times are in milliseconds; each line says the unit of its values.
 */
import type { Distribution } from '../../record/schema/distribution.ts';
import type { CacheRecord, MetricRecord } from '../../record/schema/measurements.ts';
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { type Cell, csv } from './cells.ts';

const STATISTICS = ['min', 'mean', 'stddev', 'p50', 'p75', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
const HEAD = ['Of', 'Name', 'Kind', 'Unit', 'Count', 'Value', ...STATISTICS, 'Definition'];

/** Undefined where the run has none of these. */
export function metricsCsv({ operations, metrics, caches, definitions = {} }: RunRecord): string | undefined {
  const rows = [
    ...operations.flatMap((operation) => trendRows(operation, definitions)),
    ...metrics.map(metricRow),
    ...caches.flatMap(cacheRows),
  ];
  return rows.length === 0 ? undefined : csv([HEAD, ...rows]);
}

function trendRows(
  { name, kind, trends }: OperationRecord,
  definitions: NonNullable<RunRecord['definitions']>,
): readonly (readonly Cell[])[] {
  return Object.entries(trends).map(([trend, values]) => {
    const { unit = 'ms', definition = '' } = definitions[trend] ?? {};
    return [name, trend, kind, unit, ...distribution(values), definition];
  });
}

function metricRow(metric: MetricRecord): readonly Cell[] {
  const { name, type } = metric;
  const start = ['', name, type, ''];
  switch (metric.type) {
    case 'counter':
      return [...start, undefined, metric.value, ...NONE, ''];
    case 'gauge':
      return [...start, undefined, metric.last, ...statistics({ min: metric.min, max: metric.max }), ''];
    case 'rate':
      return [...start, metric.count, metric.ratio, ...NONE, ''];
    case 'trend':
      return [...start, ...distribution(metric.distribution), ''];
  }
}

function cacheRows(cache: CacheRecord): readonly (readonly Cell[])[] {
  const { name, hits, misses, stale, coalesced, hitRatio, hit, miss, staleLatency, coalescedLatency, speedup } = cache;
  const all = hits + misses + stale + coalesced;
  const latencies = Object.entries({ hit, miss, stale: staleLatency, coalesced: coalescedLatency }).flatMap(
    ([outcome, values]) => (values === undefined ? [] : [[name, outcome, 'cache', 'ms', ...distribution(values), '']]),
  );
  return [
    [name, 'hitRatio', 'cache', '1', all, hitRatio ?? undefined, ...NONE, '(hits + stale) / all answers.'],
    ...(speedup === undefined
      ? []
      : [[name, 'speedup', 'cache', '1', all, speedup, ...NONE, 'Median of misses / median of hits.']]),
    ...latencies,
  ];
}

const NONE = statistics({});

/** Its count, no single value, and its statistics. */
function distribution(values: Distribution): readonly Cell[] {
  return [values.count, undefined, ...statistics(values)];
}

function statistics(values: Partial<Pick<Distribution, (typeof STATISTICS)[number]>>): readonly Cell[] {
  return STATISTICS.map((name) => values[name]);
}
