import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../record/sample.fixture.ts';
import { verdictSchema } from '../record/schema/verdict.ts';
import type { DuetComparison } from './duet.ts';
import { verdictOfDuet } from './duet-verdict.ts';

const comparison = (parts: Partial<DuetComparison> = {}): DuetComparison => ({
  ...{ operation: 'GET /', metric: 'p50', before: 10, after: 14, change: 0.4, interval: [0.3, 0.5], p: 0.001 },
  ...{ severity: 'major', status: 'regressed', gate: true, reason: '', pairs: 12 },
  ...parts,
});
const judgement = (...comparisons: readonly DuetComparison[]) => {
  return { status: 'failed', comparisons, morePairs: undefined } as const;
};
const base = { run: sampleRecord({ id: '0041' }), pairs: 12, validity: [] };

describe('the verdict on a duet', () => {
  it('is that of a comparison, with the run of A as the baseline', () => {
    const verdict = verdictOfDuet(judgement(comparison()), base);
    expect(verdict).toMatchObject({ status: 'failed', gates: { passed: 0, total: 1 } });
    expect(verdict.baseline).toMatchObject({ reference: 'target A (http://127.0.0.1:8000)', runs: ['0041'] });
    expect(verdict.baseline?.assessment).toBe(
      '1 of 1 figures regressed (1 major), 0 improved, 0 did not change, 0 inconclusive.',
    );
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
  });

  it('says of what is open how many pairs it takes', () => {
    const open = comparison({ status: 'inconclusive', severity: 'none', morePairs: 8 });
    const { status, comparisons } = verdictOfDuet(judgement(open), base);
    expect(status).toBe('inconclusive');
    expect(comparisons[0]?.reason).toBe('About 8 more pairs of blocks would probably decide: --pairs 20.');
    const nearly = verdictOfDuet(judgement({ ...open, morePairs: 1 }), base).comparisons[0];
    expect(nearly?.reason).toBe('About 1 more pair of blocks would probably decide: --pairs 13.');
  });
});
