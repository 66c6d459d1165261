/**
 * The closed load: a number of virtual users over time, each of which begins its next iteration when the one before is
 * done and its wait is over.
 *
 *     users                  this worker runs the users with  index % workers == worker,
 *       │    ┌────────╮      so that the shares of all workers sum exactly to the whole
 *       │   ╱          ╲
 *       └──┴────────────┴── time
 */

import type { UserTime } from '../measure/slice.ts';
import { dealtNumberOf, workerOf } from '../plan/shares.ts';
import type { ClosedLoad } from '../plan/types.ts';
import { nextChangeAt, usersAt } from '../plan/users-at.ts';
import type { IterationBudget } from './iteration-budget.ts';
import type { Runner, RunnerFactory, Scheduler } from './runner.ts';
import type { Alarm, Timers } from './timers.ts';

export interface ClosedSchedulerOptions {
  readonly load: ClosedLoad;
  readonly timers: Timers;
  /** The run's start, in ms of the clock. */
  readonly startMs: number;
  /** How long iterations are begun. */
  readonly runTimeMs: number;
  readonly worker: number;
  readonly workers: number;
  readonly createRunner: RunnerFactory;
  /** The most users that all workers together are to have: what numbers of iterations in a row are apart. */
  readonly peakUsers: number;
  /** The kind of the user with this index, from 0. */
  readonly kindOf: (index: number) => number;
  /** Where it is told what users do with their time. */
  readonly userTime: UserTime;
  /** Whether nobody knows how many users there will be, so that iterations are numbered as they come. */
  readonly isOpenEnded?: boolean;
  /** How many iterations there may be; without one, as many as fit into the time. */
  readonly budget?: IterationBudget;
  /** Is told once, at the end, how many iterations of the budget were never begun. */
  readonly onDropped?: (count: number) => void;
}

/** How long a user whose `start` threw waits before it tries again, in ms. */
const RETRY_START_MS = 1_000;

/** One place in the load: a user that lives while the load asks for it. */
class Seat implements Alarm {
  active = true;
  runner: Runner | undefined;
  #wake: ((dueMs: number) => void) | undefined;

  /** Resolves at `dueMs` or, when the seat is vacated, at once. */
  until(timers: Timers, dueMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => resolve();
      timers.at(dueMs, this);
    });
  }

  ring(dueMs: number): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.(dueMs);
  }

  vacate(): void {
    this.active = false;
    this.ring(Number.NaN);
  }
}

export class ClosedScheduler implements Scheduler, Alarm {
  users = 0;
  /** Nothing waits in a closed load: the next iteration is not meant to start before its user is free. */
  readonly waiting = 0;
  readonly #options: ClosedSchedulerOptions;
  /** By index of the user; only this worker's. */
  readonly #seats = new Map<number, Seat>();
  /** By index of the user: iterations that it has begun, in all of its lives. */
  readonly #rounds = new Map<number, number>();
  /** Iterations that were begun of those that all users share. */
  #shared = 0;
  /** Every life that has not ended, also of seats given up. */
  readonly #lives = new Set<Seat>();
  #load: ClosedLoad;
  /** When the load changes next; what was due before that was changed is not heard. */
  #changeMs = Number.NaN;
  /** Users that the load asks for now, of all workers. */
  #wanted = 0;
  #stopping = false;
  #aborted = false;
  #finish: (() => void) | undefined;

  constructor(options: ClosedSchedulerOptions) {
    this.#options = options;
    this.#load = options.load;
  }

  run(): Promise<void> {
    return new Promise((resolve) => {
      this.#finish = resolve;
      this.#follow(this.#options.startMs);
    });
  }

  /** Follows another load, which is the same up to the present. */
  change(load: ClosedLoad): void {
    this.#load = load;
    this.#follow(Math.max(this.#options.startMs, this.#options.timers.clock.now()));
  }

  stop(): void {
    this.#stopping = true;
    this.#resize(0);
    this.#settle();
  }

  abort(): void {
    this.#aborted = true;
    this.stop();
    for (const seat of this.#lives) seat.runner?.abort();
  }

  /** The load changes now. */
  ring(dueMs: number): void {
    if (dueMs === this.#changeMs) this.#follow(dueMs);
  }

  #follow(dueMs: number): void {
    if (this.#stopping) return;
    const { runTimeMs, startMs, timers } = this.#options;
    const load = this.#load;
    const elapsedMs = Math.max(dueMs, timers.clock.now()) - startMs;
    if (elapsedMs >= runTimeMs) {
      this.stop();
      return;
    }
    this.#resize(usersAt(load, elapsedMs));
    this.#changeMs = startMs + Math.min(nextChangeAt(load, elapsedMs) ?? runTimeMs, runTimeMs);
    timers.at(this.#changeMs, this);
  }

  #resize(wanted: number): void {
    const { worker, workers } = this.#options;
    for (let index = this.#wanted; index < wanted; index += 1) {
      if (workerOf(index, workers) !== worker) continue;
      const seat = new Seat();
      this.#seats.set(index, seat);
      this.#lives.add(seat);
      void this.#live(seat, index);
    }
    for (let index = this.#wanted - 1; index >= wanted; index -= 1) {
      this.#seats.get(index)?.vacate();
      this.#seats.delete(index);
    }
    this.#wanted = wanted;
  }

  async #live(seat: Seat, index: number): Promise<void> {
    const { createRunner, kindOf, timers, budget, userTime } = this.#options;
    const clock = timers.clock;
    const bornMs = clock.now();
    this.users += 1;
    while (seat.active) {
      const createdMs = clock.now();
      const runner = createRunner(index + 1, kindOf(index));
      seat.runner = runner;
      if (await runner.start()) {
        let intendedMs = clock.now();
        let freeMs = intendedMs;
        let beganMs = intendedMs;
        userTime.betweenMs += beganMs - createdMs;
        while (seat.active) {
          if (budget?.take(index) === false) {
            seat.active = false;
            break;
          }
          await runner.iterate(intendedMs, freeMs, this.#takeTurn(index));
          const endMs = clock.now();
          if (!this.#aborted) {
            userTime.iterations += 1;
            userTime.workMs += endMs - beganMs;
          }
          intendedMs = runner.nextIntended(endMs);
          if (intendedMs > endMs && seat.active) {
            await seat.until(timers, intendedMs);
            freeMs = intendedMs;
            beganMs = clock.now();
            userTime.betweenMs += beganMs - endMs;
          } else {
            freeMs = endMs;
            beganMs = endMs;
          }
        }
        if (!this.#aborted) {
          await runner.stop();
          userTime.betweenMs += clock.now() - beganMs;
        }
      }
      runner.abort();
      if (seat.active) await seat.until(timers, clock.now() + RETRY_START_MS);
    }
    this.users -= 1;
    userTime.presentMs += clock.now() - bornMs;
    this.#lives.delete(seat);
    this.#settle();
  }

  /** The number of the user's next iteration among those of all users and workers. */
  #takeTurn(index: number): number {
    const { budget, isOpenEnded, peakUsers, worker, workers } = this.#options;
    if (budget?.shared || isOpenEnded) {
      this.#shared += 1;
      // Nobody knows how many users an open-ended load will have: as if each worker had one.
      return dealtNumberOf(this.#shared - 1, isOpenEnded ? workers : peakUsers, worker, workers);
    }
    const round = this.#rounds.get(index) ?? 0;
    this.#rounds.set(index, round + 1);
    return round * peakUsers + index;
  }

  #settle(): void {
    if (this.#lives.size > 0) return;
    const { budget, onDropped } = this.#options;
    if (!this.#stopping && !budget?.spent) return;
    this.#stopping = true;
    const finish = this.#finish;
    if (finish === undefined) return;
    this.#finish = undefined;
    if (budget !== undefined && !budget.spent) onDropped?.(budget.left);
    finish();
  }
}
