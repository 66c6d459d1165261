import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRun } from '../record/build.ts';
import { measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { sampleHeader, sampleOperation } from '../record/sample.fixture.ts';
import { csv } from './csv/cells.ts';
import { csvFiles } from './csv.ts';
import { crowdedRun, emptyRun, failedRun } from './sample.fixture.ts';

/** Reads comma-separated values as RFC 4180 has them. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, bare = '', end = ''] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n)/g)) {
    row.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push(row.splice(0));
  }
  row = [];
  return rows;
}

const fileOf = (files: ReturnType<typeof csvFiles>, suffix: string) =>
  parse(files.find((file) => file.suffix === suffix)?.text ?? '');

describe('cells', () => {
  it('are read back as they were, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 })), (rows) => {
        expect(parse(csv(rows))).toEqual(rows);
      }),
    );
  });
});

describe("Locust's files", () => {
  const run = failedRun();
  const files = csvFiles(run);

  it('have its headers, to the letter', () => {
    expect(files.slice(0, 4).map(({ text }) => text.slice(0, text.indexOf('\r\n')))).toEqual([
      'Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,Max Response Time,Average Content Size,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%',
      'Timestamp,User Count,Type,Name,Requests/s,Failures/s,50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%,Total Request Count,Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,Total Max Response Time,Total Average Content Size',
      'Method,Name,Error,Occurrences,First Seen,Last Seen',
      'Count,Message,Traceback,Nodes',
    ]);
  });

  it('end the statistics with all operations together', () => {
    const stats = fileOf(files, '_stats.csv');
    expect(stats).toHaveLength(run.operations.length + 2);
    expect(stats[1]?.slice(0, 4)).toEqual(['GET', '/books', '4800', '0']);
    expect(stats.at(-1)?.slice(0, 4)).toEqual(['', 'Aggregated', '11040', '44']);
    const percentiles = stats[1]!.slice(11).map(Number);
    expect(percentiles).toEqual([...percentiles].sort((a, b) => a - b));
    expect(percentiles[5]).toBeCloseTo(run.operations[0]!.latency!.p95, 3);
  });

  it('have a line a second, with N/A for what is not known', () => {
    const history = fileOf(files, '_stats_history.csv');
    expect(history).toHaveLength(run.timeline.length + 1);
    expect(history[1]?.[0]).toBe(String(Date.parse(run.startedAt) / 1000 + 1));
    expect(history[1]?.[7]).toBe('N/A');
    const requests = run.timeline.reduce((sum, { count }) => sum + count, 0);
    expect(history.at(-1)?.[17]).toBe(String(requests));
  });

  it('have one line for each time stamp, also where the run ended some milliseconds into a second', () => {
    const stub = { ...run.timeline[0]!, startMs: 120_000, durationMs: 4, count: 2, failed: 1, rate: 500 };
    const history = fileOf(csvFiles({ ...run, timeline: [...run.timeline, stub] }), '_stats_history.csv').slice(1);
    expect(new Set(history.map(([stamp]) => stamp)).size).toBe(history.length);
    const requests = run.timeline.reduce((sum, { count }) => sum + count, stub.count);
    expect(history.at(-1)?.[17]).toBe(String(requests));
    expect(Number(history.at(-1)?.[4])).toBeLessThan(200);
  });

  it('have every figure of every second where the measurements are at hand', () => {
    const slices = sliceSeconds(4, (recorder, second, nowMs) => {
      for (let i = 0; i < 10; i += 1) request(recorder, 'GET /', nowMs, 10 * (second + 1) + i);
    });
    const measurements = measure(slices);
    const measured = buildRun(sampleHeader, measurements, { end: 'completed', durationMs: 4000 });
    const record = { ...run, ...measured, verdict: run.verdict };
    const history = fileOf(csvFiles(record, measurements), '_stats_history.csv').slice(1);
    expect(history.flat()).not.toContain('N/A');
    expect(history.map((row) => Number(row[17]))).toEqual([10, 20, 30, 40]);
    expect(Number(history[0]?.[16])).toBeCloseTo(19, 0);
    expect(Number(history.at(-1)?.[21])).toBeCloseTo(10, 0);
    expect(Number(history.at(-1)?.[22])).toBeCloseTo(49, 0);
  });

  it('tell failures of requests from what tasks threw', () => {
    const group = {
      type: 'TypeError',
      message: 'TypeError: x is undefined (shop.perf.ts:12:5)',
      count: 2,
      first: run.startedAt,
      last: run.startedAt,
    };
    const task = { ...sampleOperation('browse', []), kind: 'task', errors: [group] };
    const both = csvFiles({ ...run, operations: [...run.operations, task] });
    expect(fileOf(both, '_failures.csv').slice(1)).toEqual([
      ['POST', '/pay', '503 Service Unavailable', '41', '2026-11-20T10:00:31.200Z', '2026-11-20T10:01:58.000Z'],
      ['POST', '/pay', 'No answer within 2s', '3', '2026-11-20T10:01:04.000Z', '2026-11-20T10:01:06.500Z'],
    ]);
    expect(fileOf(both, '_exceptions.csv').slice(1)).toEqual([['2', group.message, 'browse', 'bench']]);
  });

  it('can be written of any run', () => {
    for (const any of [emptyRun(), crowdedRun(20)]) {
      const stats = fileOf(csvFiles(any), '_stats.csv');
      expect(new Set(stats.map((row) => row.length))).toEqual(new Set([22]));
      expect(stats).toHaveLength(any.operations.length + 2);
    }
  });

  it('have one more for what Locust does not measure: trends with their definitions, own metrics, caches', () => {
    const { latency } = run.totals;
    const chat = { ...sampleOperation('chat', [100]), kind: 'llm', trends: { ttft: latency! } };
    const [head, ...rows] = fileOf(
      csvFiles({
        ...run,
        operations: [chat],
        metrics: [{ name: 'orders', type: 'counter', value: 12, rate: 2 }],
        caches: [{ name: 'images', hits: 9, misses: 1, stale: 0, coalesced: 0, hitRatio: 0.9, hit: latency! }],
        definitions: { ttft: { unit: 'ms', per: 'request', definition: 'Time to the first token.' } },
      }),
      '_metrics.csv',
    );
    const of = (name: string) =>
      Object.fromEntries(head!.map((title, column) => [title, rows.find((row) => row[1] === name)?.[column]]));
    expect(of('ttft')).toMatchObject({ Of: 'chat', Unit: 'ms', Definition: 'Time to the first token.' });
    expect(Number(of('ttft').p95)).toBeCloseTo(latency!.p95, 3);
    expect(of('orders')).toMatchObject({ Of: '', Kind: 'counter', Value: '12' });
    expect(of('hitRatio')).toMatchObject({ Of: 'images', Count: '10', Value: '0.9' });
    expect(of('hit')).toMatchObject({ Kind: 'cache', Count: String(latency!.count) });
  });
});
