import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LimitBound, parseBound } from '../units/bound.ts';
import { decide, type Limit, type Reading } from './decide.ts';

function limit(metric: string, text: string): Limit {
  const bound = parseBound(text) as LimitBound;
  return { key: '*', metric, bound, text, severity: 'fail', windowMs: undefined, phase: undefined, abort: false };
}
const reading: Reading = {
  actual: 90,
  interval: [85, 95],
  samples: 1000,
  needed: 59,
  dimension: 'duration',
  operations: ['GET /'],
  measuredMs: 10_000,
};
const p95 = limit('p95', '<100ms');

describe('a limit', () => {
  it('is decided by the point estimate', () => {
    expect(decide(p95, reading, false)).toMatchObject({ status: 'passed', marginal: false, reason: '' });
    expect(decide(p95, { ...reading, actual: 100, interval: [101, 110] }, false).status).toBe('failed');
  });

  it('is marked as marginal when the interval straddles it, and is inconclusive then when strict', () => {
    const wide = { ...reading, interval: [85, 105] } as const;
    expect(decide(p95, wide, false)).toMatchObject({ status: 'passed', marginal: true });
    expect(decide(p95, wide, true)).toMatchObject({ status: 'inconclusive', marginal: true });
    expect(decide(p95, { ...reading, interval: [85, null] }, false).marginal).toBe(true);
  });

  it('is inconclusive with too few samples, and says how long a run would do', () => {
    const few = { ...reading, samples: 10, percentile: { p: 0.95, above: 1 } };
    const result = decide(p95, few, false);
    expect(result.status).toBe('inconclusive');
    expect(result.reason).toBe(
      '10 samples are too few to judge p95: it takes 59. At this rate that is a run of about 59.0s.',
    );
  });

  it('of a phase or a window says how long that would have to be, not the run', () => {
    const few = { ...reading, samples: 10 };
    expect(decide({ ...p95, phase: '1' }, few, false).reason).toContain('that is a phase of about 59.0s.');
    expect(decide({ ...p95, windowMs: 10_000 }, few, false).reason).toContain('that is a window of about 59.0s.');
  });

  it('is failed by few samples that chance does not explain', () => {
    const broken = { ...reading, actual: 500, samples: 10, percentile: { p: 0.95, above: 4 } };
    expect(decide(p95, broken, false).status).toBe('failed');
    const least = { ...reading, actual: 500, samples: 10, percentile: { p: 0.95, above: 9 } };
    expect(decide(limit('p95', '>100ms'), least, false).status).toBe('inconclusive');
  });

  it('is never failed by one sample alone, however high the percentile', () => {
    const one = { ...reading, actual: 500, samples: 8, needed: 2995, percentile: { p: 0.999, above: 1 } };
    expect(decide(limit('p99.9', '<100ms'), one, false).status).toBe('inconclusive');
  });

  it("is inconclusive when only the generator's own delays break it", () => {
    const late = { ...reading, actual: 101, withoutSendLag: 99 };
    expect(decide(p95, late, false)).toMatchObject({
      status: 'inconclusive',
      reason: expect.stringContaining('--workers'),
    });
    expect(decide(p95, { ...late, withoutSendLag: 100.5 }, false).status).toBe('failed');
  });

  it('that is passed stays so when it is loosened, and one that is failed when it is tightened', () => {
    const order = { failed: 0, inconclusive: 1, passed: 2 };
    const value = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(value, value, value, value, fc.boolean(), (actual, width, one, other, few) => {
        const [tight, loose] = [Math.min(one, other), Math.max(one, other)];
        const samples = few ? 20 : 1000;
        const statusAt = (bound: number) => {
          // The samples lie evenly around the actual value, so that fewer are above a higher bound.
          const share = Math.min(1, Math.max(0, 0.05 + (actual - bound) / 200));
          const percentile = { p: 0.95, above: Math.round(samples * share) };
          const measured = {
            ...reading,
            actual,
            interval: [actual - width, actual + width],
            samples,
            percentile,
          } as const;
          return order[decide(limit('p95', `<${bound}ms`), measured, false).status];
        };
        expect(statusAt(loose)).toBeGreaterThanOrEqual(statusAt(tight));
      }),
    );
  });
});
