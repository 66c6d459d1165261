import { describe, expect, it } from 'vitest';
import type { CapacityStep } from '../judge/capacity.ts';
import { summariseCapacity } from '../judge/capacity.ts';
import { seededRandom } from '../stats/index.ts';
import { capacityText, stepLine } from './capacity-text.ts';

const step = (level: number, p95: number, parts: Partial<CapacityStep> = {}): CapacityStep => ({
  ...{ level, p95, p50: p95 / 2, purpose: 'rise', status: 'passed', marginal: false, broke: [], run: '0001' },
  ...{ runTimeMs: 10_000, throughput: Math.min(level, 200), concurrency: level / 50, errors: 0 },
  ...parts,
});

const failed = { status: 'failed', broke: ['* p95 <100ms'] } as const;
const STEPS = [
  ...[step(25, 20), step(50, 20), step(100, 21), step(150, 21), step(200, 40), step(195, 25)],
  ...[step(205, 160, failed), step(400, 3_000, failed)],
];
const OPTIONS = { unit: 'rate', precision: 0.05, random: seededRandom(1), notes: [] } as const;

describe('the result of a search for capacity', () => {
  it('says what passes, what fails and what broke, with a line for each level', () => {
    const text = capacityText(summariseCapacity({ passing: 200, failing: 205, confirmed: true }, STEPS, OPTIONS), 100);
    expect(text).toContain(
      'CAPACITY  200/s passes, 205/s fails, confirmed by a second try of both; broken: * p95 <100ms',
    );
    expect(text.split('\n').filter((line) => /^ {2}[✓✗]/.test(line))).toHaveLength(8);
    expect(text).toMatch(/KNEE {3}\d+\/s/);
    expect(text).toMatch(/LAW .*contention/);
    for (const line of text.split('\n').filter((each) => /^ {2}/.test(each)))
      expect(line.length).toBeLessThanOrEqual(100);
  });

  it('says so where there is no law, no knee and no upper end', () => {
    const found = summariseCapacity({ passing: 50, failing: undefined, confirmed: false }, STEPS.slice(0, 2), {
      ...OPTIONS,
      notes: ['Even the highest level that was allowed passed.'],
    });
    expect(found).toMatchObject({ law: undefined, knee: undefined, broke: [] });
    const text = capacityText(found, 100);
    expect(capacityText(found, 40)).toContain('NOTE   Even the highest level that was\n       allowed passed.');
    expect(text).toContain('CAPACITY  at least 50/s');
    expect(text).toContain('which takes six');
    expect(text).toContain('NOTE   Even the highest');
  });

  it('names what broke where nothing passed', () => {
    const found = summariseCapacity(
      { passing: undefined, failing: 0.1, confirmed: false },
      [step(0.1, 900, failed)],
      OPTIONS,
    );
    expect(capacityText(found, 100)).toContain('NO CAPACITY  no level passed; broken: * p95 <100ms');
  });

  it('has a line for each level as it is done', () => {
    expect(stepLine(step(8, 2_500, { ...failed, errors: 0.5, marginal: true }), 'users')).toBe(
      '✗ 8 users      rise    p95 2.50s, errors 50% (narrowly): * p95 <100ms',
    );
  });
});
