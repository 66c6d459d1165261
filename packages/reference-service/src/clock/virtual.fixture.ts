/** A clock that stands until a test moves it, for schedulers. */
import { Scheduler, type Timers } from './scheduler.ts';

export interface VirtualClock {
  readonly scheduler: Scheduler;
  /** Lets time pass; timers fire when their time has come, exactly then. */
  advance(byMs: number): void;
}

export function createVirtualClock(): VirtualClock {
  let now = 0;
  let armed: { readonly dueMs: number; readonly callback: () => void } | undefined;
  const timers: Timers = {
    now: () => now,
    arm: (delayMs, callback) => {
      armed = { dueMs: now + delayMs, callback };
      return armed;
    },
    disarm: (handle) => {
      if (handle === armed) armed = undefined;
    },
  };
  return {
    scheduler: new Scheduler(timers),
    advance(byMs) {
      const end = now + byMs;
      while (armed !== undefined && armed.dueMs <= end) {
        const { dueMs, callback } = armed;
        armed = undefined;
        now = Math.max(now, dueMs);
        callback();
      }
      now = end;
    },
  };
}
