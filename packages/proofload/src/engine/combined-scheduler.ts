/**
 * Several loads at once, each with its own start, users and end:
 *
 *     readers   |──────────────────────|
 *     buyers         |─────────|               startAt: 10 s
 *               +────────────────────────── time
 */
import type { Scheduler } from './runner.ts';
import type { Timers } from './timers.ts';

/** One of the loads. */
export interface ScheduledPart {
  readonly scheduler: Scheduler;
  /** When it begins, in ms of the clock. */
  readonly startMs: number;
}

export class CombinedScheduler implements Scheduler {
  readonly #parts: readonly ScheduledPart[];
  readonly #timers: Timers;
  readonly #begun = new Set<Scheduler>();
  readonly #stopped: Promise<void>;
  #stop: () => void = () => {};
  #stopping = false;

  constructor(parts: readonly ScheduledPart[], timers: Timers) {
    this.#parts = parts;
    this.#timers = timers;
    this.#stopped = new Promise((resolve) => {
      this.#stop = resolve;
    });
  }

  get users(): number {
    return this.#parts.reduce((sum, { scheduler }) => sum + scheduler.users, 0);
  }

  get waiting(): number {
    return this.#parts.reduce((sum, { scheduler }) => sum + scheduler.waiting, 0);
  }

  async run(): Promise<void> {
    await Promise.all(this.#parts.map((part) => this.#runPart(part)));
  }

  stop(): void {
    this.#stopping = true;
    this.#stop();
    for (const scheduler of this.#begun) scheduler.stop();
  }

  abort(): void {
    this.stop();
    for (const scheduler of this.#begun) scheduler.abort();
  }

  async #runPart({ scheduler, startMs }: ScheduledPart): Promise<void> {
    if (startMs > this.#timers.clock.now()) await Promise.race([this.#timers.until(startMs), this.#stopped]);
    this.#begun.add(scheduler);
    // One that is stopped before it begins does nothing but tell what it never began.
    if (this.#stopping) scheduler.stop();
    const done = scheduler.run();
    if (this.#stopping) scheduler.stop();
    await done;
  }
}
