/** One worker's run: its timers, recorder and users, and what it sends once a second. */
import { monotonicClock } from '../measure/clock.ts';
import { UNHANDLED } from '../measure/error-groups.ts';
import { Recorder } from '../measure/recorder.ts';
import type { Slice, WorkerHealth } from '../measure/slice.ts';
import type { LoadPlan } from '../plan/types.ts';
import { CacheWatches } from '../protocol/cache/cache-watch.ts';
import { StatisticsSampler } from '../protocol/cache/statistics-sampler.ts';
import { HttpError } from '../protocol/http/errors.ts';
import type { Suite } from '../suite/types.ts';
import { createShare, type LoadShare } from './load.ts';
import type { FromWorker, WorkerInput } from './messages.ts';
import { metricsOf } from './metrics.ts';
import { WorkerProtocols } from './protocols.ts';
import { describeThrow } from './task-error.ts';
import { bindUser } from './task-set.ts';
import { ThreadMeter } from './thread-health.ts';
import { type PacingShares, ThreadPacing } from './thread-pacing.ts';
import { type Alarm, Timers } from './timers.ts';
import { traceAt } from './traces.ts';
import { type UserEnvironment, VirtualUserRunner } from './virtual-user.ts';

export interface WorkerRunOptions extends WorkerInput {
  readonly suite: Suite;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly send: (message: FromWorker) => void;
  /** Whether the system lets the thread go before others. */
  readonly raisedPriority: boolean;
  readonly startMs: number;
}

/** A second is sent so long after its end, so that what was completed in it has been recorded. */
const SEND_AFTER_MS = 15;
/** How long code of the suite may take to end once everything that it could wait for here has. */
const HEED_MS = 1_000;
/** How often the lag of the event loop is taken. */
const LAG_EVERY_MS = 50;

export class WorkerRun {
  /**
   * Resolves when every user has stopped and everything was sent, with the clock's time of the former, and with the
   * means by which the thread was exact.
   */
  readonly done: Promise<{ readonly endMs: number; readonly pacing: PacingShares }>;
  readonly #options: WorkerRunOptions;
  readonly #clock = monotonicClock();
  readonly #timers: Timers;
  readonly #pacing: ThreadPacing;
  readonly #recorder: Recorder;
  readonly #protocols: WorkerProtocols;
  readonly #caches: StatisticsSampler | undefined;
  readonly #share: LoadShare;
  readonly #meter = new ThreadMeter();
  #lookedMs: number;
  #spunMs = 0;
  readonly #pulse = { turnedMs: 0 };
  readonly #unended = new Map<unknown, string>();
  #leave: () => void = () => {};
  /** Resolves when code that does not end is waited for no longer. */
  readonly #left = new Promise<void>((resolve) => {
    this.#leave = resolve;
  });

  constructor(options: WorkerRunOptions) {
    const { plan, raisedPriority, send, worker, workers, startMs } = options;
    this.#options = options;
    const clock = this.#clock;
    const timers = new Timers({ clock });
    const askRealTime = (thread: number, wanted: boolean): void => send({ type: 'real-time', thread, wanted });
    this.#pacing = new ThreadPacing({ timers, workers, raisedPriority, askRealTime });
    const recorder = new Recorder({ clock, startMs });
    this.#timers = timers;
    this.#recorder = recorder;
    this.#lookedMs = startMs;
    const { caches = {} } = options.suite;
    const hasCaches = Object.keys(caches).length > 0;
    this.#protocols = new WorkerProtocols({
      ...{ plan, clock, timers, recorder, llm: options.suite.llm, environment: options.environment },
      observer: hasCaches ? new CacheWatches(caches, recorder) : undefined,
    });
    const { openHttp } = this.#protocols;
    // What a cache says of itself is asked for once, not by each worker.
    const samples = hasCaches && worker === 0;
    this.#caches = samples
      ? new StatisticsSampler({ caches, recorder, timers, now: () => clock.now(), openHttp })
      : undefined;
    const environment = this.#createEnvironment();
    const kinds = plan.users.map((user) => bindUser(user, options.suite.users));
    this.#share = createShare({
      plan,
      worker,
      workers,
      startMs,
      timers,
      recorder,
      createRunner: (id, kind) => new VirtualUserRunner(id, kinds[kind] as (typeof kinds)[number], environment),
    });
    this.#everySecond(1);
    this.#watchLag(startMs);
    this.#pacing.start(startMs);
    this.done = timers.until(startMs).then(() => this.#run());
  }

  /** Makes the load another one from a time since its start on. */
  change(load: LoadPlan, fromMs: number): void {
    this.#share.change(load, fromMs);
  }

  stop(): void {
    this.#share.scheduler.stop();
  }

  abort(): void {
    this.#share.scheduler.abort();
    this.#timers.at(this.#clock.now() + HEED_MS, { ring: () => this.#giveUp() });
  }

  /** Some code of the suite goes on although everything that it could wait for here has ended. */
  #giveUp(): void {
    const now = this.#clock.now();
    for (const operation of this.#unended.values()) {
      const record = this.#recorder.operation(operation, 'task');
      const waits = 'it waits for something that does not come; give that a limit, or let it heed vu.signal';
      record.unanswered(now);
      record.failed('unended', `${operation} had not ended when the run and its grace were over: ${waits}`, now);
    }
    this.#leave();
  }

  /** Something was thrown where no task could catch it: a promise that the suite let go of. */
  stray(thrown: unknown): void {
    // A request that nobody awaits ends so when the run does.
    if (thrown instanceof HttpError && thrown.code === 'stopped') return;
    const { type, message } = describeThrow(thrown);
    const now = this.#clock.now();
    const record = this.#recorder.operation(UNHANDLED, 'task');
    record.unanswered(now);
    record.failed(type, message, now);
  }

  async #run(): Promise<{ readonly endMs: number; readonly pacing: PacingShares }> {
    this.#caches?.start();
    await Promise.race([this.#share.scheduler.run(), this.#left]);
    await Promise.all([this.#protocols.close(), this.#caches?.stop()]);
    const endMs = this.#clock.now();
    this.#timers.clear();
    this.#send(this.#recorder.finish(endMs, this.#health()));
    return { endMs, pacing: this.#pacing.shares };
  }

  #createEnvironment(): UserEnvironment {
    const { plan, send, setup } = this.#options;
    return {
      shared: { setup, metrics: metricsOf(this.#recorder) },
      rowOf: rowsOf(plan.load),
      clock: this.#clock,
      timers: this.#timers,
      pulse: this.#pulse,
      recorder: this.#recorder,
      protocols: this.#protocols,
      log: (message) => send({ type: 'log', message }),
      seed: plan.seed,
      unended: this.#unended,
    };
  }

  #everySecond(second: number): void {
    const dueMs = this.#options.startMs + second * 1_000 + SEND_AFTER_MS;
    this.#timers.at(dueMs, {
      ring: () => {
        const now = this.#clock.now();
        this.#send(this.#recorder.takeSlices(now, this.#health()));
        // After a stall, the seconds that were missed are not made up for: they are in one look.
        const elapsed = Math.floor((now - this.#options.startMs - SEND_AFTER_MS) / 1_000);
        this.#everySecond(Math.max(elapsed, second) + 1);
      },
    });
  }

  #watchLag(dueMs: number): void {
    const alarm: Alarm = {
      ring: (due) => {
        const now = this.#clock.now();
        this.#recorder.loopLag(now - due);
        this.#pulse.turnedMs = now;
        this.#timers.at(now + LAG_EVERY_MS, alarm);
      },
    };
    this.#timers.at(dueMs, alarm);
  }

  #health(): WorkerHealth {
    const now = this.#clock.now();
    const wallMs = Math.max(now - this.#lookedMs, 1);
    const { cpu, waiting } = this.#meter.look();
    const spinning = (this.#timers.spunMs - this.#spunMs) / wallMs;
    this.#lookedMs = now;
    this.#spunMs = this.#timers.spunMs;
    return {
      busyShare: Math.max(0, Math.min(1, cpu - spinning)),
      deniedShare: waiting,
      activeUsers: this.#share.scheduler.users,
      waiting: this.#share.scheduler.waiting,
    };
  }

  #send(slices: readonly Slice[]): void {
    if (slices.length > 0) this.#options.send({ type: 'slices', slices });
  }
}

function rowsOf(load: LoadPlan): UserEnvironment['rowOf'] {
  if (load.model !== 'replay') return undefined;
  const trace = traceAt(load.file);
  return (turn) => trace.row(turn % load.rows);
}
