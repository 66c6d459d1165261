/**
 * The open load: arrivals come when they come, whatever the service does. Each has an intended start; one that finds no
 * free user waits its turn, in order, and keeps its intended start, so that a stall of the service is seen by every
 * arrival that it delayed.
 *
 *     arrivals ──▶ free user of its kind? ──yes──▶ iteration
 *                      │ no: fewer than maxUsers? ──yes──▶ new user
 *                      └ no ──▶ queue (or dropped, when asked for)
 */
import type { ArrivalSchedule } from '../plan/arrivals.ts';
import { Fifo } from './fifo.ts';
import type { Runner, RunnerFactory, Scheduler } from './runner.ts';
import type { Alarm, Timers } from './timers.ts';

export interface OpenSchedulerOptions {
  /** This worker's arrivals, as ms since the run's start, ascending. */
  readonly arrivals: ArrivalSchedule;
  readonly timers: Timers;
  readonly startMs: number;
  /** The load lasts so long, also when no arrival comes at its end: it may be changed until then. */
  readonly runTimeMs: number;
  /** The most users that this worker may have. */
  readonly maxUsers: number;
  readonly overflow: 'wait' | 'drop';
  readonly createRunner: RunnerFactory;
  /** Kinds of users there are. */
  readonly kinds: number;
  /** The kind of the user that the n-th arrival is for. */
  readonly kindOf: (arrival: number) => number;
  /** The draw, in [0, 1), by which the n-th arrival picks its task. */
  readonly drawOf: (arrival: number) => number;
  /** The id of this worker's n-th user, from 0. */
  readonly idOf: (index: number) => number;
  readonly onDropped: (count: number) => void;
  /** Arrivals that had begun nothing when the run and its grace ended. */
  readonly onCensored: (count: number) => void;
}

/** How long nobody is hired after a user whose `start` threw, in ms. */
const RETRY_START_MS = 1_000;

interface Arrival {
  readonly number: number;
  readonly intendedMs: number;
  readonly draw: number;
}

export class OpenScheduler implements Scheduler, Alarm {
  readonly #options: OpenSchedulerOptions;
  readonly #free: Runner[][];
  readonly #waiting: Fifo<Arrival>[];
  readonly #runners = new Set<Runner>();
  /** By kind: how many users there are. */
  readonly #staff: number[];
  /** By kind: until when nobody is hired, since the last one's `start` threw. */
  readonly #hiringPausedUntil: number[];
  #created = 0;
  #inFlight = 0;
  #arrivals: ArrivalSchedule;
  #nextMs: number | undefined;
  /** True when the load's time is over. */
  #over = false;
  #stopping = false;
  #aborted = false;
  #ending = false;
  #finish: (() => void) | undefined;

  constructor(options: OpenSchedulerOptions) {
    this.#options = options;
    this.#arrivals = options.arrivals;
    this.#free = Array.from({ length: options.kinds }, () => []);
    this.#waiting = Array.from({ length: options.kinds }, () => new Fifo<Arrival>());
    this.#staff = Array.from({ length: options.kinds }, () => 0);
    this.#hiringPausedUntil = Array.from({ length: options.kinds }, () => Number.NEGATIVE_INFINITY);
  }

  get users(): number {
    return this.#runners.size;
  }

  get waiting(): number {
    return this.#waiting.reduce((sum, queue) => sum + queue.size, 0);
  }

  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      const { runTimeMs, startMs, timers } = this.#options;
      timers.at(startMs + runTimeMs, { ring: () => this.#end() });
      this.#advance();
    });
  }

  /**
   * Has other arrivals from a time on.
   *
   * @param fromMs - since the load's start; none of the new ones is earlier
   */
  change(arrivals: ArrivalSchedule, fromMs: number): void {
    const { startMs, timers } = this.#options;
    const take = (): void => {
      if (this.#over) return;
      this.#arrivals = arrivals;
      this.#advance();
    };
    timers.at(startMs + fromMs, { ring: take });
  }

  stop(): void {
    this.#stopping = true;
    this.#nextMs = undefined;
    this.#end();
  }

  #end(): void {
    this.#over = true;
    this.#settle();
  }

  abort(): void {
    this.#aborted = true;
    this.stop();
    for (const queue of this.#waiting) {
      if (queue.size > 0) this.#options.onCensored(queue.size);
      queue.clear();
    }
    for (const runner of this.#runners) runner.abort();
    this.#settle();
  }

  /** An arrival is due, and with it perhaps others. */
  ring(dueMs: number): void {
    const { drawOf, kindOf, startMs } = this.#options;
    // One that was due in a load that has been changed since is not heard.
    if (this.#nextMs === undefined || this.#stopping || dueMs !== startMs + this.#nextMs) return;
    const { number } = this.#arrivals;
    this.#arrive({ number, intendedMs: startMs + this.#nextMs, draw: drawOf(number) }, kindOf(number));
    this.#advance();
    this.#settle();
  }

  #advance(): void {
    const { startMs, timers } = this.#options;
    this.#nextMs = this.#arrivals.next();
    if (this.#nextMs !== undefined) timers.at(startMs + this.#nextMs, this);
  }

  #arrive(arrival: Arrival, kind: number): void {
    const runner = (this.#free[kind] as Runner[]).pop();
    if (runner !== undefined) {
      void this.#work(runner, kind, arrival, arrival.intendedMs);
    } else if (this.#mayHire(kind) && (this.#runners.size < this.#options.maxUsers || this.#retireIdle(kind))) {
      void this.#hire(kind, arrival);
    } else if (this.#options.overflow === 'drop') {
      this.#options.onDropped(1);
    } else {
      (this.#waiting[kind] as Fifo<Arrival>).push(arrival);
    }
  }

  #mayHire(kind: number): boolean {
    return this.#options.timers.clock.now() >= (this.#hiringPausedUntil[kind] as number);
  }

  /** Makes room for a user of another kind; false when every user is busy. */
  #retireIdle(kind: number): boolean {
    for (const [other, idle] of this.#free.entries()) {
      const runner = other === kind ? undefined : idle.pop();
      if (runner === undefined) continue;
      void this.#retire(runner, other);
      return true;
    }
    return false;
  }

  async #hire(kind: number, arrival: Arrival): Promise<void> {
    const { createRunner, idOf, timers } = this.#options;
    const runner = createRunner(idOf(this.#created), kind);
    this.#created += 1;
    this.#runners.add(runner);
    (this.#staff[kind] as number) += 1;
    this.#inFlight += 1;
    const started = await runner.start();
    this.#inFlight -= 1;
    if (started) {
      void this.#work(runner, kind, arrival, Math.max(arrival.intendedMs, timers.clock.now()));
      return;
    }
    runner.abort();
    this.#dismiss(runner, kind);
    if (this.#aborted) {
      this.#options.onCensored(1);
      this.#settle();
      return;
    }
    // The arrival has still to be served, first in the line, by a user that is hired in a while.
    (this.#waiting[kind] as Fifo<Arrival>).unshift(arrival);
    const retryMs = timers.clock.now() + RETRY_START_MS;
    this.#hiringPausedUntil[kind] = retryMs;
    void timers.until(retryMs).then(() => this.#hireForWaiting());
    this.#settle();
  }

  /** Hires a user for the first arrival that waits, where there is room; preferably of another kind than `last`. */
  #hireForWaiting(last = -1): void {
    const waits = (queue: Fifo<Arrival>, index: number): boolean => queue.size > 0 && this.#mayHire(index);
    const other = this.#waiting.findIndex((queue, index) => index !== last && waits(queue, index));
    const kind = other >= 0 ? other : this.#waiting.findIndex(waits);
    if (kind >= 0 && this.#runners.size < this.#options.maxUsers) {
      void this.#hire(kind, (this.#waiting[kind] as Fifo<Arrival>).shift());
    }
  }

  /** True when arrivals of another kind wait and there is nobody at all to serve them. */
  #neglected(kind: number): boolean {
    if (this.#options.kinds === 1) return false;
    return this.#waiting.some(
      (waiting, other) => other !== kind && waiting.size > 0 && this.#staff[other] === 0 && this.#mayHire(other),
    );
  }

  async #work(runner: Runner, kind: number, first: Arrival, firstFreeMs: number): Promise<void> {
    const clock = this.#options.timers.clock;
    const queue = this.#waiting[kind] as Fifo<Arrival>;
    let arrival = first;
    let freeMs = firstFreeMs;
    this.#inFlight += 1;
    for (;;) {
      await runner.iterate(arrival.intendedMs, freeMs, arrival.number, arrival.draw);
      if (queue.size === 0 || this.#neglected(kind)) break;
      arrival = queue.shift();
      freeMs = clock.now();
    }
    this.#inFlight -= 1;
    const otherKindWaits = this.#waiting.some((waiting, index) => waiting.size > 0 && this.#mayHire(index));
    if (otherKindWaits) {
      void this.#retire(runner, kind);
      this.#hireForWaiting(kind);
    } else {
      (this.#free[kind] as Runner[]).push(runner);
    }
    this.#settle();
  }

  #dismiss(runner: Runner, kind: number): void {
    this.#runners.delete(runner);
    (this.#staff[kind] as number) -= 1;
  }

  async #retire(runner: Runner, kind: number): Promise<void> {
    this.#inFlight += 1;
    this.#dismiss(runner, kind);
    await runner.stop();
    runner.abort();
    this.#inFlight -= 1;
    this.#settle();
  }

  /** Ends the run when no arrival is to come, none waits and none is in flight. */
  #settle(): void {
    if (!this.#over || this.#nextMs !== undefined || this.#inFlight > 0) return;
    if (this.#ending || this.#waiting.some((waiting) => waiting.size > 0)) return;
    this.#ending = true;
    void Promise.all([...this.#runners].map((runner) => runner.stop().then(() => runner.abort()))).then(() =>
      this.#finish?.(),
    );
  }
}
