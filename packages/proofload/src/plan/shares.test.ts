import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareOf, workerOf } from './shares.ts';

const workers = fc.integer({ min: 1, max: 64 });

describe('the shares of workers', () => {
  it('sum exactly to the whole, and differ by at most one', () => {
    fc.assert(
      fc.property(fc.nat(), workers, (total, count) => {
        const shares = Array.from({ length: count }, (_, worker) => shareOf(total, worker, count));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
        expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('are what each worker has of the first ones', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), workers, (total, count) => {
        const counts = new Array<number>(count).fill(0);
        for (let number = 0; number < total; number += 1) counts[workerOf(number, count)]! += 1;
        expect(counts).toEqual(counts.map((_, worker) => shareOf(total, worker, count)));
      }),
    );
  });
});
