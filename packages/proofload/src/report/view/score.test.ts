import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../record/schema/verdict.ts';
import { scoreOf } from './score.ts';

const verdict = (parts: Partial<Verdict>): Verdict => ({
  ...{ status: 'passed', score: 1, gates: { passed: 6, total: 6 }, ready: true },
  ...{ requirements: [], comparisons: [], validity: [], reasons: [] },
  ...parts,
});

describe('the score', () => {
  it('is the share of the gates that passed, and says whether that is enough', () => {
    expect(scoreOf(verdict({}))).toBe('score 100% (6/6): ready for production');
    const five = verdict({ status: 'failed', score: 5 / 6, gates: { passed: 5, total: 6 }, ready: false });
    expect(scoreOf(five)).toBe('score 83.3% (5/6): not ready for production; it takes a score above 90 %');
  });

  it('is nothing where there are no gates', () => {
    expect(scoreOf({ ...verdict({ score: null, gates: { passed: 0, total: 0 } }), ready: undefined } as never)).toBe(
      '',
    );
  });

  it('names what no number of other gates makes good', () => {
    expect(scoreOf(verdict({ status: 'invalid', ready: false }))).toMatch(/not ready .*the run is invalid$/);
    const comparisons = [{ status: 'regressed', severity: 'critical' }] as unknown as Verdict['comparisons'];
    expect(scoreOf(verdict({ ready: false, comparisons }))).toMatch(/above 90 %, no critical regression$/);
    const requirements = [{ key: 'resource:api', status: 'failed' }] as unknown as Verdict['requirements'];
    expect(scoreOf(verdict({ ready: false, requirements }))).toMatch(/resources within their limits$/);
  });
});
