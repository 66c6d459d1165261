import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dealtNumberOf, dealtShareOf, shareOf, workerOf } from './shares.ts';

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

  it('of what all users share are as many as the users of each are due, and number the whole without a gap', () => {
    expect([0, 1].map((worker) => dealtShareOf(12, 3, worker, 2))).toEqual([8, 4]);
    const some = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), some, some, (total, users, most) => {
        const count = Math.min(users, most);
        const numbers = Array.from({ length: count }, (_, worker) =>
          Array.from({ length: dealtShareOf(total, users, worker, count) }, (_, nth) =>
            dealtNumberOf(nth, users, worker, count),
          ),
        ).flat();
        expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, number) => number));
      }),
    );
  });
});
