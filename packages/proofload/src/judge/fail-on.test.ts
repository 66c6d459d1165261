import { describe, expect, it } from 'vitest';
import { fails, mayFail, parseFailOn } from './fail-on.ts';

const change = (parts: Partial<Parameters<typeof fails>[1]>) => {
  return { metric: 'p95', before: 100, after: 120, change: 0.2, severity: 'minor', ...parts } as const;
};

describe('what fails a comparison', () => {
  it('is a severity and all above it', () => {
    const failOn = parseFailOn('major');
    expect(fails(failOn, change({ severity: 'minor' }))).toBe(false);
    expect(fails(failOn, change({ severity: 'major' }))).toBe(true);
    expect(fails(failOn, change({ severity: 'critical' }))).toBe(true);
    expect(fails(parseFailOn('minor'), change({ severity: 'slight' }))).toBe(false);
  });

  it('is nothing with none', () => {
    expect(fails(parseFailOn('none'), change({ severity: 'critical' }))).toBe(false);
    expect(mayFail(parseFailOn('none'), 'p95', true)).toBe(false);
  });

  it('is a metric and how much of it, in percent or in time', () => {
    const failOn = parseFailOn('p95:10%, mean:5ms');
    expect(fails(failOn, change({}))).toBe(true);
    expect(fails(failOn, change({ change: 0.09 }))).toBe(false);
    expect(fails(failOn, change({ metric: 'mean', before: 100, after: 104 }))).toBe(false);
    expect(fails(failOn, change({ metric: 'mean', before: 100, after: 106 }))).toBe(true);
    expect(fails(failOn, change({ metric: 'p50' }))).toBe(false);
    expect(['p95', 'mean', 'p50'].map((metric) => mayFail(failOn, metric, true))).toEqual([true, true, false]);
  });

  it('may name metrics as pytest-benchmark and requirements do', () => {
    expect(parseFailOn('median:10%')).toMatchObject({ rules: [{ metric: 'p50', change: 0.1 }] });
    expect(parseFailOn('p99.9:10%')).toMatchObject({ rules: [{ metric: 'p999' }] });
  });

  it.each([
    ['huge', /is neither a severity nor a metric with a limit\. Accepted are none, minor/],
    ['p95', /neither/],
    ['p95:10%:5', /neither/],
    ['iqr:10%', /names "iqr", which is not compared/],
    ['p95:ten', /has "ten" as a limit/],
    ['p95:x%', /has "x%" as a limit/],
    ['', /neither/],
  ])('is not "%s"', (text, message) => {
    expect(() => parseFailOn(text)).toThrow(message);
  });
});
