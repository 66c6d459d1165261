import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../record/sample.fixture.ts';
import type { ComparisonResult, RequirementResult, ValidityNote } from '../record/schema/verdict.ts';
import { conclude } from './verdict.ts';

const met = sampleRecord().verdict.requirements[0]!;
const requirement = (parts: Partial<RequirementResult>): RequirementResult => ({ ...met, ...parts });
const note = (level: ValidityNote['level']): ValidityNote => ({
  code: 'x',
  level,
  message: 'It was late.',
  next: 'Wait.',
});
const comparison = (parts: Partial<ComparisonResult>): ComparisonResult => ({
  ...{ operation: 'GET /', metric: 'p95', before: 100, after: 140, change: 0.4, interval: [0.3, 0.5], p: 0.001 },
  ...{ severity: 'major', status: 'regressed', sigmaRun: { value: 0.1, source: 'prior' }, gate: true, reason: '' },
  ...parts,
});
const verdict = (
  requirements: readonly RequirementResult[],
  comparisons: readonly ComparisonResult[] = [],
  validity: readonly ValidityNote[] = [],
) => conclude({ requirements, comparisons, validity });

describe('a verdict', () => {
  it('is passed when every gate passed, and when there is none', () => {
    expect(verdict([met, met])).toMatchObject({
      status: 'passed',
      score: 1,
      gates: { passed: 2, total: 2 },
      reasons: [],
    });
    expect(verdict([])).toMatchObject({ status: 'passed', score: null, gates: { passed: 0, total: 0 } });
  });

  it('is failed when a gate failed, before it is inconclusive', () => {
    const results = [met, requirement({ status: 'inconclusive' }), requirement({ status: 'failed', actual: 120 })];
    expect(verdict(results)).toMatchObject({ status: 'failed', score: 1 / 3 });
    expect(verdict(results.slice(0, 2)).status).toBe('inconclusive');
  });

  it('is invalid when the run cannot be believed, whatever the gates say', () => {
    const broken = verdict([requirement({ status: 'failed' })], [], [note('warning'), note('invalid')]);
    expect(broken.status).toBe('invalid');
    expect(broken.reasons[0]).toBe('It was late.');
    expect(verdict([met], [], [note('warning')]).status).toBe('passed');
  });

  it('is not changed by requirements that only warn, nor by comparisons that are only reported', () => {
    const warned = requirement({ status: 'failed', severity: 'warn' });
    expect(verdict([met, warned], [comparison({ gate: false })])).toMatchObject({ status: 'passed', score: 1 });
  });

  it('is failed by a regression, and inconclusive by a comparison that is', () => {
    expect(verdict([met], [comparison({})])).toMatchObject({ status: 'failed', gates: { passed: 1, total: 2 } });
    expect(verdict([met], [comparison({ status: 'inconclusive' })]).status).toBe('inconclusive');
    expect(verdict([met], [comparison({ status: 'improved' })])).toMatchObject({ status: 'passed', score: 1 });
  });

  it('is ready for production above nine gates in ten, unless something critical or a resource failed', () => {
    const gates = (passed: number, failed: number, last = requirement({ status: 'failed' })) =>
      verdict([...new Array(passed).fill(met), ...new Array(failed).fill(last)]).ready;
    expect([gates(10, 0), gates(10, 1), gates(9, 1), gates(0, 0)]).toEqual([true, true, false, undefined]);
    expect(gates(20, 1, requirement({ key: 'resource:api', metric: 'memory', status: 'failed' }))).toBe(false);
    const critical = comparison({ severity: 'critical', gate: false });
    expect(verdict([met], [critical]).ready).toBe(false);
    expect(verdict([met], [], [note('invalid')]).ready).toBe(false);
  });

  it('has its reasons as sentences with the figures, failures first', () => {
    const reasons = verdict(
      [
        requirement({ key: 'GET /', status: 'inconclusive', actual: 90, reason: 'Few.' }),
        requirement({ key: 'POST /pay', metric: 'p95', bound: '<300ms', actual: 412.2, status: 'failed' }),
        requirement({ status: 'failed', actual: null, reason: 'GET /x was never requested.' }),
      ],
      [comparison({})],
    ).reasons;
    expect(reasons).toEqual([
      'POST /pay: p95 is 412ms and breaks <300ms.',
      'GET /x was never requested.',
      'GET /: p95 went from 100ms to 140ms: regressed (major).',
      'GET /: p95 is 90.0ms and does not decide <100ms yet. Few.',
    ]);
  });
});
