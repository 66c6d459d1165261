import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ServerClock } from './server-clock.ts';

describe("a server's clock", () => {
  it('is unknown until it is bounded from both sides', () => {
    const clock = new ServerClock();
    expect(clock.offset(0)).toBeUndefined();
    clock.bound(1000, 0, Number.NEGATIVE_INFINITY, 30, 30);
    expect(clock.offset(30)).toBeUndefined();
    clock.bound(1000, 0, 10, 40, 40);
    expect(clock.offset(40)!.mostMs).toBe(990);
    expect(clock.offset(40)!.leastMs).toBeCloseTo(970, 2);
  });

  it('is known the better, the more was seen, and never wrongly', () => {
    const event = fc.record({
      afterMs: fc.nat(10_000),
      tookMs: fc.double({ min: 0, max: 500, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.array(event, { minLength: 1 }), (offsetMs, events) => {
        const clock = new ServerClock();
        let widthMs = Number.POSITIVE_INFINITY;
        for (const { afterMs, tookMs, share } of events) {
          const serverMs = Math.floor(afterMs + tookMs * share + offsetMs) + 0.5;
          clock.bound(serverMs, 0.5, afterMs, afterMs + tookMs, 0);
          const { leastMs, mostMs } = clock.offset(0)!;
          expect(leastMs).toBeLessThanOrEqual(offsetMs + 1e-3);
          expect(mostMs).toBeGreaterThanOrEqual(offsetMs - 1e-3);
          expect(mostMs - leastMs).toBeLessThanOrEqual(widthMs);
          widthMs = mostMs - leastMs;
        }
      }),
    );
  });

  it('may drift, so that what was known long ago counts for less', () => {
    const clock = new ServerClock();
    clock.bound(0, 0, -1, 1, 0);
    expect(clock.offset(0)).toEqual({ leastMs: -1, mostMs: 1 });
    expect(clock.offset(1_000_000)).toEqual({ leastMs: -51, mostMs: 51 });
  });

  it('that was set is believed from then on', () => {
    const clock = new ServerClock();
    clock.bound(0, 0, -1, 1, 0);
    clock.bound(5000, 0, -1, 1, 0);
    expect(clock.offset(0)).toEqual({ leastMs: 4999, mostMs: 5001 });
  });
});
