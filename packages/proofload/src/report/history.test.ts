import { describe, expect, it } from 'vitest';
import { trendOf } from '../judge/trend.ts';
import { type IndexedRun, indexRun } from '../record/run-index.ts';
import { sampleRecord } from '../record/sample.fixture.ts';
import { changesText, trendText } from './history.ts';

const options = { colour: false, columns: 100 };

/** A run a day, each of a commit of its own. */
function historyOf(p95s: readonly number[]): readonly IndexedRun[] {
  const sample = sampleRecord();
  return p95s.map((p95, day) => {
    const startedAt = new Date(Date.UTC(2026, 8, 1 + day)).toISOString();
    const git = { commit: `c0ffee${String(day).padStart(2, '0')}`, branch: 'main', dirty: false };
    const id = String(day + 1).padStart(4, '0');
    const run = indexRun({ ...sample, id, startedAt, environment: { ...sample.environment, git } }, id);
    return { ...run, operations: run.operations.map((each) => ({ ...each, figures: { p95: [p95, 0.01] as const } })) };
  });
}

describe('a history in the terminal', () => {
  const wobble = (level: number) => (_: unknown, i: number) => level * (1 + 0.01 * ((i * 7) % 5));
  const levels = [...Array.from({ length: 20 }, wobble(100)), ...Array.from({ length: 20 }, wobble(140))];

  it('shows the course, and each shift with its day, size, direction and commit', () => {
    const text = trendText(trendOf(historyOf(levels), { operation: 'GET /books', metric: 'p95' }), options);
    expect(text).toMatch(/^TREND {2}GET \/books {2}p95 {2}40 builds, 2026-09-01 to 2026-10-10\n/);
    expect(text).toMatch(/CHANGES +2026-09-21 +102ms → 143ms +\+40% +p<0\.001 +✗ worse +run 0021 c0ffee20/);
    expect(text).toMatch(/DRIFT .*within chance/);
    expect(text).toMatch(/NEWEST .*usual/);
    expect(text).toContain('^');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('advises to run again when the newest alone is worse', () => {
    const text = trendText(trendOf(historyOf([...levels, 300]), { operation: '*', metric: 'p95' }), options);
    expect(text).toMatch(/NEWEST .*✗ worse +run it again/);
  });

  it('of one run says what is missing', () => {
    const text = trendText(trendOf(historyOf([100]), { operation: '*', metric: 'p95' }), options);
    expect(text).toMatch(/1 build[\s\S]*a drift takes 10 and a change point 14/);
  });
});

describe('the changes of a series in the terminal', () => {
  it('show a name in which nothing can command the terminal', () => {
    expect(changesText('a\u001b[31m\u202eb', [1], [], options)).toMatch(/^a�\[31m�b {2}1 value/);
  });

  it('are a line each, gaps counted, and a share of zero left out', () => {
    const values = [5, Number.NaN, 5];
    const change = { index: 2, before: 0, after: 5, percent: Number.NaN, p: 0.004 };
    const text = changesText('login', values, [change], options);
    expect(text).toContain('login  3 values, 1 gap, 1 change');
    expect(text).toMatch(/at 2 +0 → 5\.00 +– +p=0\.004/);
  });
});
