import { describe, expect, it } from 'vitest';
import { changeUsers } from '../plan/change-load.ts';
import { ClosedScheduler, type ClosedSchedulerOptions } from './closed-scheduler.ts';
import { IterationBudget } from './iteration-budget.ts';
import type { Runner } from './runner.ts';
import type { Timers } from './timers.ts';
import { virtualTime } from './virtual-time.fixture.ts';

interface Setting extends Partial<ClosedSchedulerOptions> {
  readonly serviceMs?: number;
  readonly waitMs?: number;
  readonly starts?: () => boolean;
}

function schedule(setting: Setting, timers: Timers) {
  const iterations: {
    readonly user: number;
    readonly intendedMs: number;
    readonly startMs: number;
    readonly turn: number;
  }[] = [];
  const lives: { readonly user: number; readonly bornMs: number; diedMs?: number }[] = [];
  const createRunner = (id: number): Runner => {
    const life: (typeof lives)[number] = { user: id, bornMs: timers.clock.now() };
    lives.push(life);
    return {
      id,
      start: async () => setting.starts?.() ?? true,
      async iterate(intendedMs, _, turn) {
        iterations.push({ user: id, intendedMs, startMs: timers.clock.now(), turn });
        await timers.until(timers.clock.now() + (setting.serviceMs ?? 10));
      },
      nextIntended: (nowMs) => nowMs + (setting.waitMs ?? 0),
      stop: async () => {
        life.diedMs = timers.clock.now();
      },
      abort: () => {},
    };
  };
  const userTime = { presentMs: 0, iterations: 0, workMs: 0, betweenMs: 0 };
  const scheduler = new ClosedScheduler({
    userTime,
    load: { model: 'closed', startUsers: 2, stages: [] },
    timers,
    startMs: 0,
    runTimeMs: 1_000,
    worker: 0,
    workers: 1,
    peakUsers: 2,
    kindOf: () => 0,
    createRunner,
    ...setting,
  });
  return { scheduler, iterations, lives, userTime };
}

describe('the closed load', () => {
  it('begins an iteration when the one before is done and its wait is over', async () => {
    const { timers, play } = virtualTime();
    const { scheduler, iterations } = schedule(
      { load: { model: 'closed', startUsers: 1, stages: [] }, serviceMs: 30, waitMs: 70 },
      timers,
    );
    await play(scheduler.run());
    expect(iterations.map(({ intendedMs }) => Math.round(intendedMs))).toEqual([
      0, 100, 200, 300, 400, 500, 600, 700, 800, 900,
    ]);
  });

  it('spawns and retires users as the load asks, and lets each finish', async () => {
    const { timers, play } = virtualTime();
    const load = {
      model: 'closed' as const,
      startUsers: 1,
      stages: [
        { durationMs: 400, users: 5 },
        { durationMs: 200, users: 5 },
        { durationMs: 400, users: 1 },
      ],
    };
    const { scheduler, lives } = schedule({ load }, timers);
    await play(scheduler.run());
    expect(lives.map(({ bornMs }) => Math.round(bornMs))).toEqual([0, 100, 200, 300, 400]);
    expect(lives.every(({ diedMs }) => diedMs !== undefined)).toBe(true);
    expect(lives[4]?.diedMs).toBeLessThan(lives[0]?.diedMs as number);
  });

  it('shares its users between workers so that none is missing and none is there twice', async () => {
    const users: number[] = [];
    for (let worker = 0; worker < 3; worker += 1) {
      const { timers, play } = virtualTime();
      const load = { model: 'closed' as const, startUsers: 10, stages: [] };
      const { scheduler, lives } = schedule({ load, worker, workers: 3, runTimeMs: 50 }, timers);
      await play(scheduler.run());
      users.push(...lives.map(({ user }) => user));
    }
    expect(users.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('numbers iterations without a number twice, over all workers and also when users go and come again', async () => {
    const turns: number[] = [];
    const stages = [0, 3, 1, 3].map((users) => ({ durationMs: 100, users }));
    for (let worker = 0; worker < 2; worker += 1) {
      const { timers, play } = virtualTime();
      const load = { model: 'closed' as const, startUsers: 3, stages };
      const { scheduler, iterations } = schedule({ load, worker, workers: 2, runTimeMs: 400, peakUsers: 3 }, timers);
      await play(scheduler.run());
      turns.push(...iterations.map(({ turn }) => turn));
    }
    expect(turns).toContain(0);
    expect(new Set(turns).size).toBe(turns.length);
  });

  it('numbers iterations that users share without a gap', async () => {
    const turns: number[] = [];
    for (const [worker, share] of [4, 3].entries()) {
      const { timers, play } = virtualTime();
      const { scheduler, iterations } = schedule(
        { budget: new IterationBudget(share, undefined), worker, workers: 2, peakUsers: 2 },
        timers,
      );
      await play(scheduler.run());
      turns.push(...iterations.map(({ turn }) => turn));
    }
    expect(turns.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  it('ends when its iterations are used up, for each user or for all', async () => {
    for (const [budget, expected] of [
      [new IterationBudget(7, undefined), 7],
      [new IterationBudget(2 * 3, 3), 6],
    ] as const) {
      const { clock, timers, play } = virtualTime();
      const { scheduler, iterations } = schedule({ budget }, timers);
      await play(scheduler.run());
      expect(iterations).toHaveLength(expected);
      expect(clock.now()).toBeLessThan(1_000);
      expect(budget.left).toBe(0);
    }
  });

  it('tells once how many iterations were not begun when the time was over', async () => {
    const { timers, play } = virtualTime();
    const told: number[] = [];
    const budget = new IterationBudget(2 * 200, 200);
    const { scheduler, iterations } = schedule({ budget, onDropped: (count) => told.push(count) }, timers);
    await play(scheduler.run());
    scheduler.stop();
    expect(told).toEqual([400 - iterations.length]);
  });

  it('accounts for all of the time of its users', async () => {
    const { timers, play } = virtualTime();
    const load = { model: 'closed' as const, startUsers: 1, stages: [{ durationMs: 500, users: 6 }] };
    const { scheduler, iterations, userTime } = schedule({ load, serviceMs: 30, waitMs: 45 }, timers);
    await play(scheduler.run());
    expect(userTime.iterations).toBe(iterations.length);
    expect(userTime.workMs).toBeCloseTo(30 * iterations.length);
    expect(userTime.workMs + userTime.betweenMs).toBeCloseTo(userTime.presentMs);
  });

  it('has no iteration of users that were given up, though they were there', async () => {
    const { timers, play } = virtualTime();
    const stuck = schedule({ serviceMs: 5_000 }, timers);
    const run = stuck.scheduler.run();
    void timers.until(2_000).then(() => stuck.scheduler.abort());
    await play(run);
    expect(stuck.userTime).toMatchObject({ iterations: 0, workMs: 0 });
    expect(stuck.userTime.presentMs).toBeGreaterThan(1_000);
  });

  it('replaces a user whose start threw, after a while', async () => {
    const { timers, play } = virtualTime();
    let attempts = 0;
    const { scheduler, iterations, lives } = schedule(
      { load: { model: 'closed', startUsers: 1, stages: [] }, runTimeMs: 2_500, starts: () => ++attempts > 2 },
      timers,
    );
    await play(scheduler.run());
    expect(lives.map(({ bornMs }) => Math.round(bornMs))).toEqual([0, 1_000, 2_000]);
    expect(iterations.length).toBeGreaterThan(0);
  });

  it('stops early when told to, waking those that wait', async () => {
    const { clock, timers, play } = virtualTime();
    const { scheduler } = schedule({ waitMs: 60_000, runTimeMs: 600_000 }, timers);
    const run = scheduler.run();
    void timers.until(200).then(() => scheduler.stop());
    await play(run);
    expect(clock.now()).toBeLessThan(1_000);
  });

  it('follows another load from the moment on that it is told of it', async () => {
    const { timers, play } = virtualTime();
    const load = { model: 'closed' as const, startUsers: 2, stages: [{ durationMs: 900, users: 20 }] };
    const { scheduler, lives } = schedule({ load }, timers);
    const run = scheduler.run();
    const fewer = changeUsers(load, 100, 1);
    void timers.until(100).then(() => scheduler.change(fewer));
    void timers.until(600).then(() => scheduler.change(changeUsers(fewer, 600, 3)));
    await play(run);
    expect(lives.map(({ bornMs }) => Math.round(bornMs))).toEqual([0, 0, 50, 100, 600, 600]);
    expect(lives.filter(({ diedMs = 0 }) => diedMs < 200)).toHaveLength(3);
  });
});
