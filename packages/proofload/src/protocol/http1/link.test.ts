import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lane, Link } from './link.ts';

describe('a line of limited bandwidth', () => {
  it('lets bytes through one behind the other', () => {
    const lane = new Lane(1_000_000);
    expect(lane.take(5_000, 100)).toBe(105);
    expect(lane.take(1_000, 100)).toBe(106);
    expect(lane.take(1_000, 500)).toBe(501);
  });

  it('is never faster than its bandwidth over any time, but for what a late timer missed', () => {
    const takes = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 9_000 }), afterMs: fc.nat({ max: 30 }) }));
    fc.assert(
      fc.property(takes, (all) => {
        const lane = new Lane(100_000);
        let nowMs = 0;
        let throughMs = 0;
        for (const { bytes, afterMs } of all) {
          nowMs = Math.max(nowMs, throughMs) + afterMs;
          const before = throughMs;
          throughMs = lane.take(bytes, nowMs);
          expect(throughMs - before).toBeGreaterThanOrEqual(bytes / 100 - 1e-6);
          expect(throughMs).toBeGreaterThan(nowMs - 10);
        }
      }),
    );
  });

  it('has as much each way, and goes in pieces of some milliseconds', () => {
    const { up, down } = new Link(1_000_000);
    expect(up.take(1_000, 0)).toBe(1);
    expect(down.take(1_000, 0)).toBe(1);
    expect([down.pieceBytes, new Lane(10).pieceBytes]).toEqual([5_000, 1]);
  });
});
