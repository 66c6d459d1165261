import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readTrace } from './trace.ts';

function traceOf(name: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-trace-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, text);
  return readTrace(file);
}

describe('a trace', () => {
  it('is read from CSV, its times counted from the first', () => {
    const { timesMs, tasks, taskOf, row } = traceOf(
      't.csv',
      'time,task,size\n5,read,10\n5.25,buy,20\n6,read,30\n7,,40\n',
    );
    expect([...timesMs]).toEqual([0, 250, 1000, 2000]);
    expect([...taskOf].map((task) => tasks[task - 1])).toEqual(['read', 'buy', 'read', undefined]);
    expect(row(1)).toEqual({ time: '5.25', task: 'buy', size: '20' });
  });

  it('is read from NDJSON, with points in time', () => {
    const rows = ['2026-11-20T10:00:00Z', '2026-11-20T10:00:00.5Z'].map((time) => JSON.stringify({ time, size: 3 }));
    const { timesMs, row } = traceOf('t.ndjson', rows.join('\n'));
    expect([...timesMs]).toEqual([0, 500]);
    expect(row(1).size).toBe(3);
  });

  it.each([
    ['Azure', 'TIMESTAMP,ContextTokens\n2023-11-16 18:15:46.6805900,374\n2023-11-16 18:15:47.1805900,396\n'],
    ['BurstGPT', 'Timestamp,Model\n5,ChatGPT\n5.5,ChatGPT\n'],
  ])('is read as it was published by %s', (_, text) => {
    expect([...traceOf('t.csv', text).timesMs]).toEqual([0, 500]);
  });

  it('must have a time in each row, in order', () => {
    expect(() => traceOf('t.csv', 'time\n1\nsoon\n')).toThrow(/Row 2 of the trace .* has no "time"/);
    expect(() => traceOf('t.csv', 'time\n1\n3\n2\n')).toThrow(/Row 3 of the trace .* is earlier/);
    expect(() => traceOf('t.csv', 'time\n')).toThrow(/has no rows/);
  });
});
