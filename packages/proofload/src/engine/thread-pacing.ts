/** Sees to it that a worker's alarms ring on time, by the means that the machine has for it, and tells which these were. */
import { isRealTime, ownThread } from './real-time.ts';
import { PacingGovernor, type PacingMeans } from './spinning.ts';
import type { Alarm, Timers } from './timers.ts';

/** How often the means are decided anew. */
const GOVERN_EVERY_MS = 50;
/** So long before the load starts they are decided for the first time: it takes some ms to become a real-time thread. */
const DECIDED_BEFORE_MS = 15;
/** How long spinning is tried before that. */
const TRIED_MS = 35;

export interface ThreadPacingOptions {
  readonly timers: Timers;
  /** All of the run's. */
  readonly workers: number;
  /** Whether the system lets the thread go before others. */
  readonly raisedPriority: boolean;
  /** Asks for the thread with this number to be made a real-time one, or ordinary again. */
  readonly askRealTime: (thread: number, wanted: boolean) => void;
}

/** For what share of the time each of the means was there, 0 to 1; for the rest there were timers alone. */
export interface PacingShares {
  /** The thread spun before a send, since a core was free. */
  readonly spunShare: number;
  /** None was, and the system let the thread go before all others: timers, but no waiting for a core. */
  readonly realTimeShare: number;
}

export class ThreadPacing {
  readonly #options: ThreadPacingOptions;
  readonly #governor: PacingGovernor;
  readonly #thread: number | undefined;
  #isRealTimeWanted = false;
  #looks = 0;
  #spinning = 0;
  #realTime = 0;

  constructor(options: ThreadPacingOptions) {
    this.#options = options;
    this.#governor = new PacingGovernor(options.workers);
    this.#thread = options.raisedPriority ? ownThread() : undefined;
  }

  /** Spins shortly before the load starts, so that it is known by then whether others want the core. */
  start(startMs: number): void {
    const { timers } = this.#options;
    const { spinMs } = this.#governor.begin();
    timers.spinMs = spinMs > 0 ? TRIED_MS : 0;
    const look: Alarm = {
      ring: () => {
        this.#apply(this.#governor.look());
        timers.at(timers.clock.now() + GOVERN_EVERY_MS, look);
      },
    };
    timers.at(startMs - DECIDED_BEFORE_MS, look);
  }

  get shares(): PacingShares {
    const looks = Math.max(1, this.#looks);
    return { spunShare: this.#spinning / looks, realTimeShare: this.#realTime / looks };
  }

  #apply({ spinMs, realTime }: PacingMeans): void {
    const { askRealTime, timers } = this.#options;
    timers.spinMs = spinMs;
    this.#looks += 1;
    if (spinMs > 0) this.#spinning += 1;
    if (this.#isRealTimeWanted && isRealTime()) this.#realTime += 1;
    if (this.#thread === undefined || realTime === this.#isRealTimeWanted) return;
    this.#isRealTimeWanted = realTime;
    askRealTime(this.#thread, realTime);
  }
}
