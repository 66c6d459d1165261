import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../sample.fixture.ts';
import type { RunRecord } from '../schema.ts';
import { differencesOf } from './differences.ts';
import { comparedRunOf } from './schema.ts';

const run = (parts: Partial<RunRecord>) => comparedRunOf(sampleRecord(parts), 'passed');
const closed = (stages: readonly { readonly durationMs: number; readonly users: number }[]): RunRecord['load'] => ({
  model: 'closed',
  startUsers: 1,
  stages: [...stages],
});

describe('differences of runs', () => {
  it('are told in sentences', () => {
    const before = run({ load: closed([{ durationMs: 900, users: 10 }]), users: [{ name: 'Reader', weight: 1 }] });
    const after = run({ load: closed([{ durationMs: 900, users: 1 }]), users: [{ name: 'Buyer', weight: 2 }] });
    expect(differencesOf([before], [after]).refusals).toEqual([
      'The load was 1 user, then 10 users in 900ms and is 1 user, then 1 user in 900ms now.',
      'The users were Reader (weight 1) and are Buyer (weight 2) now.',
    ]);
  });

  it('are seen also where they come late in a load of many stages', () => {
    const stages = Array.from({ length: 60 }, (_, index) => ({ durationMs: 1000, users: index + 1 }));
    const before = run({ load: closed(stages) });
    const after = run({
      load: closed(stages.map((stage, index) => (index === 50 ? { ...stage, users: 999 } : stage))),
    });
    const [sentence] = differencesOf([before], [after]).refusals;
    expect(sentence).toMatch(/^The load was … .*51 users in 1s.* … and is … .*999 users in 1s.* … now\.$/);
    expect(sentence?.length).toBeLessThan(320);
  });

  it('are none between equal runs', () => {
    expect(differencesOf([run({})], [run({})])).toEqual({ refusals: [], notes: [] });
  });
});
