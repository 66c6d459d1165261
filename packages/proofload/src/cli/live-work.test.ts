import { describe, expect, it } from 'vitest';
import { type Happening, measure, sliceSeconds } from '../record/measured.fixture.ts';
import { liveWorkOf } from './live-work.ts';

function workAfter(seconds: number, happening: Happening) {
  const { counted } = measure(sliceSeconds(seconds, happening));
  return liveWorkOf(counted.operations, seconds, (operation, visit, from) =>
    counted.perSecond([operation], visit, { from, to: Number.POSITIVE_INFINITY }),
  );
}

describe('generative work while a run goes on', () => {
  it('has the tokens of a model as they come, two in each chunk', () => {
    const work = workAfter(8, (recorder, second, nowMs) => {
      const chat = recorder.operation('chat', 'llm');
      const answers = second < 4 ? 1 : 2;
      for (let answer = 0; answer < answers; answer += 1) {
        chat.trend('ttft').record(100);
        chat.trend('chunkGap').record(20);
        chat.trend('itl').record(10);
        if (second === 7) continue;
        chat.trend('streaming').record(20);
        chat.trend('outputTokens').record(4);
        chat.answered(nowMs, 120, 120, 0);
      }
    });
    expect(work).toEqual([{ name: 'chat', text: '▅▅▅▅████ 6 tokens/s · 2 at once · ttft p95 100ms · itl p50 10.0ms' }]);
  });

  it('has the phases of a job as a bar', () => {
    const work = workAfter(3, (recorder, _, nowMs) => {
      const job = recorder.operation('biography', 'job');
      job.trend('submit').record(10);
      job.answered(nowMs, 1000, 1000, 0);
      for (const [phase, ms] of [
        ['queue', 250],
        ['run', 500],
        ['notice', 240],
      ] as const)
        job.trend(phase).record(ms);
      job.trend('total').record(1000);
    });
    expect(work[0]?.text).toBe('qqqqrrrrrrrrnnnn 0 open · queue p95 250ms · run p95 500ms');
  });

  it('has open jobs before any has ended', () => {
    const work = workAfter(2, (recorder) => recorder.operation('biography', 'job').trend('submit').record(10));
    expect(work[0]?.text).toBe('2 open');
  });

  it('has hits beside misses, and says nothing of other operations', () => {
    const work = workAfter(2, (recorder, second, nowMs) => {
      recorder.operation('GET /', 'http').answered(nowMs, 5, 5, 0);
      const cache = recorder.operation('images', 'cache');
      cache.answered(nowMs, 5, 5, 0);
      cache.trend(second === 0 ? 'miss' : 'hit').record(second === 0 ? 40 : 2);
    });
    expect(work).toEqual([{ name: 'images', text: '50% hits · hit p50 2.00ms · miss p50 40.0ms' }]);
  });
});
