import { describe, expect, it } from 'vitest';
import type { JudgeBaseline } from '../judge/judge.ts';
import { sampleRecord } from '../record/sample.fixture.ts';
import type { ComparisonResult } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';
import { repeat } from './repeat.ts';

const against: JudgeBaseline = { reference: 'main', runs: [] };

function recordOf(status: ComparisonResult['status'], parts: Partial<RunRecord> = {}): RunRecord {
  const record = sampleRecord(parts);
  const result: ComparisonResult = {
    ...{ operation: 'GET /', metric: 'p95', before: 100, after: 100, change: 0, interval: [0, 0], p: 1, gate: true },
    ...{ severity: 'none', status, sigmaRun: { value: 0.1, source: 'prior' }, reason: '' },
  };
  return { ...record, verdict: { ...record.verdict, comparisons: [result] } };
}

/** Runs that take ten seconds each and come out as told; what each was judged with is kept. */
async function repeated(
  runs: number | 'auto',
  outcome: (number: number) => RunRecord,
  { budgetMs = 600_000, baseline = against }: { budgetMs?: number; baseline?: JudgeBaseline | null } = {},
) {
  let nowMs = 0;
  const judgedWith: string[] = [];
  const { why } = await repeat({
    runs,
    budgetMs,
    expectedMs: 10_000,
    baseline: baseline ?? undefined,
    now: () => nowMs,
    once: async (with_, number) => {
      nowMs += 10_000;
      const look = with_?.look && `look ${with_.look.look} of ${with_.look.of}`;
      judgedWith.push(`${with_?.interim ? 'interim' : (look ?? 'alone')}, ${with_?.siblings?.length ?? 0} before`);
      return { record: outcome(number) };
    },
  });
  return { why, judgedWith };
}

describe('runs repeated', () => {
  it('a number of times are compared once, all together, at the end', async () => {
    expect(await repeated(3, () => recordOf('inconclusive'))).toEqual({
      why: 'complete',
      judgedWith: ['interim, 0 before', 'interim, 1 before', 'look 1 of 1, 2 before'],
    });
  });

  it('without a baseline are judged each by itself', async () => {
    const { judgedWith } = await repeated(2, () => recordOf('inconclusive'), { baseline: null });
    expect(judgedWith).toEqual(['alone, 0 before', 'alone, 0 before']);
  });

  it('until decided end with the first look that decides', async () => {
    const { why, judgedWith } = await repeated('auto', (number) => recordOf(number < 3 ? 'inconclusive' : 'regressed'));
    expect(why).toBe('decided');
    expect(judgedWith).toEqual(['look 1 of 3, 0 before', 'interim, 1 before', 'look 2 of 3, 2 before']);
  });

  it('until decided look three times at most, after 1, 3 and 9 runs', async () => {
    const { why, judgedWith } = await repeated('auto', () => recordOf('inconclusive'));
    expect(why).toBe('undecided');
    expect(judgedWith).toHaveLength(9);
    expect(judgedWith.filter((each) => each.startsWith('look'))).toHaveLength(3);
    expect(judgedWith.at(-1)).toBe('look 3 of 3, 8 before');
  });

  it('until decided take their last look in the last run that there is time for', async () => {
    const { why, judgedWith } = await repeated('auto', () => recordOf('inconclusive'), { budgetMs: 25_000 });
    expect(why).toBe('budget');
    expect(judgedWith).toEqual(['look 1 of 3, 0 before', 'look 3 of 3, 1 before']);
  });

  it('end with one that was interrupted', async () => {
    const { why, judgedWith } = await repeated(5, (number) =>
      recordOf('inconclusive', number === 2 ? { end: 'interrupted' } : {}),
    );
    expect(why).toBe('cut-short');
    expect(judgedWith).toHaveLength(2);
  });
});
