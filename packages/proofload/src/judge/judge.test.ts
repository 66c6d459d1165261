import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader } from '../record/sample.fixture.ts';
import type { RunHeader } from '../record/schema/header.ts';
import { runRecordSchema } from '../record/schema.ts';
import { normalSample, seededRandom } from '../stats/index.ts';
import { judge } from './judge.ts';

/** Requests with noise around 50 ms, during the first 20 seconds three times as slow. */
function shop(warmupSeconds: number): Happening {
  const random = seededRandom(3);
  return (recorder, second, nowMs) => {
    const factor = second < warmupSeconds ? 3 : 1;
    for (let i = 0; i < 20; i += 1) {
      const noise = Math.exp(0.2 * normalSample(random));
      request(recorder, i % 4 === 0 ? 'POST /pay' : 'GET /', nowMs, 50 * factor * noise, random() < 0.02 ? 500 : 200);
    }
  };
}

function run(seconds: number, warmupSeconds = 0, parts: Partial<RunHeader> = {}) {
  const header = { ...sampleHeader, ...parts };
  const measurements = measure(sliceSeconds(seconds, shop(warmupSeconds)), header.warmupMs);
  const load = { model: 'closed', startUsers: 5, stages: [{ durationMs: seconds * 1000, users: 5 }] } as const;
  const measured = buildRun({ ...header, load }, measurements, { end: 'completed', durationMs: seconds * 1000 });
  return { measured, measurements };
}

describe('judging a run', () => {
  it('completes its record, which fits its schema after a way through JSON', () => {
    const { measured, measurements } = run(60);
    const record = judge(measured, measurements);
    expect(record.verdict).toMatchObject({ status: 'passed', score: 1 });
    expect(runRecordSchema.parse(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it('puts intervals into operations and totals that hold what was measured', () => {
    const { measured, measurements } = run(120);
    const record = judge(measured, measurements);
    for (const operation of [record.totals, ...record.operations]) {
      const { latency, intervals, precision } = operation;
      for (const key of ['mean', 'p50', 'p95', 'p99'] as const) {
        const [lower, upper] = latency!.intervals![key]!;
        expect(lower).toBeLessThan(latency![key]);
        expect(upper ?? Number.POSITIVE_INFINITY).toBeGreaterThan(latency![key]);
      }
      expect(latency?.precision?.p50).toMatchObject({ method: 'autocorrelated' });
      expect(intervals?.rate?.[0]).toBeLessThanOrEqual(operation.rate);
      expect(intervals?.errors?.[1]).toBeGreaterThan(operation.failed / operation.count);
      expect(precision?.errors?.standardError).toBeGreaterThan(0);
    }
  });

  it('gives the same verdict when it is judged again', () => {
    const { measured, measurements } = run(60);
    const record = judge(measured, measurements);
    expect(judge(record, measurements)).toEqual(record);
    const alone = judge(record, undefined);
    expect(alone.verdict.status).toBe(record.verdict.status);
    expect(alone.operations).toEqual(record.operations);
  });

  it('may be by other requirements than those of the run', () => {
    const { measured, measurements } = run(60);
    const bound = { operator: '<', value: 10, dimension: 'duration' } as const;
    const strictly = { key: '*', metric: 'p95', bound, text: '<10ms', severity: 'fail', abort: false } as const;
    const requirements = [{ ...strictly, windowMs: undefined, phase: undefined }];
    expect(judge(measured, measurements, { requirements }).verdict.status).toBe('failed');
  });

  it('reports a warm-up and leaves it in, but has figures without it for comparisons', () => {
    const { measured, measurements } = run(120, 20);
    const record = judge(measured, measurements);
    expect(record.warmup).toEqual({ detectedMs: 20_000, settled: true });
    expect(record.totals.latency?.max).toBeGreaterThan(150);
    const [pay] = record.operations;
    expect(pay?.steady?.p95?.[0]).toBeLessThan(80);
    expect(pay?.latency?.p95).toBeGreaterThan(100);
    expect(pay?.steady?.rate?.[0]).toBeCloseTo(5, 6);
  });

  it('leaves out a warm-up that the suite cuts, and finds none after it', () => {
    const { measured, measurements } = run(120, 20, { warmupMs: 20_000 });
    const record = judge(measured, measurements);
    expect(record.warmup).toEqual({ detectedMs: 0, settled: true });
    expect(record.totals.latency?.max).toBeLessThan(150);
    expect(record.operations[0]?.steady).toBeUndefined();
  });

  it('does not say whether a short run settled', () => {
    const { measured, measurements } = run(30);
    expect(judge(measured, measurements).warmup).toEqual({ detectedMs: null, settled: null });
  });

  it('is invalid where nothing was measured', () => {
    const { measured, measurements } = run(0);
    const { verdict } = judge(measured, measurements);
    expect(verdict.status).toBe('invalid');
    expect(verdict.reasons[0]).toMatch(/^Nothing was measured/);
  });
});
