import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Aggregate } from './aggregate.ts';
import { VirtualClock } from './clock.ts';
import { CorruptMeasurementError } from './error.ts';
import type { Histogram } from './histogram.ts';
import { SliceMerger } from './merge.ts';
import type { OperationCounts } from './operation-counts.ts';
import { Recorder } from './recorder.ts';
import type { Slice } from './slice.ts';
import { decodeSlice, encodeSlice } from './slice-line.ts';

/** A request as it could have been measured by any worker. */
interface Sample {
  readonly worker: number;
  readonly operation: string;
  readonly completedMs: number;
  readonly latencyMs: number;
  readonly failed: boolean;
}

const WORKERS = 3;
const SPAN_MS = 5000;

const sample: fc.Arbitrary<Sample> = fc.record({
  worker: fc.nat(WORKERS - 1),
  operation: fc.constantFrom('GET /', 'GET /books', 'POST /pay'),
  completedMs: fc.nat(SPAN_MS - 1),
  latencyMs: fc.double({ min: 0.001, max: 60_000, noNaN: true }),
  failed: fc.boolean(),
});

function recorded(samples: readonly Sample[]): Slice[] {
  const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
  for (const { operation, completedMs, latencyMs, failed } of samples.toSorted(
    (a, b) => a.completedMs - b.completedMs,
  )) {
    const record = recorder.operation(operation, 'http');
    record.answered(completedMs, latencyMs, latencyMs / 2, 0);
    record.status(failed ? 500 : 200);
    record.trend(`${operation} trend`).record(latencyMs / 3);
    if (failed) record.failed('status', '500', completedMs);
    recorder.check('fast', operation, latencyMs < 100);
    recorder.metric('size', 'trend').add(latencyMs);
  }
  return recorder.finish(SPAN_MS);
}

function distribution(histogram: Histogram): unknown {
  const percentiles = [0.5, 0.9, 0.95, 0.99, 0.999].map((p) => histogram.quantile(p));
  return {
    count: histogram.count,
    min: histogram.min,
    max: histogram.max,
    percentiles,
    buckets: histogram.downscale(7),
  };
}

function shapeOf(counts: OperationCounts): unknown {
  return {
    count: counts.count,
    failed: counts.failed,
    statuses: [...counts.statuses],
    latency: distribution(counts.latency),
    service: distribution(counts.service),
    trends: new Map(
      [...counts.trends].filter(([, { count }]) => count > 0).map(([name, h]) => [name, distribution(h)]),
    ),
  };
}

/** All that is independent of who measured it: everything but orders of appearance. */
function shape(run: Aggregate): unknown {
  const seconds: unknown[] = [];
  run.perSecond(run.operations, (second, counts) => seconds.push([second, shapeOf(counts)]));
  const size = run.metrics.get('size');
  return {
    operations: new Map(run.operations.map(({ name, counts, errors }) => [name, [shapeOf(counts), errors.all]])),
    seconds,
    together: shapeOf(run.merged(run.operations)),
    checks: new Set(run.checks),
    size: size?.type === 'trend' ? distribution(size.histogram) : undefined,
  };
}

function mergedSlices(samples: readonly Sample[]): Slice[] {
  const merger = new SliceMerger(WORKERS);
  const merged: Slice[] = [];
  for (let worker = 0; worker < WORKERS; worker += 1) {
    for (const slice of recorded(samples.filter((one) => one.worker === worker))) {
      merged.push(...merger.add(worker, slice));
    }
    merged.push(...merger.end(worker));
  }
  return merged;
}

function aggregated(slices: readonly Slice[]): Aggregate {
  const run = new Aggregate();
  for (const slice of slices) run.add(slice);
  return run;
}

describe('Aggregate', () => {
  it('is the same for one worker and for many, live and from a file, percentiles to the last digit', () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 80 }), (samples) => {
        const alone = shape(aggregated(recorded(samples)));
        const merged = mergedSlices(samples);
        expect(shape(aggregated(merged))).toEqual(alone);
        expect(shape(aggregated(merged.map((slice) => decodeSlice(encodeSlice(slice)))))).toEqual(alone);
        const direct = new Aggregate();
        for (let worker = 0; worker < WORKERS; worker += 1) {
          for (const slice of recorded(samples.filter((one) => one.worker === worker))) direct.add(slice, worker);
        }
        expect(shape(direct)).toEqual(alone);
      }),
    );
  });

  it('counts any span of the run apart', () => {
    fc.assert(
      fc.property(fc.array(sample), fc.nat(6), fc.nat(6), (samples, from, to) => {
        const run = aggregated(mergedSlices(samples));
        const within = samples.filter(({ completedMs }) => {
          const second = Math.floor(completedMs / 1000);
          return second >= from && second < to;
        });
        const expected = aggregated(recorded(within));
        expect(shapeOf(run.merged(run.operations, { from, to }))).toEqual(
          shapeOf(expected.merged(expected.operations)),
        );
      }),
    );
  });

  it('keeps operations of the same name and another kind or other tags apart', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    recorder.operation('a', 'http').answered(1, 10, 10, 0);
    recorder.operation('a', 'code').answered(1, 20, 20, 0);
    recorder.operation('a', 'http', { area: 'x' }).answered(1, 30, 30, 0);
    const run = aggregated(recorder.finish(10));
    expect(run.operations.map(({ kind, tags, counts }) => [kind, tags, counts.latency.max])).toEqual([
      ['http', {}, 10],
      ['code', {}, 20],
      ['http', { area: 'x' }, 30],
    ]);
  });

  it('refuses a slice whose names were in one that is missing', () => {
    const slices = recorded([
      { worker: 0, operation: 'a', completedMs: 1, latencyMs: 1, failed: false },
      { worker: 0, operation: 'a', completedMs: 1001, latencyMs: 1, failed: false },
    ]);
    expect(() => aggregated(slices.slice(1))).toThrow(CorruptMeasurementError);
    expect(() => aggregated(slices.slice(1))).toThrow(/the name of operation 0 is missing/);
  });

  it('loses neither count when two workers use a metric with two types', () => {
    const [counting, timing] = [0, 1].map(() => new Recorder({ clock: new VirtualClock(), startMs: 0 }));
    counting!.metric('orders', 'counter').add(3);
    timing!.metric('orders', 'trend').add(12);
    const run = new Aggregate();
    for (const slice of counting!.finish(10)) run.add(slice, 0);
    for (const slice of timing!.finish(10)) run.add(slice, 1);
    expect([...run.metrics.keys()]).toEqual(['orders', 'orders (trend)']);
  });
});
