import { describe, expect, it } from 'vitest';
import { BASELINE_SCHEMA, type Baseline, comparedRunOf, importedRun } from '../record/baseline/schema.ts';
import { sampleRecord } from '../record/sample.fixture.ts';
import { baselineDetails, baselineList } from './baselines.ts';

const options = { colour: false, columns: 100 };
const baseline: Baseline = {
  schema: BASELINE_SCHEMA,
  name: 'main',
  savedAt: '2026-11-20T10:00:00.000Z',
  pinned: true,
  runs: [comparedRunOf(sampleRecord(), 'passed')],
};
const foreign: Baseline = {
  ...baseline,
  name: 'k6',
  pinned: false,
  runs: [importedRun({ id: 'summary', source: 'k6', operations: [] })],
};

describe('baselines in the terminal', () => {
  it('are a line each with what they are of', () => {
    const text = baselineList([baseline, foreign], options);
    expect(text).toMatch(/main +1 +bookshop .*2026-11-20 +a1b2c3d4 +pinned/);
    expect(text).toMatch(/k6 +1 +from k6/);
  });

  it('say how to make the first', () => {
    expect(baselineList([], options)).toContain('--save NAME');
  });

  it('show the kind of their runs, the runs and the figures', () => {
    const text = baselineDetails(baseline, options);
    expect(text).toMatch(/^main {2}1 run, saved 2026-11-20, pinned\n/);
    expect(text).toMatch(/LOAD +10 users.*\nTARGET +http:\/\/127\.0\.0\.1:8000/);
    expect(text).toMatch(/RUNS +0007 +2026-11-20 10:00 +a1b2c3d4 main +passed/);
    expect(text).toMatch(/GET \/books +600 +\d/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('of another tool show what is known', () => {
    expect(baselineDetails(foreign, options)).toMatch(/RUNS +summary +k6/);
  });
});
