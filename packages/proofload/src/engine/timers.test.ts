import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { virtualTime } from './virtual-time.fixture.ts';

describe('timers', () => {
  it('ring every alarm at its time, in order of time, whatever the order in which they were set', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 60 }),
        async (times) => {
          const { clock, timers, play } = virtualTime();
          const rung: number[] = [];
          const all = Promise.all(
            times.map(
              (time) =>
                new Promise<void>((resolve) => {
                  timers.at(time, {
                    ring(dueMs) {
                      expect(dueMs).toBe(time);
                      expect(clock.now()).toBeCloseTo(time, 6);
                      rung.push(time);
                      resolve();
                    },
                  });
                }),
            ),
          );
          await play(all);
          expect(rung).toEqual(times.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('ring an alarm that is set for the past in the next turn', async () => {
    const { clock, timers, play } = virtualTime();
    clock.advance(1_000);
    await play(timers.until(3));
    expect(clock.now()).toBe(1_000);
  });

  it('let an alarm set another one', async () => {
    const { clock, timers, play } = virtualTime();
    await play(timers.until(5).then(() => timers.until(12)));
    expect(clock.now()).toBeCloseTo(12, 6);
  });
});
