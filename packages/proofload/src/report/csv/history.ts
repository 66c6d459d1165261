/**
 * Locust's `_stats_history.csv`: a line a second for all operations together. With the run's measurements every figure
 * is there; the record's timeline alone knows only some percentiles of each second, and the counts.
 */
import { Histogram } from '../../measure/histogram.ts';
import { standsApart } from '../../record/kinds.ts';
import type { Measurements } from '../../record/measurements.ts';
import type { TimelineRow } from '../../record/schema/measurements.ts';
import type { RunRecord } from '../../record/schema.ts';
import { type Cell, csv } from './cells.ts';
import { AGGREGATED, PERCENTILE_HEADS, percentiles } from './operation.ts';

const HEAD = [
  'Timestamp',
  'User Count',
  'Type',
  'Name',
  'Requests/s',
  'Failures/s',
  ...PERCENTILE_HEADS,
  'Total Request Count',
  'Total Failure Count',
  'Total Median Response Time',
  'Total Average Response Time',
  'Total Min Response Time',
  'Total Max Response Time',
  'Total Average Content Size',
];

/** The latencies of a second, and of all until then. */
interface Detail {
  readonly now: readonly Cell[];
  /** Median, average, least and largest latency, average size: of everything so far. */
  readonly total: readonly Cell[];
}

/** @param measurements - of the same run, where they are at hand */
export function historyCsv({ timeline, startedAt }: RunRecord, measurements?: Measurements): string {
  const startedMs = Date.parse(startedAt);
  const details = measurements === undefined ? undefined : detailsOf(measurements);
  let [count, failed] = [0, 0];
  const rows = withoutStub(timeline).map((row) => {
    count += row.count;
    failed += row.failed;
    const endMs = row.startMs + row.durationMs;
    const { now, total } = details?.(Math.ceil(endMs / 1000) - 1) ?? detailOf(row);
    return [
      Math.round((startedMs + endMs) / 1000),
      row.users,
      AGGREGATED.type,
      AGGREGATED.name,
      row.rate,
      row.durationMs === 0 ? 0 : (row.failed * 1000) / row.durationMs,
      ...now,
      count,
      failed,
      ...total,
    ];
  });
  return csv([HEAD, ...rows]);
}

/** A last row of a few milliseconds is made one with the row before it: it would have the same time stamp. */
function withoutStub(timeline: readonly TimelineRow[]): readonly TimelineRow[] {
  const [last, before] = [timeline.at(-1), timeline.at(-2)];
  if (last === undefined || before === undefined || last.durationMs >= before.durationMs / 2) return timeline;
  const [count, durationMs] = [before.count + last.count, before.durationMs + last.durationMs];
  const failed = before.failed + last.failed;
  return [...timeline.slice(0, -2), { ...before, count, failed, durationMs, rate: (count * 1000) / durationMs }];
}

/** What the timeline knows of a row. */
function detailOf({ p50, p95, p99 }: TimelineRow): Detail {
  const known = new Map([
    ['50%', p50],
    ['95%', p95],
    ['99%', p99],
  ]);
  return { now: PERCENTILE_HEADS.map((head) => known.get(head) ?? undefined), total: Array(5).fill(undefined) };
}

/** Gives the detail of all seconds up to one that were not asked for before; so each must be after the last. */
function detailsOf(measurements: Measurements): (second: number) => Detail {
  const seconds = new Map<number, Amount>();
  for (const aggregate of [measurements.warmup, measurements.counted]) {
    const operations = aggregate.operations.filter(({ kind }) => !standsApart(kind));
    aggregate.perSecond(operations, (second, { latency, count, bytesIn }) => {
      const amount = new Amount();
      amount.add({ latency, count, bytesIn });
      seconds.set(second, amount);
    });
  }
  const total = new Amount();
  let next = 0;
  return (wanted) => {
    const now = new Amount();
    for (; next <= wanted; next += 1) now.add(seconds.get(next) ?? new Amount());
    total.add(now);
    return { now: percentiles(now.latency), total: totalCells(total) };
  };
}

/** What is added up over seconds. */
class Amount {
  readonly latency = new Histogram();
  count = 0;
  bytesIn = 0;

  add({ latency, count, bytesIn }: Pick<Amount, 'latency' | 'count' | 'bytesIn'>): void {
    this.latency.merge(latency);
    this.count += count;
    this.bytesIn += bytesIn;
  }
}

function totalCells({ latency, count, bytesIn }: Amount): readonly Cell[] {
  const size = count === 0 ? 0 : bytesIn / count;
  if (latency.count === 0) return [undefined, undefined, undefined, undefined, size];
  return [latency.quantile(0.5), latency.mean, latency.min, latency.max, size];
}
