import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { SeriesEvidence } from './evidence.ts';
import { columnsOf } from './seconds.ts';

function columns(happening: Happening, seconds: number, thresholds: readonly number[] = []) {
  const evidence = new SeriesEvidence(measure(sliceSeconds(seconds, happening)));
  const spans = [{ from: 0, to: seconds }];
  return columnsOf(evidence, { operations: evidence.operations, spans, source: 'latency', thresholds });
}

describe('the columns of a run', () => {
  it('have an entry for each second, also where nothing happened', () => {
    const every = columns(
      (recorder, second, nowMs) => {
        if (second !== 2) request(recorder, second % 2 ? 'GET /a' : 'GET /b', nowMs, 10 * (second + 1));
      },
      5,
      [25, 45],
    );
    expect([...every.requests]).toEqual([1, 1, 0, 1, 1]);
    expect([...every.sums]).toEqual([10, 20, 0, 40, 50]);
    expect(every.above.map((column) => [...column])).toEqual([
      [0, 0, 0, 1, 1],
      [0, 0, 0, 0, 1],
    ]);
  });

  it('never have more failures than requests in a second, and lose none', () => {
    const counts = fc.array(fc.tuple(fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(counts, (seconds) => {
        const { requests, failed } = columns((recorder, second, nowMs) => {
          const [answered, told] = seconds[second]!;
          const operation = recorder.operation('GET /', 'http');
          for (let i = 0; i < answered; i += 1) operation.answered(nowMs, 10, 10, 0);
          for (let i = 0; i < told; i += 1) operation.failed('expect', 'wrong', nowMs);
        }, seconds.length);
        const total = (column: Iterable<number>) => [...column].reduce((sum, value) => sum + value, 0);
        for (const [second, count] of requests.entries()) expect(failed[second]).toBeLessThanOrEqual(count);
        const told = seconds.reduce((sum, [, failures]) => sum + failures, 0);
        expect(total(failed)).toBe(Math.min(told, total(requests)));
      }),
    );
  });
});
