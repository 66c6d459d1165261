import { describe, expect, it } from 'vitest';
import { Aggregate } from './aggregate.ts';
import { VirtualClock } from './clock.ts';
import { MetricTypeError } from './metric.ts';
import { Recorder } from './recorder.ts';
import type { Slice } from './slice.ts';

const HEALTH = { busyShare: 0.25, activeUsers: 3, waiting: 0 };

function aggregated(slices: readonly Slice[]): Aggregate {
  const run = new Aggregate();
  for (const slice of slices) run.add(slice);
  return run;
}

function secondsOf(slices: readonly Slice[]): Map<number, number> {
  const run = aggregated(slices);
  const counts = new Map<number, number>();
  run.perSecond(run.operations, (second, { count }) => counts.set(second, count));
  return counts;
}

describe('Recorder', () => {
  it('puts each request into the second in which it was completed', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 5000 });
    const home = recorder.operation('GET /', 'http');
    for (const atMs of [5000, 5999.9, 6000, 8500]) home.answered(atMs, 10, 10, 0);
    expect(secondsOf(recorder.takeSlices(9000))).toEqual(
      new Map([
        [0, 2],
        [1, 1],
        [3, 1],
      ]),
    );
  });

  it('gives out a second only when it is over, and the rest at the end', () => {
    const clock = new VirtualClock();
    const recorder = new Recorder({ clock, startMs: 0 });
    recorder.operation('GET /', 'http').answered(400, 10, 10, 0);
    clock.advance(999);
    expect(recorder.takeSlices()).toEqual([]);
    clock.advance(1);
    expect(recorder.takeSlices().map(({ second }) => second)).toEqual([0]);
    expect(recorder.takeSlices()).toEqual([]);
    recorder.operation('GET /', 'http').answered(1200, 10, 10, 0);
    clock.advance(300);
    expect(recorder.finish().map(({ second }) => second)).toEqual([1]);
  });

  it('counts a sample that comes late in the current second', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const home = recorder.operation('GET /', 'http');
    home.answered(1500, 10, 10, 0);
    home.answered(900, 10, 10, 0);
    expect(secondsOf(recorder.takeSlices(2000))).toEqual(new Map([[1, 2]]));
  });

  it('knows an operation by name, kind and tags', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const plain = recorder.operation('GET /', 'http');
    const tagged = recorder.operation('GET /', 'http', { area: 'auth' });
    expect(recorder.operation('GET /', 'http', {})).toBe(plain);
    expect(recorder.operation('GET /', 'http', { area: 'auth' })).toBe(tagged);
    expect(new Set([plain, tagged, recorder.operation('GET /', 'code')]).size).toBe(3);
    expect(recorder.operation('GET /', 'http', { area: 'auth', shop: 'a' })).not.toBe(tagged);
  });

  it('counts operations past the limit together, by kind', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0, maxOperations: 2 });
    for (const name of ['a', 'b', 'c', 'd']) recorder.operation(name, 'http').answered(1, 10, 10, 0);
    recorder.operation('e', 'code').answered(1, 10, 10, 0);
    const { operations } = aggregated(recorder.finish(10));
    expect(operations.map(({ name, kind, counts }) => [name, kind, counts.count])).toEqual([
      ['a', 'http', 1],
      ['b', 'http', 1],
      ['(other)', 'http', 2],
      ['(other)', 'code', 1],
    ]);
  });

  it('keeps everything that is told of a request', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 1000 });
    const pay = recorder.operation('POST /pay', 'http', { area: 'shop' });
    pay.answered(1100, 50, 40, 10);
    pay.status(200);
    pay.bytes(300, 100);
    pay.phases(5, 0, 30, 2);
    pay.answered(1200, 20, 20, 0);
    pay.status(503);
    pay.failed('status', '503', 1200);
    pay.phases(0, 0, 19, 1);
    pay.unanswered(1300);
    pay.failed('refused', 'connection refused', 1300);
    pay.censored(2);
    pay.dropped(3);
    pay.trend('ttft').record(12);
    const [operation] = aggregated(recorder.finish(1400)).operations;
    const { counts } = operation!;
    expect({ ...operation, counts: undefined, errors: operation!.errors.all, exemplars: undefined }).toMatchObject({
      name: 'POST /pay',
      kind: 'http',
      tags: { area: 'shop' },
      errors: [
        { type: 'status', message: '503', count: 1, firstMs: 200, lastMs: 200 },
        { type: 'refused', message: 'connection refused', count: 1, firstMs: 300, lastMs: 300 },
      ],
    });
    const { count, failed, censored, dropped, bytesIn, bytesOut } = counts;
    expect({ count, failed, censored, dropped, bytesIn, bytesOut }).toEqual({
      count: 3,
      failed: 2,
      censored: 2,
      dropped: 3,
      bytesIn: 300,
      bytesOut: 100,
    });
    expect([...counts.statuses]).toEqual([
      [200, 1],
      [503, 1],
    ]);
    expect([counts.latency.count, counts.latency.min, counts.latency.max]).toEqual([2, 20, 50]);
    expect([counts.service.count, counts.service.max]).toEqual([2, 40]);
    expect([counts.connect.count, counts.tls.count, counts.firstByte.count, counts.download.max]).toEqual([1, 0, 2, 2]);
    expect(counts.trends.get('ttft')?.max).toBe(12);
  });

  it('counts requests that did not wait among the queue waits', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const waiting = recorder.operation('a', 'http');
    for (const waitMs of [0, 0, 0, 40]) waiting.answered(1, 50, 10, waitMs);
    recorder.operation('b', 'http').answered(1, 50, 10, 0);
    const [a, b] = aggregated(recorder.finish(10)).operations;
    expect([a!.counts.queueWaits().count, a!.counts.queueWaits().quantile(0.75)]).toEqual([4, 0]);
    expect(a!.counts.queueWaits().max).toBe(40);
    expect([b!.counts.queueWaits().count, b!.counts.queueWaits().max]).toEqual([b!.counts.latency.count, 0]);
  });

  it('keeps credentials out of the messages of failures', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const login = recorder.operation('login', 'http');
    for (let i = 0; i < 300; i += 1) login.failed('expect', `got token=abc${i} back`, 1);
    const [operation] = aggregated(recorder.finish(10)).operations;
    expect(operation!.errors.all.map(({ message, count }) => [message, count])).toEqual([
      ['got token=[redacted] back', 300],
    ]);
  });

  it('keeps the groups of failures few and their messages short', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const home = recorder.operation('GET /', 'http');
    for (let index = 0; index < 200; index += 1) home.failed('status', `answer ${index} ${'x'.repeat(500)}`, index);
    const { all } = aggregated(recorder.finish(500)).operations[0]!.errors;
    expect(all).toHaveLength(50);
    expect(all.at(-1)).toMatchObject({ type: '(other)', count: 151, firstMs: 49, lastMs: 199 });
    expect(all[0]?.message).toHaveLength(300);
  });

  it('keeps the ten slowest and ten failed exchanges', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 1000 });
    const home = recorder.operation('GET /', 'http');
    for (let latencyMs = 1; latencyMs <= 30; latencyMs += 1) {
      if (home.slowerThanKept(latencyMs))
        home.keepExemplar({ intendedMs: 1100, sentMs: 1101, latencyMs, status: '200' });
    }
    expect(home.slowerThanKept(20)).toBe(false);
    expect(home.slowerThanKept(21.5)).toBe(true);
    for (let index = 0; index < 20; index += 1) {
      expect(home.wantsFailed).toBe(index < 10);
      home.keepExemplar({ intendedMs: 1200 + index, error: 'refused' });
    }
    const { slowest, failed } = aggregated(recorder.finish(1500)).operations[0]!.exemplars;
    expect(slowest.map(({ latencyMs }) => latencyMs)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21]);
    expect(slowest[0]).toEqual({ intendedMs: 100, sentMs: 101, latencyMs: 30, status: '200' });
    expect(failed.map(({ intendedMs }) => intendedMs)).toEqual([200, 201, 202, 203, 204, 205, 206, 207, 208, 209]);
  });

  it('counts checks by name and operation', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    recorder.check('has a title', 'GET /', true);
    recorder.check('has a title', 'GET /', false);
    recorder.check('has a title', undefined, true);
    expect(aggregated(recorder.finish(10)).checks).toEqual([
      { name: 'has a title', operation: 'GET /', passed: 1, failed: 1 },
      { name: 'has a title', operation: undefined, passed: 1, failed: 0 },
    ]);
  });

  it('counts custom metrics over all seconds', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const slices: Slice[] = [];
    for (const second of [0, 1]) {
      recorder.metric('orders', 'counter').add();
      recorder.metric('orders', 'counter').add(2.5);
      recorder.metric('queue', 'gauge').set(7 - second);
      recorder.metric('found', 'rate').add(second === 0);
      recorder.metric('render', 'trend').add(1e-5 + second);
      slices.push(...recorder.takeSlices((second + 1) * 1000));
    }
    const { metrics } = aggregated(slices);
    expect(metrics.get('orders')).toMatchObject({ type: 'counter', sum: 7 });
    expect(metrics.get('queue')).toMatchObject({ type: 'gauge', last: 6, min: 6, max: 7 });
    expect(metrics.get('found')).toMatchObject({ type: 'rate', hits: 1, total: 2 });
    const render = metrics.get('render');
    expect(render?.type === 'trend' && [render.histogram.min, render.histogram.count]).toEqual([1e-5, 2]);
  });

  it('refuses a metric that is used with two types, and says what to do', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    recorder.metric('orders', 'counter');
    expect(() => recorder.metric('orders', 'trend')).toThrow(MetricTypeError);
    expect(() => recorder.metric('orders', 'trend')).toThrow(
      'The metric "orders" is a counter and cannot be used as a trend too. Give one of the two another name.',
    );
  });

  it('tells how the generator fared', () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    recorder.sendLag(0.5);
    recorder.loopLag(1.5);
    recorder.iterations += 1;
    recorder.dropped(4);
    const slices = [
      ...recorder.takeSlices(1000, HEALTH),
      ...recorder.takeSlices(2000, HEALTH),
      ...recorder.finish(2100),
    ];
    expect(slices.map(({ second }) => second)).toEqual([0, 1]);
    const { generator, health } = aggregated(slices);
    expect(generator).toMatchObject({ iterations: 1, dropped: 4 });
    expect([generator.sendLag.max, generator.loopLag.max]).toEqual([0.5, 1.5]);
    expect([...health]).toEqual([
      [0, [HEALTH]],
      [1, [HEALTH]],
    ]);
  });

  it("puts a worker's health into the second that is over, when a later one has begun already", () => {
    const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
    const home = recorder.operation('GET /', 'http');
    home.answered(500, 10, 10, 0);
    home.answered(1001, 10, 10, 0);
    const [slice] = recorder.takeSlices(1002, HEALTH);
    expect([slice?.second, slice?.generator.workers]).toEqual([0, [HEALTH]]);
  });
});
