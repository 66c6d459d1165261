import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { monotonicClock, VirtualClock, wallTime } from './clock.ts';

describe('monotonicClock', () => {
  it('never runs back', () => {
    const clock = monotonicClock();
    let previousMs = clock.now();
    for (let reading = 0; reading < 1000; reading += 1) {
      const nowMs = clock.now();
      expect(nowMs).toBeGreaterThanOrEqual(previousMs);
      previousMs = nowMs;
    }
  });

  it('is the clock that a worker thread reads too, whenever that was started', async () => {
    const clock = monotonicClock();
    const readClock = `
      const { parentPort } = require('node:worker_threads');
      parentPort.postMessage(Number(process.hrtime.bigint()) / 1e6);`;
    const beforeMs = clock.now();
    const worker = new Worker(readClock, { eval: true });
    const [thereMs] = (await once(worker, 'message')) as [number];
    expect(thereMs).toBeGreaterThanOrEqual(beforeMs - 0.1);
    expect(thereMs).toBeLessThanOrEqual(clock.now() + 0.1);
    await worker.terminate();
  });
});

describe('VirtualClock', () => {
  it('stands still until it is advanced', () => {
    const clock = new VirtualClock(1000);
    expect(clock.now()).toBe(1000);
    clock.advance(250);
    expect(clock.now()).toBe(1250);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });
});

describe('wallTime', () => {
  it('turns times of the clock into times since 1970 and back', () => {
    const clock = new VirtualClock(500);
    const wall = wallTime(clock, 1_700_000_000_000);
    clock.advance(100);
    expect(wall.toEpochMs(clock.now())).toBe(1_700_000_000_100);
    expect(wall.fromEpochMs(1_700_000_000_100)).toBe(600);
  });
});
