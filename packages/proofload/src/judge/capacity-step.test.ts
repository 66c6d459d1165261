import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../record/sample.fixture.ts';
import type { RequirementResult } from '../record/schema/verdict.ts';
import type { RunRecord } from '../record/schema.ts';
import { outcomeOfStep } from './capacity-step.ts';

const { verdict } = sampleRecord();
const gate = verdict.requirements[0]!;

function step(parts: Partial<RequirementResult>, rest: Partial<RunRecord> = {}) {
  return outcomeOfStep(sampleRecord({ verdict: { ...verdict, requirements: [{ ...gate, ...parts }] }, ...rest }));
}

describe('a level of load', () => {
  it('passes when the interval is within the bound, and fails when it is outside', () => {
    expect(step({ status: 'passed' })).toMatchObject({ status: 'passed', broke: [] });
    expect(step({ status: 'failed' })).toMatchObject({ status: 'failed', broke: ['* p95 <100ms'] });
  });

  it('is undecided while the interval straddles the bound or samples are too few, and leans one way', () => {
    expect(step({ status: 'passed', marginal: true })).toMatchObject({ status: 'undecided', leaning: 'passed' });
    expect(step({ status: 'failed', marginal: true })).toMatchObject({ status: 'undecided', leaning: 'failed' });
    expect(step({ status: 'inconclusive' })).toMatchObject({ status: 'undecided', leaning: 'passed' });
  });

  it('fails when it was given up because a requirement was broken beyond doubt', () => {
    expect(step({ status: 'inconclusive' }, { end: 'aborted' }).status).toBe('failed');
  });

  it('is not judged by what is only a warning or a change against a baseline', () => {
    expect(step({ status: 'failed', severity: 'warn' }).status).toBe('passed');
    expect(step({ status: 'inconclusive', dimension: 'change' }).status).toBe('passed');
  });

  it('says when the generator may be to blame', () => {
    const note = { code: 'send-lag', level: 'invalid', message: 'x', next: 'y' } as const;
    expect(outcomeOfStep(sampleRecord({ verdict: { ...verdict, validity: [note] } })).generatorLimited).toBe(true);
  });
});
