/** The run over time, in rows for charts: the record alone is enough to draw it. */
import { Histogram } from '../measure/histogram.ts';
import { generativeRows } from './generative-timeline.ts';
import { standsApart } from './kinds.ts';
import type { Measurements } from './measurements.ts';
import type { TimelineRow } from './schema/measurements.ts';

const MOST_ROWS = 600;

interface OpenRow {
  count: number;
  failed: number;
  readonly latency: Histogram;
}

/** A row for each second, or for several where the run is longer than ten minutes; those of the warm-up are in it too. */
export function timelineOf(measurements: Measurements, durationMs: number): readonly TimelineRow[] {
  const { seconds } = measurements;
  const step = Math.max(1, Math.ceil(seconds / MOST_ROWS));
  const rows = Array.from({ length: Math.ceil(seconds / step) }, (): OpenRow => {
    return { count: 0, failed: 0, latency: new Histogram() };
  });
  for (const aggregate of [measurements.warmup, measurements.counted]) {
    const operations = aggregate.operations.filter(({ kind }) => !standsApart(kind));
    aggregate.perSecond(operations, (second, counts) => {
      const row = rows[Math.floor(second / step)]!;
      row.count += counts.count;
      row.failed += counts.failed;
      row.latency.merge(counts.latency);
    });
  }
  const spans = rows.map((_, index) => ({ from: index * step, to: Math.min((index + 1) * step, seconds) }));
  const lengthsMs = spans.map(({ from, to }) => lengthMs(from, to, durationMs));
  const generative = generativeRows(measurements, lengthsMs, step);
  return rows.map((row, index) => {
    const { from, to } = spans[index]!;
    return { ...close(row, from * 1000, lengthsMs[index]!, usersIn(measurements, from, to)), ...generative[index] };
  });
}

/** The last second may have been cut short by the end of the run. */
function lengthMs(from: number, to: number, durationMs: number): number {
  return durationMs > from * 1000 ? Math.min(to * 1000, durationMs) - from * 1000 : (to - from) * 1000;
}

/** The users at the end of a row: of its last second in which workers told. */
function usersIn(measurements: Measurements, from: number, to: number): number {
  for (let second = to - 1; second >= from; second -= 1) {
    const workers = measurements.at(second).health.get(second);
    if (workers !== undefined) return workers.reduce((sum, { activeUsers }) => sum + activeUsers, 0);
  }
  return 0;
}

function close({ count, failed, latency }: OpenRow, startMs: number, durationMs: number, users: number): TimelineRow {
  const quantile = (p: number) => (latency.count === 0 ? null : latency.quantile(p));
  const rate = (count * 1000) / durationMs;
  return {
    startMs,
    durationMs,
    users,
    count,
    failed,
    rate,
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
  };
}
