/** A host of timers on a virtual clock: time stands still until everything that could happen now has happened. */
import { VirtualClock } from '../measure/clock.ts';
import { type TimerHost, Timers } from './timers.ts';

export interface VirtualTime {
  readonly clock: VirtualClock;
  readonly timers: Timers;
  /** Lets time pass until `done` settles. */
  play<T>(done: Promise<T>): Promise<T>;
}

export function virtualTime(): VirtualTime {
  const clock = new VirtualClock();
  let nextHandle = 1;
  const pending = new Map<number, { readonly dueMs: number; readonly run: () => void }>();
  const host: TimerHost = {
    setTimer(run, delayMs) {
      const handle = nextHandle++;
      pending.set(handle, { dueMs: clock.now() + delayMs, run });
      return handle;
    },
    clearTimer: (handle) => void pending.delete(handle as number),
    nextTurn(run) {
      pending.set(nextHandle++, { dueMs: clock.now(), run });
    },
  };
  return {
    clock,
    timers: new Timers({ clock, host }),
    async play(done) {
      let settled = false;
      const mark = (): void => {
        settled = true;
      };
      done.then(mark, mark);
      await turn();
      while (!settled) {
        const next = [...pending].reduce<[number, { dueMs: number; run: () => void }] | undefined>(
          (first, entry) => (first === undefined || entry[1].dueMs < first[1].dueMs ? entry : first),
          undefined,
        );
        if (next === undefined) throw new Error('Nothing more can happen, and it is not done.');
        pending.delete(next[0]);
        // The sum of a time and a delay may fall short of what was meant by a rounding.
        clock.advance(Math.max(0, next[1].dueMs - clock.now()));
        next[1].run();
        await turn();
      }
      return done;
    },
  };
}

/** Lets every promise that can go on go on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
