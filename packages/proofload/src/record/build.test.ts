import { describe, expect, it } from 'vitest';
import { buildRun } from './build.ts';
import { type Happening, measure, request, sliceSeconds } from './measured.fixture.ts';
import { sampleHeader } from './sample.fixture.ts';
import { measuredRunSchema } from './schema.ts';

/** Ten requests a second at 10 ms, in second 3 one more that fails after 500 ms. */
const shop: Happening = (recorder, second, nowMs) => {
  for (let i = 0; i < 10; i += 1) request(recorder, 'GET /books', nowMs, 10);
  if (second === 3) request(recorder, 'POST /pay', nowMs, 500, 503);
  recorder.check('has a title', 'GET /books', second !== 5);
  recorder.metric('orders', 'counter').add(2);
  recorder.metric('queue', 'gauge').set(second);
  recorder.metric('found', 'rate').add(true);
  recorder.metric('render', 'trend').add(7);
};
const completed = (seconds: number) => ({ end: 'completed', durationMs: seconds * 1000 }) as const;
const build = (seconds: number, happening = shop, header = sampleHeader) =>
  buildRun(header, measure(sliceSeconds(seconds, happening), header.warmupMs), completed(seconds));

it('a run tells what its users did with their time, the warm-up included, unless it was killed', () => {
  const slices = sliceSeconds(10, (recorder, second, nowMs) => {
    request(recorder, 'GET /', nowMs, 200);
    recorder.userTime.iterations += 4;
    recorder.userTime.workMs += 4 * 200;
    recorder.userTime.betweenMs += 4 * 300;
    if (second === 9) recorder.userTime.presentMs += 20_000;
  });
  const { generator } = buildRun(sampleHeader, measure(slices, 5_000), { end: 'completed', durationMs: 10_000 });
  expect(generator.population).toEqual({ users: 2, throughput: 4, iterationMs: 200, betweenMs: 300 });
  const killed = buildRun(sampleHeader, measure(slices), { end: 'killed', durationMs: 10_000 });
  expect(killed.generator.population).toBeUndefined();
});

describe('the record of what was measured', () => {
  it('fits its schema as it is and after a way through JSON', () => {
    const run = build(10);
    expect(measuredRunSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run);
  });

  it('has each operation with its counts, rate, statuses and failures with their moments', () => {
    const [books, pay] = build(10).operations;
    expect(books).toMatchObject({ name: 'GET /books', kind: 'http', count: 100, failed: 0, rate: 10, bytesIn: 10_000 });
    expect(books?.latency).toMatchObject({ count: 100, min: 10, max: 10, mean: 10, p999: 10 });
    expect(pay).toMatchObject({ count: 1, failed: 1, status: { '503': 1 } });
    expect(pay?.errors).toEqual([
      {
        type: 'status',
        message: 'answered 503',
        count: 1,
        first: '2026-11-20T10:00:03.500Z',
        last: '2026-11-20T10:00:03.500Z',
      },
    ]);
  });

  it('has in the totals all operations of protocols, and none that stand apart', () => {
    const run = build(10, (recorder, second, nowMs) => {
      shop(recorder, second, nowMs);
      recorder.operation('render', 'code').answered(nowMs, 5000, 5000, 0);
    });
    expect(run.operations.map(({ name }) => name)).toEqual(['GET /books', 'render', 'POST /pay']);
    expect(run.totals).toMatchObject({ name: '*', kind: 'all', count: 101, failed: 1 });
    expect(run.totals.latency?.max).toBe(500);
    expect(run.totals.errors).toHaveLength(1);
  });

  it('has checks and metrics of each type', () => {
    const run = build(10);
    expect(run.checks).toEqual([{ name: 'has a title', operation: 'GET /books', passed: 9, failed: 1 }]);
    expect(run.metrics).toMatchObject([
      { name: 'orders', type: 'counter', value: 20, rate: 2 },
      { name: 'queue', type: 'gauge', last: 9, min: 0, max: 9 },
      { name: 'found', type: 'rate', ratio: 1, hits: 10, count: 10 },
      { name: 'render', type: 'trend', distribution: { count: 10, p50: 7 } },
    ]);
  });

  it('has a row of the timeline for each second, the warm-up included', () => {
    const { timeline } = build(10, shop, { ...sampleHeader, warmupMs: 4000 });
    expect(timeline).toHaveLength(10);
    expect(timeline[3]).toEqual({
      startMs: 3000,
      durationMs: 1000,
      users: 5,
      count: 11,
      failed: 1,
      rate: 11,
      p50: 10,
      p95: 500,
      p99: 500,
    });
    expect(timeline[4]).toMatchObject({ count: 10, failed: 0 });
  });

  it('has at most 600 rows of a long run, and every request in one of them', () => {
    const { timeline } = build(1500);
    expect(timeline).toHaveLength(500);
    expect(timeline.reduce((sum, { count }) => sum + count, 0)).toBe(15_001);
    expect(timeline[1]).toMatchObject({ startMs: 3000, durationMs: 3000, rate: expect.closeTo(31 / 3) });
  });

  it('leaves the warm-up out of everything that is judged', () => {
    const run = build(10, shop, { ...sampleHeader, warmupMs: 4000 });
    expect(run.operations.map(({ name }) => name)).toEqual(['GET /books']);
    expect(run.totals).toMatchObject({ count: 60, failed: 0, rate: 10 });
    expect(run.checks).toMatchObject([{ passed: 5, failed: 1 }]);
    expect(run.metrics[0]).toMatchObject({ value: 12, rate: 2 });
  });

  it('tells how the generator fared, and whether what it dropped was asked for', () => {
    const dropping: Happening = (recorder, second, nowMs) => {
      shop(recorder, second, nowMs);
      recorder.dropped(1);
      recorder.sendLag(3);
    };
    expect(build(10).generator).toMatchObject({
      workers: 1,
      cpu: expect.closeTo(0.2),
      saturated: 0,
      dropped: 0,
      droppedUnasked: 0,
    });
    const open = { model: 'open', startRate: 1, stages: [], maxUsers: 1, arrivals: 'constant' } as const;
    const dropped = (overflow: 'drop' | 'wait') =>
      build(10, dropping, { ...sampleHeader, load: { ...open, overflow } }).generator;
    expect(dropped('drop')).toMatchObject({ dropped: 10, droppedUnasked: 0, sendLag: { p99: 3 } });
    expect(dropped('wait')).toMatchObject({ dropped: 0, droppedUnasked: 10 });
  });

  it('is a record also where nothing was measured', () => {
    const run = build(0);
    expect(run).toMatchObject({ operations: [], totals: { count: 0, rate: 0 }, timeline: [] });
    expect(measuredRunSchema.safeParse(run).success).toBe(true);
  });
});
