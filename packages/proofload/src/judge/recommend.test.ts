import { describe, expect, it } from 'vitest';
import { type ComparedRun, comparedRunOf } from '../record/baseline/schema.ts';
import { sampleOperation, sampleRecord } from '../record/sample.fixture.ts';
import { recommend } from './recommend.ts';

/** Runs whose latencies are so many times those of the sample. */
const runsOf = (...factors: readonly number[]): readonly ComparedRun[] =>
  factors.map((factor, index) => {
    const latencies = Array.from({ length: 600 }, (_, i) => factor * (20 + (i % 60)));
    const record = sampleRecord({
      id: String(index + 1).padStart(4, '0'),
      startedAt: `2026-11-${10 + index}T10:00:00.000Z`,
      totals: { ...sampleOperation('*', latencies), kind: 'all' },
      operations: [sampleOperation('GET /books', latencies)],
    });
    return comparedRunOf(record, 'passed');
  });

const figure = (runs: readonly ComparedRun[], metric: string) => {
  const operation = recommend(runs).operations.find(({ name }) => name === 'GET /books');
  const found = operation?.figures.find((each) => each.metric === metric);
  if (found === undefined) throw new Error(`There is no ${metric}.`);
  return found;
};

describe('recommendations', () => {
  it('promise more than is usual by what equal runs differ, and alert beyond that', () => {
    const { usual, promise, alert } = figure(runsOf(1), 'p95');
    expect(promise / usual).toBeCloseTo(Math.exp(0.2), 1);
    expect(alert / usual).toBeCloseTo(Math.exp(0.3), 1);
  });

  it('never alert for less than a major change, however quiet the runs', () => {
    const quiet = figure(runsOf(...Array(30).fill(1)), 'p95');
    expect(quiet.noise?.source).toBe('history');
    expect(quiet.promise / quiet.usual).toBeCloseTo(1.1, 5);
    expect(quiet.alert / quiet.usual).toBeCloseTo(1.25, 5);
  });

  it('give noisy services wider thresholds', () => {
    const noisy = figure(runsOf(1, 1.6, 0.7, 1.4, 0.8, 1.5), 'p95');
    expect(noisy.alert / noisy.usual).toBeGreaterThan(2);
  });

  it('bound throughput from below and errors from above', () => {
    const rate = figure(runsOf(1), 'rate');
    expect(rate.promise).toBeLessThan(rate.usual);
    expect(rate.alert).toBeLessThan(rate.promise);
    const errors = figure(runsOf(1), 'errors');
    expect(errors.usual).toBe(0);
    expect(errors.promise).toBeGreaterThan(0.001);
    expect(errors.alert).toBeGreaterThan(errors.promise);
  });

  it('plan for seven tenths of the highest throughput, and say what was not tested', () => {
    const { highest, plannedRate, notes, loads } = recommend(runsOf(1, 1));
    expect(plannedRate).toBeCloseTo(0.7 * (highest?.rate ?? 0), 9);
    expect(loads.map(({ id }) => id)).toEqual(['0001', '0002']);
    expect(notes.join(' ')).toMatch(/2 runs tell little.*No other load was tested/);
  });

  it('say nothing of what so few requests do not tell, and name the operations', () => {
    const latencies = Array.from({ length: 70 }, (_, index) => 20 + index);
    const few = sampleRecord({
      totals: { ...sampleOperation('*', latencies), kind: 'all' },
      operations: [sampleOperation('GET /books', latencies), sampleOperation('GET /rare', [5, 6, 7])],
    });
    const { operations, notes } = recommend([comparedRunOf(few, 'passed')]);
    const metrics = (name: string) =>
      operations.find((each) => each.name === name)?.figures.map(({ metric }) => metric);
    expect(metrics('GET /books')).toEqual(['p95', 'rate']);
    expect(metrics('GET /rare')).toEqual(['rate']);
    expect(notes.join(' ')).toContain('a p99 takes 299: * (70), GET /books (70), GET /rare (3). Run for longer.');
  });

  it('name invalid runs', () => {
    const [run] = runsOf(1);
    expect(recommend([{ ...(run as ComparedRun), status: 'invalid' }]).notes.join(' ')).toContain('Invalid');
  });
});
