import { describe, expect, it } from 'vitest';
import { chartOf } from './chart.ts';

describe('a chart', () => {
  it('puts the largest value on its first line and the smallest on its last', () => {
    const { lines, highest, lowest } = chartOf({ values: [1, 3, 2], marks: [], columns: 10, rows: 3 });
    expect(lines).toEqual([' ×', '  ×', '×']);
    expect([highest, lowest]).toEqual([3, 1]);
  });

  it('marks positions below the course', () => {
    expect(chartOf({ values: [1, 1, 5, 5], marks: [2], columns: 4, rows: 2 }).markLine).toBe('  ^');
  });

  it('shows the median of each share where there are more values than columns', () => {
    const values = Array.from({ length: 300 }, (_, i) => (i % 100 === 7 ? 1000 : i < 150 ? 1 : 2));
    const { lines, highest, markLine } = chartOf({ values, marks: [150], columns: 10, rows: 2 });
    expect(lines).toEqual(['     ×××××', '×××××']);
    expect(highest).toBe(2);
    expect(markLine).toBe('     ^');
  });

  it('leaves gaps where there is no value, and draws a constant course in the middle', () => {
    expect(chartOf({ values: [4, Number.NaN, 4], marks: [], columns: 5, rows: 3 }).lines).toEqual(['', '× ×', '']);
  });
});
