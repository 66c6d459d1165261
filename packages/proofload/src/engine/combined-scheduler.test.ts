import { describe, expect, it } from 'vitest';
import { ClosedScheduler } from './closed-scheduler.ts';
import { CombinedScheduler } from './combined-scheduler.ts';
import { IterationBudget } from './iteration-budget.ts';
import type { Timers } from './timers.ts';
import { virtualTime } from './virtual-time.fixture.ts';

function part(timers: Timers, startMs: number, runTimeMs: number, users: number, iterations?: number) {
  const began: number[] = [];
  const dropped: number[] = [];
  const scheduler = new ClosedScheduler({
    ...{ load: { model: 'closed', startUsers: users, stages: [] }, timers, startMs, runTimeMs, worker: 0, workers: 1 },
    userTime: { presentMs: 0, iterations: 0, workMs: 0, betweenMs: 0 },
    peakUsers: users,
    ...(iterations === undefined ? {} : { budget: new IterationBudget(iterations, undefined) }),
    onDropped: (count) => dropped.push(count),
    kindOf: () => 0,
    createRunner: (id) => ({
      id,
      start: async () => true,
      async iterate(intendedMs) {
        began.push(intendedMs);
        await timers.until(timers.clock.now() + 10);
      },
      nextIntended: (nowMs) => nowMs,
      stop: async () => {},
      abort: () => {},
    }),
  });
  return { scheduler, startMs, began, dropped };
}

describe('several loads at once', () => {
  it('begin and end each at its own time', async () => {
    const { clock, timers, play } = virtualTime();
    const [first, second] = [part(timers, 0, 300, 2), part(timers, 100, 400, 3)];
    const combined = new CombinedScheduler([first, second], timers);
    const users: number[] = [];
    for (const atMs of [50, 200, 400]) void timers.until(atMs).then(() => users.push(combined.users));
    await play(combined.run());
    expect(users).toEqual([2, 5, 3]);
    expect([Math.min(...first.began), Math.max(...first.began) < 300]).toEqual([0, true]);
    expect([Math.min(...second.began), Math.max(...second.began) < 500]).toEqual([100, true]);
    expect(clock.now()).toBeGreaterThanOrEqual(500);
  });

  it('stop together, those that have not begun never beginning, but telling how many iterations that makes', async () => {
    const { clock, timers, play } = virtualTime();
    const [first, second] = [part(timers, 0, 10_000, 1), part(timers, 5_000, 10_000, 1, 7)];
    const combined = new CombinedScheduler([first, second], timers);
    const run = combined.run();
    void timers.until(200).then(() => combined.stop());
    await play(run);
    expect(second.began).toEqual([]);
    expect(second.dropped).toEqual([7]);
    expect(clock.now()).toBeLessThan(1_000);
  });
});
