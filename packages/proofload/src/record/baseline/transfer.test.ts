import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleOperation, sampleRecord } from '../sample.fixture.ts';
import type { ComparedOperation, ComparedRun } from './schema.ts';
import { EXPORT_FORMATS, exportRun, importRuns, parseRuns } from './transfer.ts';

const folder = mkdtempSync(join(tmpdir(), 'proofload-transfer-'));
afterAll(() => rmSync(folder, { recursive: true }));

const latencies = Array.from({ length: 400 }, (_, i) => 10 + i / 10);
const pay = { ...sampleOperation('POST /pay', latencies, 4), bytesIn: 4000 };
const totals = { ...sampleOperation('*', latencies, 4), kind: 'all' };
const record = sampleRecord({ operations: [pay], totals });

const only = (runs: readonly ComparedRun[]) => {
  expect(runs).toHaveLength(1);
  return runs[0]!;
};
const figure = (operation: ComparedOperation | undefined, name: string) => operation?.figures[name]?.[0];

describe('a flat baseline file', () => {
  const file = {
    operation: 'health_check_baseline',
    environment: 'test',
    version: '1.0.0',
    timestamp: '2025-01-02T03:04:05.678901',
    response_time_mean: 40.5,
    response_time_median: 38,
    response_time_p95: 80,
    response_time_p99: 95,
    response_time_max: 120,
    requests_per_second: 55.5,
    concurrent_users: 10,
    total_requests: 3330,
    error_rate: 0.001,
    error_count: 3,
    test_duration: 60,
    raw_data: { endpoints: {}, timeline: [], errors: [] },
  };

  it('is read as all operations together, its times in ms and its duration in seconds', () => {
    const run = only(parseRuns(JSON.stringify(file), 'results/health_check_baseline_20250102_030405.json'));
    expect(run).toMatchObject({
      id: 'health_check_baseline',
      durationMs: 60_000,
      startedAt: '2025-01-02T03:04:05.678Z',
      load: null,
    });
    expect(run.operations).toMatchObject([{ name: '*', count: 3330, failed: 3 }]);
    expect(figure(run.operations[0], 'p95')).toBe(80);
    expect(figure(run.operations[0], 'errors')).toBe(0.001);
  });

  it('is written with every key, and reads back', () => {
    const written = JSON.parse(exportRun(record, 'flat'));
    expect(Object.keys(written)).toEqual(Object.keys(file));
    expect(written).toMatchObject({
      ...{ operation: 'bookshop', timestamp: '2026-11-20T10:00:00.000', test_duration: 60, concurrent_users: 10 },
      ...{
        total_requests: 400,
        error_rate: 0.01,
        error_count: 4,
        raw_data: { endpoints: { 'POST /pay': { requests: 400 } } },
      },
    });
    expect(figure(only(parseRuns(JSON.stringify(written), 'x.json')).operations[0], 'p99')).toBe(totals.latency?.p99);
  });
});

describe("pytest-benchmark's file", () => {
  it('is read in ms, with the standard error of the mean', () => {
    const stats = { min: 0.01, max: 0.09, mean: 0.02, stddev: 0.01, rounds: 100, median: 0.018, iqr: 0.001, ops: 50 };
    const text = JSON.stringify({
      datetime: '2025-01-02T03:04:05',
      benchmarks: [{ name: 'test_api', fullname: 'a::test_api', stats }],
    });
    const run = only(parseRuns(text, '.benchmarks/Linux/0001_abc.json'));
    expect(run).toMatchObject({ id: '0001_abc', source: 'pytest-benchmark' });
    expect(run.operations[0]).toMatchObject({
      name: 'test_api',
      count: 100,
      figures: { p50: [18, null] },
    });
    expect(run.operations[0]?.figures.mean).toEqual([20, expect.closeTo(0.05)]);
  });
});

describe("k6's summary", () => {
  const values = { avg: 40, min: 10, med: 38, max: 120, 'p(90)': 70, 'p(95)': 80 };
  const check = (text: string) => {
    const run = only(parseRuns(text, 'summary.json'));
    expect(run.operations.map(({ name }) => name)).toEqual(['*', 'pay']);
    expect(run.operations[0]).toMatchObject({
      count: 1000,
      failed: 20,
      figures: { p95: [80, null], rate: [50, null], errors: [0.02, null] },
    });
    expect(figure(run.operations[1], 'p50')).toBe(19);
  };

  it('is read as handleSummary gets it', () => {
    check(
      JSON.stringify({
        state: { testRunDurationMs: 20_000 },
        metrics: {
          http_req_duration: { type: 'trend', contains: 'time', values, thresholds: { 'p(95)<200': { ok: true } } },
          'http_req_duration{name:pay}': { type: 'trend', contains: 'time', values: { ...values, med: 19 } },
          http_reqs: { type: 'counter', contains: 'default', values: { count: 1000, rate: 50 } },
          http_req_failed: { type: 'rate', contains: 'default', values: { rate: 0.02, passes: 20, fails: 980 } },
        },
      }),
    );
  });

  it('is read in its older form too, where a threshold that is true means one that failed', () => {
    check(
      JSON.stringify({
        root_group: {},
        metrics: {
          http_req_duration: { ...values, thresholds: { 'p(95)<200': false } },
          'http_req_duration{name:pay}': { ...values, med: 19 },
          http_reqs: { count: 1000, rate: 50 },
          http_req_failed: { value: 0.02, passes: 20, fails: 980 },
        },
      }),
    );
  });
});

describe("Locust's statistics", () => {
  const heading =
    'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%';

  it('are read by the names of operations', () => {
    const text = `${heading}\r\nGET,/books,100,1,38,40.5,10,120,500.0,5.0,0.05,38,40,45,50,70,80,90,95,120,120,120\r\n,Aggregated,100,1,38,40.5,10,120,500.0,5.0,0.05,38,40,45,50,70,80,90,95,120,120,N/A\r\n`;
    const run = only(parseRuns(text, 'reports/light_stats.csv'));
    expect(run.id).toBe('light');
    expect(run.operations.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['http GET /books', 'all *']);
    expect(run.operations[0]).toMatchObject({
      count: 100,
      failed: 1,
      figures: { p95: [80, null], errors: [0.01, null] },
    });
  });

  it('are written with the heading that Locust writes, and read back', () => {
    const text = exportRun(record, 'locust');
    expect(text.split('\r\n')[0]).toBe(heading);
    const [operation] = only(parseRuns(text, 'x_stats.csv')).operations;
    expect(operation).toMatchObject({ name: 'POST /pay', count: 400, failed: 4 });
    expect(figure(operation, 'p95')).toBe(pay.latency?.p95);
  });
});

describe('a file to import', () => {
  it.each(EXPORT_FORMATS)('in the form %s gives back what was exported', (format) => {
    const run = only(parseRuns(exportRun(record, format), 'x'));
    const operation = run.operations.find(({ name }) => name === (format === 'flat' ? '*' : 'POST /pay'));
    expect(operation?.count).toBe(400);
    expect(figure(operation, 'p50')).toBeCloseTo(pay.latency!.p50, 9);
    expect(figure(operation, 'mean')).toBeCloseTo(pay.latency!.mean, 9);
  });

  it('may be a record', async () => {
    const path = join(folder, 'run.json');
    writeFileSync(path, JSON.stringify(record));
    expect(only(await importRuns(path))).toMatchObject({ id: '0007', source: 'proofload', target: record.target });
  });

  it('is refused when it is nothing that is known, with its path', () => {
    expect(() => parseRuns('{"a": 1}', 'a.json')).toThrow(/^a.json is no baseline that Proofload can read\. It reads/);
    expect(() => parseRuns('{', 'a.json')).toThrow(/a.json is not valid JSON/);
    expect(() => parseRuns('Type,Name,Oops\n', 'a.csv')).toThrow(
      /a.csv is not a table of Locust's statistics: the column Request Count/,
    );
  });
});
