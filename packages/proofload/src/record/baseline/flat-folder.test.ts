import { describe, expect, it } from 'vitest';
import { flatPathOf, readFlatPath } from './flat-folder.ts';

describe('the folder of flat baseline files', () => {
  it('has a run under its kind of scenario, its name and its moment', () => {
    const run = { name: 'Health check', startedAt: '2026-11-20T10:00:05.000Z' };
    expect(flatPathOf({ ...run, scenario: 'stress' })).toBe('stress/health_check_20261120_100005.json');
    expect(flatPathOf({ ...run, scenario: null })).toBe('baseline/health_check_20261120_100005.json');
  });

  it('tells of a path what it is of', () => {
    expect(readFlatPath('results/soak/soak_test_20260101_000000.json')).toEqual({ name: 'soak_test', kind: 'soak' });
    expect(readFlatPath('elsewhere/health_check_baseline_20260101_000000.json')).toEqual({
      name: 'health_check_baseline',
      kind: undefined,
    });
    expect(readFlatPath('results/soak/notes.json')).toBeUndefined();
  });

  it('reads what it writes', () => {
    const path = flatPathOf({ name: 'mixed_workload', scenario: 'spike', startedAt: '2026-11-20T10:00:05.000Z' });
    expect(readFlatPath(path)).toEqual({ name: 'mixed_workload', kind: 'spike' });
  });
});
