import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { PlannedRequirement, RunHeader } from '../record/schema/header.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import { RecordEvidence, SeriesEvidence } from './evidence.ts';
import { judgeRequirements, requirementOf } from './requirements.ts';

/** Twenty requests a second from 10 to 29 ms, a slow one that fails every fifth second, a login each second. */
const shop: Happening = (recorder, second, nowMs) => {
  for (let i = 0; i < 20; i += 1) request(recorder, 'GET /books', nowMs, 10 + i);
  if (second % 5 === 0) request(recorder, 'GET /books/{}', nowMs, 500, 503);
  const login = recorder.operation('POST /login', 'http', { area: 'auth' });
  login.answered(nowMs, 100, 90, 5);
  login.trend('hash').record(80);
  recorder.operation('render', 'code').answered(nowMs, 900, 900, 0);
  recorder.check('has a title', 'GET /books', second !== 0);
  recorder.check('began', undefined, true);
  recorder.metric('orders', 'counter').add(3);
  recorder.metric('queue', 'gauge').set(second);
  recorder.metric('found', 'rate').add(second % 4 !== 0);
  recorder.metric('page.render', 'trend').add(second);
};
const SECONDS = 100;
const slices = sliceSeconds(SECONDS, shop);

interface Scene {
  readonly header?: Partial<RunHeader>;
  readonly strict?: boolean;
  readonly recordOnly?: boolean;
  readonly happening?: Happening;
  readonly others?: readonly PlannedRequirement[];
  readonly requirement?: Partial<PlannedRequirement>;
}

function judged(key: string, metric: string, bound: string, scene: Scene = {}): RequirementResult {
  const header = { ...sampleHeader, ...scene.header };
  const measurements = measure(scene.happening ? sliceSeconds(SECONDS, scene.happening) : slices, header.warmupMs);
  const run = buildRun(header, measurements, { end: 'completed', durationMs: SECONDS * 1000 });
  const evidence = scene.recordOnly ? new RecordEvidence(run) : new SeriesEvidence(measurements);
  const wanted = { key, metric, bound, severity: 'fail', abort: false, ...scene.requirement } as const;
  const requirements = [wanted, ...(scene.others ?? [])].map(requirementOf);
  return judgeRequirements(requirements, run, evidence, { strict: scene.strict ?? false })[0]!;
}

describe('a requirement on operations', () => {
  it('is judged by what was measured of the operation', () => {
    expect(judged('GET /books', 'p95', '<30ms')).toMatchObject({
      ...{ status: 'passed', samples: 2000, needed: 59, dimension: 'duration', bound: '<30ms' },
      ...{ actual: expect.closeTo(28, 0), operations: ['GET /books'], reason: '' },
    });
    expect(judged('GET /books', 'p95', '<20ms').status).toBe('failed');
  });

  it.each([
    ['p50', '<20ms', 19],
    ['median', '<20ms', 19],
    ['min', '>=10ms', 10],
    ['max', '<=29ms', 29],
    ['mean', '<20ms', 19.5],
    ['stddev', '<6ms', 5.77],
    ['service.p99', '<30ms', 29],
    ['rate', '>=20/s', 20],
    ['count', '>=2000', 2000],
    ['errors', '<1%', 0],
    ['success', '>99%', 1],
    ['checks', '>=99%', 0.99],
  ])('%s %s is met', (metric, bound, actual) => {
    const result = judged('GET /books', metric, bound);
    expect(result.status).toBe('passed');
    expect(Math.abs(result.actual! - actual)).toBeLessThan(0.003 * actual + 1e-9);
  });

  it('may be on a trend or on the wait for a free user', () => {
    expect(judged('POST /login', 'hash.p50', '<81ms')).toMatchObject({ status: 'passed', samples: 100 });
    expect(judged('POST /login', 'queueWait.mean', '<6ms')).toMatchObject({ status: 'passed', actual: 5 });
    expect(judged('GET /books', 'hash.p50', '<81ms')).toMatchObject({
      status: 'failed',
      actual: null,
      reason: 'GET /books: there is no hash.p50, since hash was not measured.',
    });
  });

  it('may be on the delay of the generator, of everything over the whole run', () => {
    const lag: Happening = (recorder, second, nowMs) => {
      shop(recorder, second, nowMs);
      recorder.sendLag(2);
    };
    expect(judged('*', 'sendLag.p95', '<3ms', { happening: lag })).toMatchObject({
      ...{ status: 'passed', actual: expect.closeTo(2, 1), samples: SECONDS, needed: 59 },
    });
    expect(judged('GET /books', 'sendLag.p95', '<3ms', { happening: lag }).reason).toMatch(/require it of \*/);
  });

  it("may be on what was dropped, which is no operation's but the run's", () => {
    const drops: Happening = (recorder, second, nowMs) => {
      shop(recorder, second, nowMs);
      recorder.dropped(3);
    };
    expect(judged('*', 'dropped', '<=0', { happening: drops })).toMatchObject({
      status: 'failed',
      actual: 3 * SECONDS,
    });
    expect(judged('*', 'dropped', '<=0')).toMatchObject({ status: 'passed', actual: 0 });
  });

  it('is one gate over the merged operations of protocols, for * and patterns and tags', () => {
    const all = judged('*', 'max', '<1s');
    expect(all).toMatchObject({
      actual: 500,
      samples: 2120,
      operations: ['GET /books', 'GET /books/{}', 'POST /login'],
    });
    expect(judged('GET*', 'errors', '<0.9%')).toMatchObject({ status: 'failed', actual: 20 / 2020 });
    expect(judged('tag:area=auth', 'count', '>0')).toMatchObject({ actual: 100, operations: ['POST /login'] });
  });

  it('on merged operations is as on one operation that saw everything', () => {
    const latencies = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 500 })), {
      minLength: 1,
      maxLength: 30,
    });
    fc.assert(
      fc.property(latencies, fc.constantFrom('p50', 'p90', 'mean', 'errors', 'rate', 'max'), (requests, metric) => {
        const happening =
          (name: (left: boolean) => string): Happening =>
          (recorder, second, nowMs) => {
            if (second > 12) return;
            for (const [left, ms] of requests) request(recorder, name(left), nowMs, ms + second, ms > 400 ? 500 : 200);
          };
        const [two, one] = [happening((left) => (left ? 'GET /a' : 'GET /b')), happening(() => 'GET /c')];
        const figures = ({ actual, interval, samples, status, marginal }: RequirementResult) => {
          return { actual, interval, samples, status, marginal };
        };
        const bound = metric === 'errors' ? '<5%' : metric === 'rate' ? '>1/s' : '<300ms';
        const [merged, whole] = [two, one].map((each) => figures(judged('*', metric, bound, { happening: each })));
        expect(merged!.samples).toBe(whole!.samples);
        expect(merged!.actual).toBeCloseTo(whole!.actual!, 9);
        expect([merged!.status, merged!.marginal]).toEqual([whole!.status, whole!.marginal]);
      }),
      { numRuns: 20 },
    );
  });

  it('judges what stands apart only where it is named', () => {
    expect(judged('render', 'max', '<1s')).toMatchObject({ status: 'passed', actual: 900 });
    expect(judged('*', 'max', '<600ms').status).toBe('passed');
  });

  it('leaves out of wider keys what is freed by its own name', () => {
    const freed = { key: 'GET /books/{}', metric: 'max', bound: 'none', severity: 'fail', abort: false } as const;
    expect(judged('*', 'max', '<1s', { others: [freed] })).toMatchObject({ actual: 100 });
    expect(judged('*', 'errors', '<1%', { others: [freed] })).toMatchObject({ samples: 2120 });
  });

  it('fails when the operation never ran, and says what ran', () => {
    expect(judged('GET /bokos', 'p95', '<1s')).toMatchObject({
      status: 'failed',
      actual: null,
      samples: 0,
      reason:
        'GET /bokos was never requested; the operations of this run are GET /books, GET /books/{}, POST /login, render. Did you mean "GET /books"?',
    });
    expect(judged('DELETE *', 'p95', '<1s').reason).toMatch(
      /^No operation that ran matches "DELETE \*"; the operations/,
    );
    const warmup = { warmupMs: 96_000 };
    expect(judged('GET /books/{}', 'p95', '<1s', { header: warmup }).reason).toMatch(
      /never requested after the warm-up/,
    );
  });

  it('leaves the seconds of the warm-up out', () => {
    expect(judged('GET /books', 'count', '>0', { header: { warmupMs: 90_000 } })).toMatchObject({ actual: 200 });
    expect(judged('GET /books', 'rate', '>0', { header: { warmupMs: 90_000 } })).toMatchObject({ actual: 20 });
  });

  it('can be judged by the record alone, with the same outcome', () => {
    for (const [metric, bound] of [
      ['p95', '<30ms'],
      ['errors', '<1%'],
      ['rate', '>1/s'],
      ['checks', '>90%'],
    ] as const) {
      const [whole, alone] = [false, true].map((recordOnly) => judged('*', metric, bound, { recordOnly }));
      expect({ ...alone, interval: null, marginal: false }).toEqual({ ...whole, interval: null, marginal: false });
    }
  });
});

describe('a requirement with a window', () => {
  const slowAtForty: Happening = (recorder, second, nowMs) => {
    const ms = second >= 40 && second < 45 ? 300 : 20;
    for (let i = 0; i < 20; i += 1) request(recorder, 'GET /', nowMs, ms);
  };
  const window = (windowMs: number, scene: Scene = {}) => ({
    happening: slowAtForty,
    requirement: { windowMs },
    ...scene,
  });

  it('is judged in every window, and reports the worst', () => {
    expect(judged('*', 'p96', '<100ms', { happening: slowAtForty }).status).toBe('failed');
    expect(judged('*', 'p90', '<100ms', { happening: slowAtForty }).status).toBe('passed');
    const worst = judged('*', 'p50', '<100ms', window(5000));
    expect(worst).toMatchObject({ status: 'failed', worst: { startMs: 40_000, endMs: 45_000 }, samples: 100 });
    expect(judged('*', 'p50', '<100ms', window(20_000)).status).toBe('passed');
  });

  it('is inconclusive when every window has too few samples, unless one is broken beyond doubt', () => {
    const quiet: Happening = (recorder, _, nowMs) => request(recorder, 'GET /', nowMs, 20);
    const few = judged('*', 'p99', '<100ms', { ...window(5000), happening: quiet });
    expect(few).toMatchObject({ status: 'inconclusive', samples: 5, needed: 299 });
    expect(judged('*', 'p99', '<100ms', window(5000))).toMatchObject({ status: 'failed', samples: 100 });
  });

  it('is inconclusive where the run was shorter than any window: that is no breach', () => {
    expect(judged('*', 'errors', '<=50%', window(3_600_000))).toMatchObject({
      status: 'inconclusive',
      reason: '*: what is judged of the run was shorter than a window of 1h 00m. Run for longer.',
    });
  });

  it('takes failures that are told in a later window than that of their requests, when iterations end, for its own', () => {
    const late: Happening = (recorder, second, nowMs) => {
      request(recorder, 'GET /', nowMs, 20);
      if (second === 3)
        for (let i = 0; i < 3; i += 1) recorder.operation('GET /', 'http').failed('status', '500', nowMs);
    };
    const scene = { happening: late, requirement: { windowMs: 1000 } };
    expect(judged('*', 'errors', '<50%', scene)).toMatchObject({ actual: 1, samples: 1, worst: { startMs: 3000 } });
    expect(judged('*', 'success', '>50%', scene)).toMatchObject({ actual: 0 });
  });

  it('finds the lowest rate where that is asked for', () => {
    const pause: Happening = (recorder, second, nowMs) => {
      if (second < 50 || second >= 60) request(recorder, 'GET /', nowMs, 20);
    };
    expect(judged('*', 'rate', '>=0.5/s', { happening: pause, requirement: { windowMs: 10_000 } })).toMatchObject({
      status: 'failed',
      actual: 0,
      worst: { startMs: 50_000, endMs: 60_000 },
    });
  });

  it('cannot be judged by the record alone', () => {
    const result = judged('*', 'p50', '<100ms', window(5000, { recordOnly: true }));
    expect(result).toMatchObject({ status: 'inconclusive', reason: expect.stringContaining('series.ndjson') });
  });
});

describe('a requirement on a phase', () => {
  const stages = [
    { durationMs: 40_000, users: 10 },
    { durationMs: 60_000, users: 10 },
  ];
  const header = { load: { model: 'closed', startUsers: 0, stages } } as const;

  it('is judged by that part of the run', () => {
    const steady = judged('GET /books', 'rate', '>0', { header, requirement: { phase: 'steady' } });
    expect(steady).toMatchObject({ actual: 20, samples: 1200, phase: 'steady' });
  });

  it('fails where the load has no such phase, since it saw no data', () => {
    const none = judged('GET /books', 'rate', '>0', { header, requirement: { phase: '7' } });
    expect(none).toMatchObject({ status: 'failed', reason: expect.stringContaining('no phase "7"') });
  });
});

describe('a requirement on a custom metric', () => {
  it.each([
    ['orders', '>=300', 300],
    ['orders.rate', '>=3/s', 3],
    ['queue', '<=99', 99],
    ['queue.min', '>=0', 0],
    ['found', '>=75%', 0.75],
    ['page.render.p50', '<50ms', 49],
    ['page.render.max', '<100ms', 99],
  ])('%s %s is met, whatever the key', (metric, bound, actual) => {
    for (const key of ['*', 'GET /books']) {
      const result = judged(key, metric, bound);
      expect(result.status).toBe('passed');
      expect(Math.abs(result.actual! - actual)).toBeLessThan(0.003 * actual + 1e-9);
    }
  });

  it('has as few samples as any', () => {
    expect(judged('*', 'page.render.p99', '<1s')).toMatchObject({ status: 'inconclusive', samples: 100, needed: 299 });
  });

  it('fails when it was never recorded, with a word on what was', () => {
    expect(judged('*', 'order', '>0')).toMatchObject({
      status: 'failed',
      reason:
        'The metric "order" was never recorded; the metrics of this run are orders, queue, found, page.render, hash. Did you mean "orders"?',
    });
    expect(judged('*', 'queue.p95', '<1s').reason).toBe(
      'queue is a gauge and has no "p95"; it has last, value, min, max.',
    );
  });
});

describe('other requirements', () => {
  it('against a baseline need one', () => {
    expect(judged('*', 'p95', '-30% vs baseline')).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('--baseline'),
    });
  });

  it('on things that the run does not know fail', () => {
    expect(judged('cache:images', 'hitRatio', '>90%')).toMatchObject({
      status: 'failed',
      reason: 'There is no cache "images"; this run has no caches.',
    });
  });

  it('on checks count those of the operation, and for * those of the run too', () => {
    expect(judged('*', 'checks', '>0%')).toMatchObject({ samples: 200, actual: 0.995 });
    expect(judged('POST /login', 'checks', '>0%')).toMatchObject({
      status: 'failed',
      reason: 'POST /login: no check was made.',
    });
  });
});
