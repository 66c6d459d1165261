/** From the conductor's events to what the live view shows. */
import type { AggregatedOperation } from '../measure/aggregate.ts';
import type { Histogram } from '../measure/histogram.ts';
import { isCache, standsApart } from '../record/kinds.ts';
import type { LiveFailure, LiveOperation, LiveStatus } from '../report/live.ts';
import type { RunEvent } from '../run/events.ts';
import { liveWorkOf } from './live-work.ts';

/** Rates are of so many of the last seconds. */
const RATE_SECONDS = 5;
const MOST_FAILURES = 5;

type Second = Extract<RunEvent, { readonly type: 'second' }>;

interface LiveContext {
  readonly suite: string;
  readonly variant: string | undefined;
  readonly totalMs: number | undefined;
  readonly warmupMs: number;
  readonly stopping: boolean;
}

export function liveStatus(context: LiveContext, { elapsedMs, measurements, requirements }: Second): LiveStatus {
  const { suite, variant, totalMs, warmupMs, stopping } = context;
  const run = elapsedMs <= warmupMs ? measurements.warmup : measurements.counted;
  const last = elapsedMs / 1_000;
  const span = { from: Math.max(0, last - RATE_SECONDS), to: last };
  const shown = run.operations.filter(({ kind, counts }) => !standsApart(kind) && counts.count > 0);
  const total = run.merged(shown);
  const health = run.health.get(last - 1) ?? [];
  const { sendLag, loopLag, dropped } = run.generator;
  const perSecond = (operations: readonly AggregatedOperation[]): number =>
    run.merged(operations, span).count / Math.max(1, span.to - span.from);
  return {
    phase: stopping ? 'stopping' : elapsedMs <= warmupMs ? 'warming up' : 'running',
    suite,
    variant,
    elapsedMs,
    totalMs,
    users: health.reduce((sum, { activeUsers }) => sum + activeUsers, 0),
    rate: perSecond(shown),
    count: total.count,
    failed: total.failed,
    p95Ms: percentile(total.latency, 0.95),
    operations: shown.map((operation) => liveOperation(operation, perSecond([operation]))),
    work: liveWorkOf(run.operations, last, (operation, visit, from) =>
      run.perSecond([operation], visit, { from, to: Number.POSITIVE_INFINITY }),
    ),
    gates: requirements.filter(({ severity }) => severity === 'fail'),
    failures: failuresOf(run.operations.filter(({ kind }) => !isCache(kind))),
    generator: {
      cpu: health.reduce((most, { busyShare }) => Math.max(most, busyShare), 0),
      sendLagP99Ms: percentile(sendLag, 0.99),
      loopLagP99Ms: percentile(loopLag, 0.99),
      dropped: dropped + total.dropped,
    },
  };
}

function liveOperation({ name, counts }: AggregatedOperation, rate: number): LiveOperation {
  const { count, failed, latency } = counts;
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((p) => percentile(latency, p));
  return { name, count, failed, rate, p50Ms, p95Ms, p99Ms };
}

function failuresOf(operations: readonly AggregatedOperation[]): readonly LiveFailure[] {
  const all = operations.flatMap(({ name, errors }) =>
    errors.all.map(({ count, message }) => ({ count, message, operation: name })),
  );
  return all.sort((a, b) => b.count - a.count).slice(0, MOST_FAILURES);
}

function percentile(histogram: Histogram, p: number): number | undefined {
  return histogram.count === 0 ? undefined : histogram.quantile(p);
}
