import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';
import { normalSample, seededRandom } from '../stats/index.ts';
import { judge } from './judge.ts';

const SECONDS = 60;

type Bounds = readonly (readonly [key: string, metric: string, bound: string])[];

/** Which part of the run a requirement is about. */
interface Part {
  readonly windowMs?: number;
  readonly phase?: string;
}

function runOf(happening: Happening, bounds: Bounds = [], part: Part = {}) {
  const requirements = bounds.map(
    ([key, metric, bound]) => ({ key, metric, bound, severity: 'fail', abort: false, ...part }) as const,
  );
  const load = { model: 'closed', startUsers: 5, stages: [{ durationMs: SECONDS * 1000, users: 5 }] } as const;
  const measurements = measure(sliceSeconds(SECONDS, happening));
  const header = { ...sampleHeader, requirements, load };
  return judge(buildRun(header, measurements, { end: 'completed', durationMs: SECONDS * 1000 }), measurements);
}

function judged(happening: Happening, key: string, metric: string, bound: string, part?: Part): RequirementResult {
  return runOf(happening, [[key, metric, bound]], part).verdict.requirements[0]!;
}

/** Two jobs a second, one of each twenty failing; each waits a second and runs for two. */
const jobs: Happening = (recorder, second, nowMs) => {
  for (let i = 0; i < 2; i += 1) {
    const job = recorder.operation('biography', 'job');
    job.answered(nowMs, 3200, 3200, 0);
    for (const [phase, ms] of Object.entries({
      submit: 50,
      queue: 1000,
      run: 2000,
      notice: 100,
      fetch: 50,
      total: 3200,
    })) {
      job.trend(phase).record(ms);
    }
    if (second % 10 === 0 && i === 0) job.failed('failed', 'the job failed', nowMs);
  }
};

describe('requirements on jobs', () => {
  it.each([
    ['queue.p95', '<1.1s', 1000],
    ['run.p95', '<2.1s', 2000],
    ['notice.p50', '<150ms', 100],
    ['total.p95', '<4s', 3200],
    ['perHour', '>6000', 6840],
  ])('%s %s is met', (metric, bound, actual) => {
    const result = judged(jobs, 'biography', metric, bound);
    expect(result.status).toBe('passed');
    expect(result.actual).toBeCloseTo(actual, -1);
  });

  it('has a sentence for what was not seen', () => {
    const submitted: Happening = (recorder, _, nowMs) => {
      const job = recorder.operation('biography', 'job');
      job.answered(nowMs, 50, 50, 0);
      job.trend('submit').record(50);
    };
    expect(judged(submitted, 'biography', 'queue.p95', '<1s')).toMatchObject({
      status: 'failed',
      reason: 'biography: there is no queue.p95, since no job was seen to be over.',
    });
    expect(
      judged((recorder, _, nowMs) => request(recorder, 'GET /', nowMs, 5), 'GET /', 'perHour', '>1'),
    ).toMatchObject({
      status: 'failed',
      reason: 'GET /: there is no perHour, since it is no job.',
    });
  });

  it('is marginal where the bound lies between what a phase was at least and at most', () => {
    const polled: Happening = (recorder, _, nowMs) => {
      const job = recorder.operation('biography', 'job');
      job.answered(nowMs, 3000, 3000, 0);
      job.answered(nowMs, 3000, 3000, 0);
      for (let i = 0; i < 2; i += 1) {
        job.trend('run').record(2000);
        job.trend('runLeast').record(1500);
        job.trend('runMost').record(2500);
      }
    };
    expect(judged(polled, 'biography', 'run.p95', '<2.2s')).toMatchObject({ status: 'passed', marginal: true });
    expect(judged(polled, 'biography', 'run.p95', '<3s')).toMatchObject({ status: 'passed', marginal: false });
  });

  it('warns of a backlog that grows, and of none that stands', () => {
    const flood: Happening = (recorder, second, nowMs) => {
      const job = recorder.operation('biography', 'job');
      for (let i = 0; i < 10; i += 1) job.trend('submit').record(10);
      for (let i = 0; i < 6; i += 1) job.trend('total').record(100 * second);
      job.answered(nowMs, 100 * second, 10, 0);
    };
    const codes = (run: RunRecord) => run.verdict.validity.map(({ code }) => code);
    expect(codes(runOf(flood))).toContain('backlog');
    expect(codes(runOf(jobs))).not.toContain('backlog');
  });
});

describe('jobs that the end of the run cut off', () => {
  /** One job in each tenth of a second, submitted from the start on; so many seconds are watched. */
  function watched(seconds: number) {
    const random = seededRandom(7);
    const all = Array.from({ length: 300 }, (_, index) => {
      return { submittedMs: index * 100, totalMs: 8000 * Math.exp(0.6 * normalSample(random)) };
    });
    const happening: Happening = (recorder, second, nowMs) => {
      const job = recorder.operation('biography', 'job');
      for (const { submittedMs, totalMs } of all) {
        const endMs = submittedMs + totalMs;
        if (Math.floor(endMs / 1000) === second && second < seconds) {
          job.answered(nowMs, totalMs, totalMs, 0);
          job.trend('total').record(totalMs);
        }
        if (second === seconds - 1 && endMs >= seconds * 1000) {
          job.censored(1);
          job.trend('censored').record(Math.max(1, seconds * 1000 - submittedMs));
        }
      }
    };
    return { happening, actual: all.map(({ totalMs }) => totalMs).sort((a, b) => a - b)[284]! };
  }

  it('are part of the percentiles: a run cut short tells the same as a whole one', () => {
    const { happening, actual } = watched(33);
    const run = runOf(happening, [['biography', 'p95', '<60s']]);
    const [job] = run.operations;
    const [p95] = run.verdict.requirements;
    expect(job?.censored).toBeGreaterThan(20);
    // What had ended by then tells of the quick ones.
    expect(job?.latency?.p95).toBeLessThan(0.9 * actual);
    expect(p95?.actual).toBeGreaterThan(0.85 * actual);
    expect(p95?.actual).toBeLessThan(1.15 * actual);
    expect(p95?.interval?.[0]).toBeLessThan(actual);
    expect(p95?.interval?.[1] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(actual);
    expect(job?.withCensored?.p95).toBe(p95?.actual);
  });

  it('make a percentile inconclusive that they hide, unless the bound is broken already', () => {
    const { happening } = watched(8);
    expect(judged(happening, 'biography', 'p95', '<60s')).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('only known to be at least'),
    });
    expect(judged(happening, 'biography', 'p95', '<1s').status).toBe('failed');
  });

  it('make a mean longer, and known at the least where the longest job is one of them', () => {
    const { happening } = watched(33);
    const [job] = runOf(happening).operations;
    const mean = judged(happening, 'biography', 'mean', '<60s');
    expect(mean.actual).toBeGreaterThan(1.05 * job!.latency!.mean);
    const early = watched(8).happening;
    expect(judged(early, 'biography', 'total.mean', '<60s')).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('total.mean is only known to be at least'),
    });
    expect(judged(early, 'biography', 'mean', '<1s').status).toBe('failed');
  });

  it('leave a maximum open', () => {
    const { happening } = watched(33);
    expect(judged(happening, 'biography', 'max', '<60s')).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('max is only known to be at least'),
    });
    expect(judged(happening, 'biography', 'max', '<10s').status).toBe('failed');
    expect(judged(happening, 'biography', 'min', '>1ms').status).toBe('passed');
  });

  it('are part of the phase in which they were', () => {
    const waiting: Happening = (recorder, second, nowMs) => {
      const job = recorder.operation('biography', 'job');
      job.answered(nowMs, 300, 300, 0);
      job.trend('queue').record(100);
      job.trend('run').record(200);
      if (second !== SECONDS - 1) return;
      for (let i = 0; i < 30; i += 1) job.trend('queueCensored').record(5000);
      for (let i = 0; i < 30; i += 1) job.trend('runCensored').record(50);
    };
    expect(judged(waiting, 'biography', 'queue.p95', '<1s')).toMatchObject({ status: 'inconclusive', samples: 90 });
    // Those that had run for less than any other tell nothing against it.
    expect(judged(waiting, 'biography', 'run.p95', '<1s')).toMatchObject({ status: 'passed', samples: 90 });
  });
});

describe('requirements on models and products', () => {
  const chats: Happening = (recorder, second, nowMs) => {
    const chat = recorder.operation('chat', 'llm');
    for (let i = 0; i < 4; i += 1) {
      chat.answered(nowMs, 900, 900, 0);
      chat.trend('ttft').record(200);
      chat.trend('itl').record(20);
      chat.trend('e2e').record(900);
      chat.trend('outputTokens').record(50);
      chat.trend('tokensPerSecond').record(55);
      chat.trend('cost').record(0.01);
      chat.trend('good').record(second % 4 === 0 ? 0 : 1);
    }
    const images = recorder.operation('POST /images', 'http');
    images.answered(nowMs, 10, 10, 0);
    images.trend('products').record(4);
  };

  it.each([
    ['chat', 'ttft.p95', '<300ms', 200, 'duration'],
    ['chat', 'itl.p95', '<30ms', 20, 'duration'],
    ['chat', 'e2e.p95', '<1s', 900, 'duration'],
    ['chat', 'tokensPerSecond', '>100/s', 200, 'rate'],
    ['chat', 'tokensPerSecond.p50', '>50', 55, 'number'],
    ['chat', 'goodput', '>=3/s', 3, 'rate'],
    ['chat', 'goodRatio', '>=75%', 0.75, 'ratio'],
    ['chat', 'cost', '<2.5', 2.4, 'number'],
    ['POST /images', 'products', '>3/s', 4, 'rate'],
  ])('%s %s %s is met', (key, metric, bound, actual, dimension) => {
    const result = judged(chats, key, metric, bound);
    expect(result).toMatchObject({ status: 'passed', dimension });
    expect(Math.abs(result.actual! - actual)).toBeLessThan(0.003 * actual + 1e-9);
  });

  it.each([
    ['cost', '<1', 'price'],
    ['goodput', '>1/s', 'bounds of its own'],
    ['ttft.p95', '<1s', 'no streamed answer gave a token'],
    ['products', '>1/s', 'produces'],
  ])('%s fails with a sentence where it was not seen', (metric, bound, words) => {
    const bare: Happening = (recorder, _, nowMs) => recorder.operation('chat', 'llm').answered(nowMs, 900, 900, 0);
    const result = judged(bare, 'chat', metric, bound);
    expect(result).toMatchObject({ status: 'failed', actual: null, reason: expect.stringContaining(words) });
  });

  it('carries the definition of each figure in its record', () => {
    const { definitions = {} } = runOf(chats);
    expect(definitions.ttft).toMatchObject({ unit: 'ms', definition: expect.stringContaining('first token') });
    expect(Object.keys(definitions)).toContain('products');
  });
});

describe('requirements on batches', () => {
  /** The first batch of one item takes ten times as long as those after it. */
  const batches: Happening = (recorder, second, nowMs) => {
    for (const [size, perItemMs] of [
      [1, second === 0 ? 1000 : 100],
      [4, 25],
    ] as const) {
      const operation = recorder.operation(`images (${size})`, 'batch', { batch: 'images', size: String(size) });
      operation.answered(nowMs, size * perItemMs, size * perItemMs, 0);
      operation.trend('perItem').record(perItemMs);
    }
  };

  it.each([
    ['itemsPerSecond', '>30/s', 40],
    ['speedup', '>4', 4.6],
    ['efficiency', '>90%', 1.15],
  ])('%s is that of all items, which count alike', (metric, bound, actual) => {
    const result = judged(batches, 'images (4)', metric, bound);
    expect(result.status).toBe('passed');
    expect(result.actual).toBeCloseTo(actual, 2);
  });

  it('have a sentence where there is none of one item', () => {
    const alone: Happening = (recorder, _, nowMs) => {
      const operation = recorder.operation('images (4)', 'batch', { batch: 'images', size: '4' });
      operation.answered(nowMs, 100, 100, 0);
      operation.trend('perItem').record(25);
    };
    expect(judged(alone, 'images (4)', 'speedup', '>1').reason).toContain('no batch of one item was right');
    expect(judged(alone, 'images (4)', 'itemsPerSecond', '>1/s').status).toBe('passed');
  });
});

describe('single numbers in a window', () => {
  /** Nothing for ten seconds in the middle, else an answer of 50 tokens a second, within its bounds. */
  const paused: Happening = (recorder, second, nowMs) => {
    const chat = recorder.operation('chat', 'llm');
    chat.answered(nowMs, 900, 900, 0);
    if (second >= 20 && second < 30) return;
    chat.trend('outputTokens').record(50);
    chat.trend('good').record(1);
    chat.trend('cost').record(0.01);
  };

  it.each([
    ['goodput', '>0.5/s', 0],
    ['tokensPerSecond', '>10/s', 0],
  ] as const)('of %s are those of the worst, in which there may have been none', (metric, bound, actual) => {
    expect(judged(paused, 'chat', metric, bound).status).toBe('passed');
    expect(judged(paused, 'chat', metric, bound, { windowMs: 10_000 })).toMatchObject({
      status: 'failed',
      actual,
      worst: { startMs: 20_000, endMs: 30_000 },
    });
  });

  it('are sums and hourly rates of that window', () => {
    expect(judged(paused, 'chat', 'cost', '<0.2', { windowMs: 10_000 }).actual).toBeCloseTo(0.1, 5);
    expect(judged(jobs, 'biography', 'perHour', '>1000', { windowMs: 10_000 })).toMatchObject({
      status: 'passed',
      actual: 6840,
    });
  });

  it('fail where the whole run had none', () => {
    expect(judged(jobs, 'biography', 'goodput', '>1/s', { windowMs: 10_000 }).reason).toContain('no goodput');
  });
});

describe('requirements on caches', () => {
  const cached =
    (random: () => number): Happening =>
    (recorder, _, nowMs) => {
      const cache = recorder.operation('images', 'cache');
      for (let i = 0; i < 20; i += 1) {
        const isHit = random() < 0.9;
        cache.answered(nowMs, isHit ? 2 : 40, isHit ? 2 : 40, 0);
        cache.trend(isHit ? 'hit' : 'miss').record(isHit ? 2 : 40);
        cache.trend(isHit ? 'hitService' : 'missService').record(isHit ? 2 : 40);
      }
      request(recorder, 'GET /images/{}', nowMs, 3);
    };

  it.each([
    ['hitRatio', '>85%'],
    ['hit.p95', '<3ms'],
    ['miss.p95', '<50ms'],
    ['speedup', '>=19'],
  ])('%s %s is met', (metric, bound) => {
    expect(judged(cached(seededRandom(1)), 'cache:images', metric, bound)).toMatchObject({ status: 'passed' });
  });

  it('has the true hit ratio in its interval in at least 90 of 100 runs', () => {
    const inside = Array.from(
      { length: 100 },
      (_, seed) => runOf(cached(seededRandom(seed))).caches[0]!.interval!,
    ).filter(([lower, upper]) => lower! <= 0.9 && upper! >= 0.9);
    expect(inside.length).toBeGreaterThanOrEqual(90);
  });

  it('fails with its sentence where no answer could be classified, or only the service could tell', () => {
    const blind: Happening = (recorder, _, nowMs) => {
      request(recorder, 'GET /images/{}', nowMs, 3);
      recorder.operation('images', 'cache').failed('unmarked', 'an answer has no header x-cache', nowMs);
    };
    expect(judged(blind, 'cache:images', 'hitRatio', '>90%')).toMatchObject({
      status: 'failed',
      reason:
        'No answer could be told to be a hit or a miss of the cache "images". 60 times: an answer has no header x-cache.',
    });
    expect(judged(cached(seededRandom(1)), 'cache:images', 'evictions', '<=0').reason).toContain('statistics');
    expect(judged(cached(seededRandom(1)), 'cache:image', 'hitRatio', '>1%').reason).toContain(
      'Did you mean "images"?',
    );
  });

  /** Misses alone for ten seconds; then mostly hits, some stale and some that waited for another's miss. */
  const warming: Happening = (recorder, second, nowMs) => {
    const cache = recorder.operation('images', 'cache');
    const answer = (outcome: string, ms: number) => {
      cache.answered(nowMs, ms, ms, 0);
      cache.trend(outcome).record(ms);
    };
    for (let i = 0; i < 20; i += 1) {
      if (second < 10) answer('miss', 40);
      else answer(['stale', 'coalesced'][i] ?? 'hit', [5, 30][i] ?? 2);
    }
    request(recorder, 'GET /images/{}', nowMs, 3);
  };

  it.each([
    ['missRatio', '<20%', 1 / 6],
    ['staleRatio', '<5%', 1 / 24],
    ['coalescedRatio', '<5%', 1 / 24],
    ['cold.hitRatio', '<1%', 0],
    ['warm.hitRatio', '>90%', 0.95],
    ['stale.p50', '<6ms', 5],
    ['coalesced.p50', '<31ms', 30],
    ['cold.p95', '<45ms', 40],
    ['warm.p50', '<3ms', 2],
  ])('%s %s is met', (metric, bound, actual) => {
    const result = judged(warming, 'cache:images', metric, bound);
    expect(result.status).toBe('passed');
    expect(result.actual! / (actual || 1)).toBeCloseTo(actual === 0 ? 0 : 1, 1);
  });

  it('are judged in a window and in a phase', () => {
    const window = judged(warming, 'cache:images', 'hitRatio', '>80%', { windowMs: 5_000 });
    expect(window).toMatchObject({ status: 'failed', actual: 0, worst: { startMs: 0, endMs: 5_000 } });
    const phase = judged(warming, 'cache:images', 'hit.p95', '<3ms', { phase: 'steady' });
    expect(phase).toMatchObject({ status: 'passed', samples: 900 });
    expect(judged(warming, 'cache:images', 'hitRatio', '>80%', { phase: 'ramp' }).status).toBe('failed');
  });

  it('fail with a sentence for a phase or an outcome that was not seen', () => {
    const steady = cached(seededRandom(1));
    expect(judged(steady, 'cache:images', 'cold.hitRatio', '>1%')).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('had no cold phase: its hit ratio was never below'),
    });
    expect(judged(steady, 'cache:images', 'stale.p95', '<1s').reason).toContain('none of its answers was stale');
    expect(judged(steady, 'cache:images', 'p95', '<1s').reason).toContain('it has hitRatio, missRatio');
  });
});
