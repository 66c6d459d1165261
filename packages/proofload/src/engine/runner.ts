/** What a scheduler runs: a virtual user, seen from outside. Kept apart so that schedulers can be tested without one. */
export interface Runner {
  readonly id: number;
  /** The user's `start`; false when it threw, which is already recorded. */
  start(): Promise<boolean>;
  /**
   * One iteration: picks a task and runs it. Never rejects: what a task throws is recorded.
   *
   * @param intendedMs - when the iteration was meant to start, in ms of the clock
   * @param freeMs - when the user was free for it
   * @param turn - its number in the run, from 0
   * @param draw - in [0, 1), for an arrival of an open load: picks the task, and what the task draws hangs on the turn;
   *   by default both hang on the user
   */
  iterate(intendedMs: number, freeMs: number, turn: number, draw?: number): Promise<void>;
  /** When the next iteration is meant to start, by the user's wait; `now` is the clock's time. */
  nextIntended(nowMs: number): number;
  /** The user's `stop`, and the end of its connections. */
  stop(): Promise<void>;
  /** The end of the run's grace: whatever is in flight is given up and counted as censored. */
  abort(): void;
}

/** Makes the virtual user with this id, of the kind with this index in the plan. */
export type RunnerFactory = (id: number, kind: number) => Runner;

/** A strategy that turns a load into iterations of virtual users. */
export interface Scheduler {
  /** Resolves when the load is over and every user has stopped. */
  run(): Promise<void>;
  /** Begins no further iteration; those in flight go on. */
  stop(): void;
  /** Ends the grace: gives up what is in flight. */
  abort(): void;
  /** Virtual users there are now. */
  readonly users: number;
  /** Arrivals that wait for a free user. */
  readonly waiting: number;
}
