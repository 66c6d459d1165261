import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pauseMs } from './pace.ts';

describe('the pause before a poll', () => {
  it('is the same each time, anywhere between two, or grows up to the longest', () => {
    expect(pauseMs({ kind: 'constant', ms: 1000 }, 7, 0.9)).toBe(1000);
    expect(pauseMs({ kind: 'between', minMs: 1000, maxMs: 3000 }, 0, 0.25)).toBe(1500);
    const backoff = { kind: 'backoff', firstMs: 250, factor: 1.5, mostMs: 1000, jitter: 0 } as const;
    expect([0, 1, 2, 3, 4, 5].map((polls) => pauseMs(backoff, polls, 0.5))).toEqual([
      250, 375, 562.5, 843.75, 1000, 1000,
    ]);
    expect(pauseMs({ ...backoff, jitter: 0.4 }, 9, 0.5)).toBe(800);
  });

  it('of a backoff never shrinks without jitter, and never leaves its bounds with it', () => {
    const parts = fc.record({
      firstMs: fc.double({ min: 1, max: 1000, noNaN: true }),
      factor: fc.double({ min: 1, max: 4, noNaN: true }),
      growth: fc.double({ min: 1, max: 1000, noNaN: true }),
      jitter: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(parts, fc.nat(10_000), fc.double({ min: 0, max: 0.999, noNaN: true }), (given, polls, draw) => {
        const { firstMs, factor, growth, jitter } = given;
        const pace = { kind: 'backoff', firstMs, factor, mostMs: firstMs * growth, jitter } as const;
        const plain = { ...pace, jitter: 0 };
        expect(pauseMs(plain, polls + 1, draw)).toBeGreaterThanOrEqual(pauseMs(plain, polls, draw));
        expect(pauseMs(pace, polls, draw)).toBeLessThanOrEqual(pace.mostMs);
        expect(pauseMs(pace, polls, draw)).toBeGreaterThanOrEqual(firstMs * (1 - jitter) * (1 - 1e-9));
      }),
    );
  });
});
