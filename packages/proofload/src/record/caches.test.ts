import { describe, expect, it } from 'vitest';
import { evictionsMetric } from '../measure/caches.ts';
import type { Recorder } from '../measure/recorder.ts';
import { buildRun } from './build.ts';
import { type Happening, measure, request, sliceSeconds } from './measured.fixture.ts';
import { sampleHeader } from './sample.fixture.ts';
import { measuredRunSchema } from './schema.ts';

const SECONDS = 20;

function answer(recorder: Recorder, nowMs: number, outcome: 'hit' | 'miss' | 'stale' | 'coalesced'): void {
  const latencyMs = outcome === 'hit' ? 2 : 40;
  request(recorder, 'GET /images/{}', nowMs, latencyMs);
  const cache = recorder.operation('images', 'cache');
  cache.answered(nowMs, latencyMs, latencyMs, 0);
  cache.trend(outcome).record(latencyMs);
  if (outcome === 'hit') cache.trend('hitService').record(latencyMs);
  if (outcome === 'miss') cache.trend('missService').record(latencyMs);
}

const runOf = (happening: Happening) =>
  buildRun(sampleHeader, measure(sliceSeconds(SECONDS, happening)), { end: 'completed', durationMs: SECONDS * 1000 });

describe('the record of a cache', () => {
  const run = runOf((recorder, second, nowMs) => {
    // Cold for four seconds, then nine of ten.
    const hits = second < 4 ? second * 4 : 18;
    for (let i = 0; i < 20; i += 1) answer(recorder, nowMs, i < hits ? 'hit' : 'miss');
    recorder.metric(evictionsMetric('images'), 'gauge').set(100 + second);
    recorder.metric('orders', 'counter').add(1);
  });
  const [cache] = run.caches;

  it('has hits, misses and how often it had what was asked for, and fits the schema', () => {
    expect(cache).toMatchObject({ name: 'images', hits: 312, misses: 88, stale: 0, coalesced: 0, hitRatio: 0.78 });
    expect(measuredRunSchema.parse(JSON.parse(JSON.stringify(run)))).toEqual(run);
  });

  it('holds hits beside misses, each from the actual send', () => {
    expect(cache?.hit).toMatchObject({ count: 312, p50: 2 });
    expect(cache?.miss).toMatchObject({ count: 88, p50: 40 });
    expect(cache?.speedup).toBeCloseTo(20, 1);
  });

  it('tells the cold beginning from the rest', () => {
    expect(cache?.cold).toMatchObject({ fromMs: 0, answers: 80, hitRatio: 0.3 });
    expect(cache?.warm).toMatchObject({ fromMs: 4000, answers: 320, hitRatio: 0.9 });
  });

  it('counts what was evicted during the run, which is no metric of the suite', () => {
    expect(cache?.evictions).toBe(19);
    expect(run.metrics.map(({ name }) => name)).toEqual(['orders']);
  });

  it('is no operation and counts no request twice', () => {
    expect(run.operations.map(({ name }) => name)).toEqual(['GET /images/{}']);
    expect(run.totals.count).toBe(400);
  });

  it('has no cold beginning when there was none, and no phases of a few answers', () => {
    const steady = runOf((recorder, _, nowMs) => {
      for (let i = 0; i < 20; i += 1) answer(recorder, nowMs, i < 15 ? 'hit' : 'stale');
    });
    expect(steady.caches[0]).toMatchObject({ stale: 100, hitRatio: 1, warm: { fromMs: 0, answers: 400 } });
    expect(steady.caches[0]?.cold).toBeUndefined();
    const few = runOf((recorder, second, nowMs) => second === 3 && answer(recorder, nowMs, 'hit'));
    expect(few.caches[0]?.warm).toBeUndefined();
  });

  it('is there without any answer that could be classified, with sentences that say why', () => {
    const blind = runOf((recorder, _, nowMs) => {
      request(recorder, 'GET /images/{}', nowMs, 5);
      recorder.operation('images', 'cache').failed('unmarked', 'an answer has no header x-cache', nowMs);
    });
    expect(blind.caches).toMatchObject([
      { hits: 0, hitRatio: null, unmarked: 20, problems: ['20 times: an answer has no header x-cache.'] },
    ]);
  });
});
