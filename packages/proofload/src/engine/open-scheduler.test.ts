import { describe, expect, it } from 'vitest';
import { Histogram } from '../measure/histogram.ts';
import { arrivalsOf } from '../plan/arrivals.ts';
import { changeRate } from '../plan/change-load.ts';
import { OpenScheduler, type OpenSchedulerOptions } from './open-scheduler.ts';
import type { Runner } from './runner.ts';
import type { Timers } from './timers.ts';
import { virtualTime } from './virtual-time.fixture.ts';

interface Seen {
  readonly user: number;
  readonly intendedMs: number;
  readonly freeMs: number;
  readonly endMs: number;
}

/** Arrivals at a constant rate. */
function constantArrivals(count: number, everyMs: number): OpenSchedulerOptions['arrivals'] {
  let number = -1;
  return {
    get number() {
      return number;
    },
    next: () => (number + 1 < count ? ++number * everyMs : undefined),
  };
}

interface Setting extends Partial<OpenSchedulerOptions> {
  /** When a service that was sent something at this time answers. */
  readonly answeredAt: (sentMs: number) => number;
  readonly starts?: (id: number) => boolean;
}

function schedule(setting: Setting, timers: Timers) {
  const seen: Seen[] = [];
  const counts = { dropped: 0, censored: 0, stopped: 0 };
  const createRunner = (id: number): Runner => ({
    id,
    start: async () => setting.starts?.(id) ?? true,
    async iterate(intendedMs, freeMs) {
      await timers.until(setting.answeredAt(timers.clock.now()));
      seen.push({ user: id, intendedMs, freeMs, endMs: timers.clock.now() });
    },
    nextIntended: (nowMs) => nowMs,
    stop: async () => {
      counts.stopped += 1;
    },
    abort: () => {},
  });
  const scheduler = new OpenScheduler({
    arrivals: constantArrivals(10, 1),
    timers,
    startMs: 0,
    runTimeMs: 0,
    maxUsers: 50,
    overflow: 'wait',
    kinds: 1,
    kindOf: () => 0,
    drawOf: () => 0,
    idOf: (index) => index + 1,
    onDropped: (count) => {
      counts.dropped += count;
    },
    onCensored: (count) => {
      counts.censored += count;
    },
    createRunner,
    ...setting,
  });
  return { scheduler, seen, counts };
}

describe('the open load', () => {
  it('shows a stall of the service to every arrival that it delayed', async () => {
    // 1,000 arrivals a second for 20 s on 50 users; the service stands still for 1 s every 10 s. An arrival that comes
    // t ms into a stall waits 1,000 - t: a tenth of all wait, evenly from 0 to 1,000 ms. So p95 is 500, p99 900 ms.
    const { timers, play } = virtualTime();
    const stalled = (ms: number): boolean => ms % 10_000 >= 5_000 && ms % 10_000 < 6_000;
    const { scheduler, seen } = schedule(
      {
        arrivals: constantArrivals(20_000, 1),
        answeredAt: (ms) => (stalled(ms) ? Math.floor(ms / 10_000) * 10_000 + 6_000 : ms),
      },
      timers,
    );
    await play(scheduler.run());
    const latency = new Histogram();
    for (const { intendedMs, endMs } of seen) latency.record(endMs - intendedMs);
    expect(latency.count).toBe(20_000);
    expect(latency.quantile(0.5)).toBeLessThanOrEqual(2);
    expect(Math.abs(latency.quantile(0.95) - 500)).toBeLessThanOrEqual(10);
    expect(Math.abs(latency.quantile(0.99) - 900)).toBeLessThanOrEqual(18);
  });

  it('serves waiting arrivals in order and keeps their intended starts', async () => {
    const { timers, play } = virtualTime();
    const { scheduler, seen } = schedule({ maxUsers: 1, answeredAt: (ms) => ms + 10 }, timers);
    await play(scheduler.run());
    expect(seen.map(({ intendedMs }) => intendedMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(seen.map(({ freeMs }) => Math.round(freeMs))).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  });

  it('drops an arrival that finds no free user only when asked to', async () => {
    const { timers, play } = virtualTime();
    const { scheduler, seen, counts } = schedule(
      { maxUsers: 1, overflow: 'drop', answeredAt: (ms) => ms + 100 },
      timers,
    );
    await play(scheduler.run());
    expect(seen).toHaveLength(1);
    expect(counts.dropped).toBe(9);
  });

  it('counts what never began as censored when the grace is over', async () => {
    const { timers, play } = virtualTime();
    const { scheduler, counts } = schedule({ maxUsers: 1, answeredAt: () => 500 }, timers);
    const run = scheduler.run();
    void timers.until(100).then(() => scheduler.abort());
    await play(run);
    expect(counts.censored).toBe(9);
  });

  it('tries again with another user when one could not start, and loses no arrival', async () => {
    const { timers, play } = virtualTime();
    const { scheduler, seen } = schedule({ starts: (id) => id > 2, answeredAt: (ms) => ms + 1 }, timers);
    await play(scheduler.run());
    expect(seen).toHaveLength(10);
  });

  it('serves every kind of user although there is room for one only', async () => {
    const { timers, play } = virtualTime();
    const { scheduler, seen, counts } = schedule(
      { maxUsers: 1, kinds: 2, kindOf: (arrival) => arrival % 2, answeredAt: (ms) => ms + 5 },
      timers,
    );
    await play(scheduler.run());
    expect(seen).toHaveLength(10);
    expect(counts.stopped).toBeGreaterThan(1);
  });

  it('lasts its time also when nothing arrives any more', async () => {
    const { clock, timers, play } = virtualTime();
    const { scheduler, seen } = schedule({ runTimeMs: 1_000, answeredAt: (sentMs) => sentMs + 1 }, timers);
    await play(scheduler.run());
    expect(seen).toHaveLength(10);
    expect(clock.now()).toBeCloseTo(1_000);
  });

  it('has other arrivals from a time on, and keeps those before it', async () => {
    const { timers, play } = virtualTime();
    const load = {
      model: 'open',
      startRate: 100,
      stages: [],
      maxUsers: 9,
      arrivals: 'constant',
      overflow: 'wait',
    } as const;
    const times = { seed: 1, untilMs: 1_000 };
    const { scheduler, seen } = schedule(
      { arrivals: arrivalsOf(load, times), runTimeMs: 1_000, answeredAt: (sentMs) => sentMs },
      timers,
    );
    const run = scheduler.run();
    const none = changeRate(load, 205, 0);
    const more = changeRate(none, 500, 200);
    void timers.until(200).then(() => scheduler.change(arrivalsOf(none, { ...times, fromMs: 205 }), 205));
    void timers.until(490).then(() => scheduler.change(arrivalsOf(more, { ...times, fromMs: 500 }), 500));
    await play(run);
    const count = (from: number, to: number) =>
      seen.filter(({ intendedMs }) => intendedMs >= from && intendedMs < to).length;
    expect([count(0, 205), count(205, 500), count(500, 1_000)]).toEqual([21, 0, 100]);
  });
});
