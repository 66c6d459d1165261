import { describe, expect, it } from 'vitest';
import { phaseSpans } from './phases.ts';

const users = (durationS: number, users: number) => ({ durationMs: durationS * 1000, users });
const closed = {
  model: 'closed',
  startUsers: 0,
  stages: [users(10, 50), users(60, 50), users(0, 100), users(20, 100), users(10, 0)],
} as const;
const span = (startS: number, endS: number) => ({ startMs: startS * 1000, endMs: endS * 1000 });

describe('the phases of a load', () => {
  it('are steady where the load stays, whatever its level', () => {
    expect(phaseSpans(closed, 'steady', 100_000)).toEqual([span(10, 70), span(70, 90)]);
  });

  it('are a ramp where it changes; a jump takes no time', () => {
    expect(phaseSpans(closed, 'ramp', 100_000)).toEqual([span(0, 10), span(90, 100)]);
  });

  it('can be named by the number of a stage', () => {
    expect(phaseSpans(closed, '2', 100_000)).toEqual([span(10, 70)]);
    expect(phaseSpans(closed, '9', 100_000)).toBeUndefined();
    expect(phaseSpans(closed, '0', 100_000)).toBeUndefined();
  });

  it('end with the run, and are none where the run ended before', () => {
    expect(phaseSpans(closed, 'steady', 30_000)).toEqual([span(10, 30)]);
    expect(phaseSpans(closed, '4', 30_000)).toBeUndefined();
  });

  it('are told by the rate of an open load, and are all steady where iterations are counted', () => {
    const open = {
      model: 'open',
      startRate: 100,
      stages: [
        { durationMs: 5000, rate: 100 },
        { durationMs: 5000, rate: 200 },
      ],
      maxUsers: 10,
      arrivals: 'constant',
      overflow: 'wait',
    } as const;
    expect(phaseSpans(open, 'steady', 10_000)).toEqual([span(0, 5)]);
    const iterations = { model: 'iterations', users: 1, iterations: 5, shared: true, maxDurationMs: 9e6 } as const;
    expect(phaseSpans(iterations, 'steady', 7000)).toEqual([span(0, 7)]);
  });
});
