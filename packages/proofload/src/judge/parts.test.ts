import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { type Happening, measure, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { RunHeader } from '../record/schema/header.ts';
import type { ResourceRecord } from '../record/schema/measurements.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import { RecordEvidence, SeriesEvidence } from './evidence.ts';
import { judgeRequirements, requirementOf } from './requirements.ts';

const SECONDS = 60;
/** From second 40 to 49 there are no orders, most is lost, and pages take long. */
const isBad = (second: number): boolean => second >= 40 && second < 50;

const shop: Happening = (recorder, second, nowMs) => {
  recorder.operation('GET /', 'http').answered(nowMs, 10, 10, 0);
  if (!isBad(second)) recorder.metric('orders', 'counter').add(4);
  recorder.check('in stock', 'GET /', !isBad(second));
  recorder.metric('queue', 'gauge').set(second);
  for (let i = 0; i < 10; i += 1) {
    recorder.metric('found', 'rate').add(!isBad(second) || i === 0);
    recorder.metric('render', 'trend').add(isBad(second) ? 500 : 50);
  }
};

/** 100 MB, in the bad seconds 300 MB. */
const memory: ResourceRecord = {
  ...{ name: 'api', metric: 'memory', unit: 'bytes', last: 1e8, min: 1e8, mean: 1.33e8, max: 3e8, samples: SECONDS },
  points: Array.from({ length: SECONDS }, (_, second) => [second * 1000 + 500, isBad(second) ? 3e8 : 1e8] as const),
};

/** Ramps up in 20 s, then stays. */
const header: RunHeader = {
  ...sampleHeader,
  warmupMs: 0,
  load: {
    ...{ model: 'closed', startUsers: 0 },
    stages: [
      { durationMs: 20_000, users: 5 },
      { durationMs: 40_000, users: 5 },
    ],
  },
};

function judged(
  key: string,
  metric: string,
  bound: string,
  where: { readonly window?: number; readonly phase?: string },
  recordOnly = false,
): RequirementResult {
  const measurements = measure(sliceSeconds(SECONDS, shop), 0);
  const run = buildRun(header, measurements, { end: 'completed', durationMs: SECONDS * 1000, resources: [memory] });
  const evidence = recordOnly ? new RecordEvidence(run) : new SeriesEvidence(measurements);
  const part = { windowMs: where.window, phase: where.phase };
  const wanted = requirementOf({ key, metric, bound, severity: 'fail', abort: false, ...part });
  return judgeRequirements([wanted], run, evidence, { strict: false })[0] as RequirementResult;
}

describe('a requirement on a window', () => {
  it.each([
    ['*', 'orders', '>=10', 0],
    ['GET /', 'checks', '>90%', 0],
    ['*', 'orders.rate', '>=1/s', 0],
    ['*', 'found', '>=50%', 0.1],
    ['*', 'render.p95', '<100ms', 500],
    ['resource:api', 'memory.mean', '<200MB', 3e8],
  ])('of %s %s is judged by the worst one', (key, metric, bound, actual) => {
    const result = judged(key, metric, bound, { window: 10_000 });
    expect(result).toMatchObject({ status: 'failed', worst: { startMs: 40_000, endMs: 50_000 } });
    expect(Math.abs((result.actual as number) - actual)).toBeLessThanOrEqual(0.01 * actual);
  });

  it('is judged by the largest value of a resource in it', () => {
    expect(judged('resource:api', 'memory', '<200MB', { window: 10_000 })).toMatchObject({
      status: 'failed',
      actual: 3e8,
    });
  });

  it('is inconclusive where the run was shorter than any window', () => {
    for (const [key, metric, bound] of [
      ['*', 'orders', '>=1'],
      ['resource:api', 'memory', '<400MB'],
    ] as const) {
      expect(judged(key, metric, bound, { window: 3_600_000 })).toMatchObject({
        status: 'inconclusive',
        reason: expect.stringContaining('shorter than a window of 1h 00m'),
      });
    }
  });

  it('holds where no window breaks it', () => {
    expect(judged('*', 'queue.max', '<60', { window: 5_000 })).toMatchObject({ status: 'passed', actual: 59 });
    expect(judged('resource:api', 'memory', '<400MB', { window: 5_000 }).status).toBe('passed');
  });

  it('cannot tell a leak, nor anything where only the record is left', () => {
    expect(judged('resource:api', 'leak', '<1KB', { window: 10_000 })).toMatchObject({
      ...{ status: 'inconclusive', reason: expect.stringContaining('a leak shows over a run or a phase') },
    });
    expect(judged('*', 'orders', '>=1', { window: 10_000 }, true).reason).toMatch(/series\.ndjson/);
  });
});

describe('a requirement on a phase', () => {
  it('is judged by that part of the run alone', () => {
    expect(judged('*', 'orders', '<=80', { phase: 'ramp' })).toMatchObject({ status: 'passed', actual: 80 });
    expect(judged('GET /', 'checks', '>=100%', { phase: 'ramp' })).toMatchObject({ status: 'passed', samples: 20 });
    expect(judged('*', 'orders.rate', '>=3/s', { phase: 'steady' })).toMatchObject({ status: 'passed', actual: 3 });
    expect(judged('resource:api', 'memory', '<200MB', { phase: 'ramp' })).toMatchObject({
      status: 'passed',
      actual: 1e8,
    });
    expect(judged('resource:api', 'memory', '<200MB', { phase: 'steady' }).status).toBe('failed');
  });

  it('together with a window is judged by the windows of that phase', () => {
    expect(judged('*', 'orders', '>=40', { phase: '1', window: 10_000 })).toMatchObject({
      status: 'passed',
      actual: 40,
    });
  });

  it('fails where the load has no such phase, or the metric is not there', () => {
    expect(judged('*', 'orders', '>=1', { phase: '7' })).toMatchObject({ status: 'failed' });
    expect(judged('resource:db', 'memory', '<1GB', { phase: 'steady' }).reason).toMatch(/no resource "db"/);
  });
});
