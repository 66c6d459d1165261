/**
 * A virtual user: one running instance of a kind of user, with its own connections, cookies, data and random numbers.
 * It is the {@link Caller} on whose behalf protocols work, and the {@link Runner} that schedulers run.
 */
import type { Clock } from '../measure/clock.ts';
import type { Recorder } from '../measure/recorder.ts';
import { Random } from '../plan/random.ts';
import type { Caller } from '../protocol/caller.ts';
import { groupedTags } from '../protocol/grouping.ts';
import type { TraceRow } from '../suite/trace.ts';
import type { TaskFunction } from '../suite/types.ts';
import { currentGroup, insideGroup } from './groups.ts';
import { UserProtocols, type WorkerProtocols } from './protocols.ts';
import type { Runner } from './runner.ts';
import { type SharedContext, type TaskHelper, UserContext } from './task-context.ts';
import { describeBreak, describeThrow } from './task-error.ts';
import type { RunnableTask, UserKind } from './task-set.ts';
import type { Timers } from './timers.ts';
import { UserView, type ViewedUser } from './user-view.ts';

/** What all virtual users of a worker share. */
export interface UserEnvironment {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly recorder: Recorder;
  /** When the event loop last turned, in ms of the clock, to some tens of ms. */
  readonly pulse: { readonly turnedMs: number };
  readonly protocols: WorkerProtocols;
  readonly shared: SharedContext;
  /** In a replay: the row of the trace that an iteration is for, by its number in the run. */
  readonly rowOf: ((turn: number) => TraceRow) | undefined;
  readonly log: (message: string) => void;
  /** Everything random hangs on it, by the user's id. */
  readonly seed: number;
  /** Code of the suite that goes on although the run is over, by the user whose it is: `Reader.browse`. */
  readonly unended: Map<unknown, string>;
}

/** A user whose requests fail before they are sent goes on without ever waiting; every so many iterations it is looked. */
const LOOK_EVERY_ITERATIONS = 64;
const STARVING_AFTER_MS = 200;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class VirtualUserRunner implements Runner, Caller, ViewedUser, TaskHelper {
  readonly id: number;
  intendedMs = 0;
  freeMs = 0;
  task: string | undefined;
  lastOperation: string | undefined;
  stopped = false;
  iteration = 0;
  /** The number of the iteration in the run; before the first, that of the user. */
  turn: number;
  isArrival = false;

  readonly #kind: UserKind;
  readonly #environment: UserEnvironment;
  readonly #protocols: UserProtocols;
  readonly #context: UserContext;
  /** Picks tasks and waits; what the suite draws by itself does not disturb these. */
  readonly #random: Random;
  readonly #settlers: (() => void)[] = [];
  #abort: AbortController | undefined;
  // The iteration's own times, until its first operation takes them; NaN afterwards.
  #iterationIntendedMs = Number.NaN;
  #iterationFreeMs = Number.NaN;
  #lastIntendedMs = Number.NaN;
  #position = 0;
  /** True once the iteration has waited for something outside, so that the loop has turned. */
  #yielded = false;
  /** The code of the suite that runs now. */
  #running: string | undefined;

  constructor(id: number, kind: UserKind, environment: UserEnvironment) {
    this.id = id;
    this.turn = id - 1;
    this.#kind = kind;
    this.#environment = environment;
    this.#random = new Random(environment.seed, 'iterations', id);
    this.#protocols = new UserProtocols(environment.protocols, this);
    const view = new UserView(this, kind.plan.name, environment.seed, environment.rowOf);
    this.#context = new UserContext(this.#protocols, this, view, environment.shared);
  }

  get groupName(): string | undefined {
    return currentGroup();
  }

  /** Of its line, in bytes a second. */
  get bandwidth(): number | undefined {
    return this.#kind.plan.bandwidth;
  }

  /** Aborted when the run's grace is over; made when it is first asked for, since few tasks do. */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.stopped) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  begin(nowMs: number): void {
    this.#yielded = true;
    if (Number.isNaN(this.#iterationIntendedMs)) {
      this.intendedMs = nowMs;
      this.freeMs = nowMs;
    } else {
      this.intendedMs = this.#iterationIntendedMs;
      this.freeMs = this.#iterationFreeMs;
      this.#iterationIntendedMs = Number.NaN;
    }
  }

  /** Whether the loop has not turned for so long that something must give way: asked now and then, since it costs. */
  #isStarving(): boolean {
    if (this.iteration % LOOK_EVERY_ITERATIONS !== 0) return false;
    return this.#environment.clock.now() - this.#environment.pulse.turnedMs > STARVING_AFTER_MS;
  }

  settleLater(settle: () => void): void {
    this.#settlers.push(settle);
  }

  async start(): Promise<boolean> {
    const { start, plan } = this.#kind;
    if (start === undefined) return true;
    const succeeded = await this.#run(start, `${plan.name}.start`);
    return succeeded && !this.stopped;
  }

  async iterate(intendedMs: number, freeMs: number, turn: number, draw?: number): Promise<void> {
    const task = this.#nextTask(draw);
    this.#iterationIntendedMs = intendedMs;
    this.#iterationFreeMs = freeMs;
    this.#lastIntendedMs = intendedMs;
    this.iteration += 1;
    this.turn = turn;
    this.isArrival = draw !== undefined;
    this.#yielded = false;
    this.task = task.name;
    await this.#run(task.run, task.operation);
    this.task = undefined;
    this.#iterationIntendedMs = Number.NaN;
    this.#environment.recorder.iterations += 1;
    // A task that waits for nothing would otherwise keep input, timers and the end of the run from ever happening.
    if (!this.#yielded || this.#isStarving()) await nextTurn();
  }

  nextIntended(nowMs: number): number {
    const wait = this.#kind.plan.wait;
    switch (wait.kind) {
      case 'none':
        return nowMs;
      case 'constant':
        return nowMs + wait.ms;
      case 'between':
        return nowMs + wait.minMs + (wait.maxMs - wait.minMs) * this.#random.uniform();
      case 'pacing':
        // The grid stays where it is: who is behind goes on at once, and the delay counts from the intended start.
        return this.#lastIntendedMs + wait.ms;
    }
  }

  async stop(): Promise<void> {
    const { stop, plan } = this.#kind;
    if (stop !== undefined && !this.stopped) await this.#run(stop, `${plan.name}.stop`);
  }

  abort(): void {
    if (this.stopped) return;
    this.stopped = true;
    if (this.#running !== undefined) this.#environment.unended.set(this, this.#running);
    this.#abort?.abort();
    this.#protocols.close();
    this.#settle();
  }

  /** Runs a function of the suite; false when it threw, which is recorded here. */
  async #run(work: TaskFunction, operation: string): Promise<boolean> {
    let succeeded = true;
    this.#running = operation;
    try {
      const result = work(this.#context);
      if (result instanceof Promise) await result;
    } catch (thrown) {
      succeeded = false;
      this.#threw(thrown, operation);
    }
    this.#running = undefined;
    if (this.stopped) this.#environment.unended.delete(this);
    this.#settle();
    return succeeded;
  }

  #settle(): void {
    if (this.#settlers.length > 0) for (const settle of this.#settlers.splice(0)) settle();
  }

  #threw(thrown: unknown, operation: string): void {
    // What is thrown because the run is over says nothing of the service or the suite.
    if (this.stopped) return;
    const { clock, recorder } = this.#environment;
    const now = clock.now();
    const record = recorder.operation(operation, 'task');
    const { type, message } = describeBreak(thrown);
    record.unanswered(now);
    record.failed(type, message, now);
  }

  #nextTask(draw: number | undefined): RunnableTask {
    const kind = this.#kind;
    if (!kind.plan.sequence) return kind.tasks[kind.pick(draw ?? this.#random.uniform())] as RunnableTask;
    const task = kind.tasks[this.#position] as RunnableTask;
    this.#position = (this.#position + 1) % kind.tasks.length;
    return task;
  }

  check(name: string, ok: boolean): boolean {
    this.#environment.recorder.check(name, this.lastOperation, ok);
    return ok;
  }

  log(message: string): void {
    this.#environment.log(`${this.#kind.plan.name} ${this.id}: ${message}`);
  }

  measure<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    return this.#measure(name, 'code', work);
  }

  group<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    return insideGroup(name, (group) => this.#measure(group, 'group', work));
  }

  sleep(ms: number): Promise<void> {
    this.#yielded = true;
    // Thinking before the first request is neither the service's time nor the generator's.
    this.#iterationIntendedMs += ms;
    this.#iterationFreeMs += ms;
    const { clock, timers } = this.#environment;
    const { signal } = this;
    return new Promise((resolve, reject) => {
      const end = (): void => reject(signal.reason);
      if (signal.aborted) return end();
      signal.addEventListener('abort', end, { once: true });
      timers.at(clock.now() + ms, {
        ring: () => {
          signal.removeEventListener('abort', end);
          resolve();
        },
      });
    });
  }

  async #measure<T>(name: string, kind: 'code' | 'group', work: () => T | Promise<T>): Promise<T> {
    const { clock, recorder } = this.#environment;
    const record = recorder.operation(name, kind, kind === 'code' ? groupedTags(this, undefined) : undefined);
    const startMs = clock.now();
    const isFirst = !Number.isNaN(this.#iterationIntendedMs);
    const intendedMs = isFirst ? this.#iterationIntendedMs : startMs;
    const freeMs = isFirst ? this.#iterationFreeMs : startMs;
    const iteration = this.iteration;
    try {
      return await work();
    } catch (thrown) {
      if (!this.stopped) {
        const { type, message } = describeThrow(thrown);
        record.failed(type, message, clock.now());
      }
      throw thrown;
    } finally {
      const endMs = clock.now();
      if (this.stopped) record.censored(1);
      else record.answered(endMs, endMs - intendedMs, endMs - startMs, freeMs - intendedMs);
      if (isFirst && iteration === this.iteration && !Number.isNaN(this.#iterationIntendedMs)) {
        // Nothing was sent within: what comes next is still the first, less the time that was this code's own.
        this.#iterationIntendedMs = intendedMs + (endMs - startMs);
        this.#iterationFreeMs = freeMs + (endMs - startMs);
      }
    }
  }
}
