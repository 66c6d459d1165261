import { describe, expect, it } from 'vitest';
import { FaultInjector } from './injector.ts';
import { NO_FAULTS } from './settings.ts';

function injector(settings: Partial<typeof NO_FAULTS>, seed = 1) {
  const faults = new FaultInjector(seed, () => 0);
  faults.set({ ...NO_FAULTS, ...settings });
  return faults;
}

const outcomes = (faults: FaultInjector, count: number) =>
  Array.from({ length: count }, () => JSON.stringify(faults.decide('GET /books', 0).outcome));

describe('injected faults', () => {
  it('hold what arrives in a stall until the stall ends, and nothing else', () => {
    const faults = injector({ stall: { forMs: 1000, everyMs: 10_000 } });
    const holdAt = (timeMs: number): number => faults.decide('GET /', timeMs).holdMs;
    expect([0, 8999, 9000, 9400, 9999, 10_000, 19_250].map(holdAt)).toEqual([0, 0, 1000, 600, 1, 0, 750]);
  });

  it('make a stalled second in ten of uniform arrivals: p95 near 500 ms, p99 near 900 ms', () => {
    const faults = injector({ stall: { forMs: 1000, everyMs: 10_000 } });
    const holds = Array.from({ length: 20_000 }, (_, index) => faults.decide('GET /', index).holdMs);
    holds.sort((left, right) => left - right);
    expect([holds[9999], holds[18_999], holds[19_799]]).toEqual([0, 500, 900]);
  });

  it('fail and drop in the shares that are asked for, the same for the same seed', () => {
    const settings = { errorRate: 0.3, errorStatus: 500, dropRate: 0.1 };
    const seen = outcomes(injector(settings), 10_000);
    expect(seen.filter((each) => each === '{"status":500}').length / 10_000).toBeCloseTo(0.3, 1);
    expect(seen.filter((each) => each === '"drop"').length / 10_000).toBeCloseTo(0.1, 1);
    expect(outcomes(injector(settings), 100)).toEqual(seen.slice(0, 100));
    expect(outcomes(injector(settings, 2), 100)).not.toEqual(seen.slice(0, 100));
  });

  it('meet only the routes that are named, and never probes or the switches', () => {
    const faults = injector({ errorRate: 1, routes: ['/books*'] });
    expect(faults.decide('GET /books/:id', 0).outcome).toEqual({ status: 503 });
    expect(faults.decide('GET /', 0).outcome).toBe('answer');
    const all = injector({ errorRate: 1, dropRate: 0 });
    for (const spared of ['GET /health', 'GET /metrics', 'DELETE /__faults'])
      expect(all.decide(spared, 0).outcome).toBe('answer');
    expect(all.decide('GET /api/v1/health/', 0).outcome).toEqual({ status: 503 });
  });

  it('leak the bytes of each request, until they are cleared', () => {
    const faults = injector({ leakBytes: 1000 });
    for (let request = 0; request < 5; request++) faults.decide('GET /', 0);
    expect(faults.leakedBytes).toBe(5000);
    faults.set(NO_FAULTS);
    expect(faults.leakedBytes).toBe(0);
  });

  it('break streams in the shares that are asked for', () => {
    const faults = injector({ cutRate: 0.2, streamErrorRate: 0.3 });
    const fates = Array.from({ length: 5000 }, () => faults.streamFate('POST /v1/completions'));
    expect(fates.filter((fate) => fate === 'cut').length / 5000).toBeCloseTo(0.2, 1);
    expect(fates.filter((fate) => fate === 'error').length / 5000).toBeCloseTo(0.3, 1);
    expect(injector({}).streamFate('POST /v1/completions')).toBe('whole');
  });
});
