/**
 * Runs a plan in worker threads: starts them, gives the word to go, merges what they measured second by second, and
 * ends the run: first no new iterations, then, when the grace is over, nothing at all. It writes nothing; whoever calls
 * it is handed each second as it is complete.
 */
import { Worker } from 'node:worker_threads';
import { monotonicClock } from '../measure/clock.ts';
import { SliceMerger } from '../measure/merge.ts';
import type { Slice } from '../measure/slice.ts';
import type { LoadPlan, Plan } from '../plan/types.ts';
import { hideSecrets } from '../units/secrets.ts';
import { runTimeOf } from './load.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import { setRealTime } from './real-time.ts';
import { type ChangeOptions, type LoadChange, type LoadLevel, type SteeredPart, Steering } from './steering.ts';
import { whereIs } from './stuck-worker.ts';
import type { PacingShares } from './thread-pacing.ts';
import { tuneV8 } from './tune-v8.ts';
import { endingOf, memoryBounds, workerHeapMb } from './worker-memory.ts';

export interface LoadOptions {
  readonly plan: Plan;
  /** The URL of the suite's bundle. */
  readonly bundle: string;
  /** What `setup` returned, for all virtual users: plain data. */
  readonly setup?: unknown;
  /** A second of the run, merged over all workers, in order. */
  readonly onSlice: (slice: Slice) => void;
  /** A line that the suite logged or printed. */
  readonly onLog: (line: string) => void;
  /** Not to begin before this time of the monotonic clock, so that several loads begin together. */
  readonly notBeforeMs?: number;
  /** The load has begun, at this time of the monotonic clock. */
  readonly onStart: (startMs: number) => void;
}

/** By what means requests were sent on time: on average over all workers. */
export interface Pacing extends PacingShares {
  /** Whether the system let the workers go before other processes. */
  readonly raisedPriority: boolean;
}

/** How a load ended. */
export interface LoadEnd {
  /** How long new iterations were begun, in ms. */
  readonly loadMs: number;
  /** From the start to when the last user had stopped, in ms: the load, and the grace for what was in flight. */
  readonly durationMs: number;
  /** Workers that died, with the reason; what they had measured until then is kept. */
  readonly lostWorkers: readonly { readonly worker: number; readonly reason: string }[];
  /** The load as it really was, and how it was changed while it ran. */
  readonly load: LoadPlan;
  readonly changes: readonly LoadChange[];
  readonly pacing: Pacing;
}

/** Between the word to go and the first iteration: time for every worker to hear it, in ms. */
const LEAD_MS = 50;
/** How long a worker may take to end once its load was aborted, in ms. */
const TERMINATE_AFTER_MS = 3_000;

/** A worker that has not been heard of for so long does not yield, in ms. */
const SILENT_AFTER_MS = 4_000;
/** One that is not in the suite's code, or had little of a core, may only be kept from the processor: that takes longer. */
const LOST_AFTER_MS = 20_000;
/** Code that does not yield uses all of the processor that it gets; less than this share of a core is no sign of it. */
const LEAST_BUSY_SHARE = 0.25;
const LISTEN_EVERY_MS = 1_000;

interface WorkerSeat {
  readonly worker: Worker;
  done: boolean;
  /** When it last sent anything, in ms of the clock. */
  heardMs: number;
  /** What the process had used of the processor by then, in ms. */
  heardCpuMs: number;
  /** When it was last looked for, in ms of the clock: a look halts it for a moment. */
  lookedMs: number;
  /** True while it is found out where it hangs. */
  suspected: boolean;
}

export class LoadRun {
  /** Resolves when every worker has ended and every second was handed over. */
  readonly done: Promise<LoadEnd>;
  readonly #options: LoadOptions;
  readonly #merger: SliceMerger;
  readonly #seats: WorkerSeat[] = [];
  readonly #lost: { worker: number; reason: string }[] = [];
  readonly #clock = monotonicClock();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #steering: Steering;
  readonly #heapMb: number;
  #ready = 0;
  #raised = 0;
  readonly #pacing: PacingShares[] = [];
  #startMs: number | undefined;
  #loadEndMs: number | undefined;
  #lastEndMs = Number.NEGATIVE_INFINITY;
  #stopping = false;
  #finish: (end: LoadEnd) => void = () => {};

  constructor(options: LoadOptions) {
    this.#options = options;
    const { workers } = options.plan;
    tuneV8();
    this.#steering = new Steering(options.plan.load, workers);
    this.#merger = new SliceMerger(workers);
    this.#heapMb = workerHeapMb(memoryBounds(), workers);
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
    for (let worker = 0; worker < workers; worker += 1) this.#seats.push(this.#open(worker));
  }

  /**
   * What can be changed now, and how much of it there is to be; several where several loads run at once, with
   * `undefined` in place of what cannot be changed. Empty before the load begins.
   */
  get parts(): readonly (SteeredPart | undefined)[] {
    return this.#startMs === undefined ? [] : this.#steering.partsAt(this.#nextChangeMs(this.#startMs));
  }

  /** How much load there is to be now, of the only load or the first. */
  get level(): LoadLevel | undefined {
    return this.parts[0]?.level;
  }

  /** Why the load cannot be changed, as a sentence; `undefined` for one that can. */
  get fixed(): string | undefined {
    return this.#steering.fixed;
  }

  /**
   * Has so many virtual users from now on, in place of what was planned.
   *
   * @throws {LoadChangeError} where the load is not one of users
   */
  changeUsers(users: number, options: ChangeOptions = {}): void {
    this.#change({ unit: 'users', value: users }, options);
  }

  /**
   * Has so many arrivals a second from now on, in place of what was planned.
   *
   * @throws {LoadChangeError} where the load is not one of arrivals
   */
  changeRate(perSecond: number, options: ChangeOptions = {}): void {
    this.#change({ unit: 'rate', value: perSecond }, options);
  }

  /** When a change that is made now is in force, since the load's start. */
  #nextChangeMs(startMs: number): number {
    return Math.max(0, this.#clock.now() - startMs) + LEAD_MS;
  }

  #change(level: LoadLevel, options: ChangeOptions): void {
    if (this.#startMs === undefined || this.#stopping) return;
    const fromMs = this.#nextChangeMs(this.#startMs);
    this.#tell({ type: 'load', load: this.#steering.change(fromMs, level, options), fromMs });
  }

  /** Begins no further iteration; those in flight have the plan's grace. */
  stop(): void {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#loadEndMs ??= this.#clock.now();
    this.#tell({ type: 'stop' });
    this.#after(this.#options.plan.stopTimeoutMs, () => this.abort());
  }

  /** Gives up what is in flight, which is counted as censored. */
  abort(): void {
    this.#stopping = true;
    this.#loadEndMs ??= this.#clock.now();
    this.#tell({ type: 'abort' });
    this.#after(TERMINATE_AFTER_MS, () => {
      for (const seat of this.#seats) if (!seat.done) void seat.worker.terminate();
    });
  }

  #open(index: number): WorkerSeat {
    const { plan, bundle, setup } = this.#options;
    const workerData: WorkerInput = { plan, bundle, worker: index, workers: plan.workers, setup };
    const resourceLimits = { maxOldGenerationSizeMb: this.#heapMb };
    const streams = { stdout: true, stderr: true };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits, ...streams });
    const seat: WorkerSeat = {
      worker,
      done: false,
      heardMs: this.#clock.now(),
      heardCpuMs: cpuMs(),
      lookedMs: 0,
      suspected: false,
    };
    worker.on('message', (message: FromWorker) => this.#hear(index, seat, message));
    worker.on('error', (error) => this.#lose(index, seat, endingOf(error, this.#heapMb)));
    worker.on('exit', (code) => this.#lose(index, seat, `it ended with code ${code}`));
    for (const stream of [worker.stdout, worker.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.split('\n')) if (line !== '') this.#options.onLog(hideSecrets(line));
      });
    }
    return seat;
  }

  #hear(index: number, seat: WorkerSeat, message: FromWorker): void {
    seat.heardMs = this.#clock.now();
    seat.heardCpuMs = cpuMs();
    switch (message.type) {
      case 'ready':
        this.#ready += 1;
        if (message.raisedPriority) this.#raised += 1;
        this.#goWhenReady();
        break;
      case 'real-time':
        setRealTime(message.thread, message.wanted);
        break;
      case 'slices':
        for (const slice of message.slices) this.#handOver(this.#merger.add(index, slice));
        break;
      case 'log':
        this.#options.onLog(hideSecrets(message.message));
        break;
      case 'done':
        this.#lastEndMs = Math.max(this.#lastEndMs, message.endMs);
        this.#pacing.push(message.pacing);
        this.#end(index, seat);
        break;
    }
  }

  #goWhenReady(): void {
    if (this.#startMs !== undefined || this.#ready + this.#lost.length < this.#seats.length) return;
    const { plan, onStart, notBeforeMs = 0 } = this.#options;
    const nowMs = this.#clock.now();
    const startMs = Math.max(nowMs + LEAD_MS, notBeforeMs);
    const leadMs = startMs - nowMs;
    this.#startMs = startMs;
    onStart(startMs);
    if (this.#stopping) {
      this.abort();
      return;
    }
    this.#tell({ type: 'go', startMs });
    this.#listen();
    const durationMs = runTimeOf(plan);
    this.#after(leadMs + durationMs, () => {
      this.#loadEndMs ??= startMs + durationMs;
    });
    this.#after(leadMs + durationMs + plan.stopTimeoutMs, () => this.abort());
  }

  /** Looks for workers that have fallen silent: a task that never yields keeps its worker from sending. */
  #listen(): void {
    this.#after(LISTEN_EVERY_MS, () => {
      const silentSinceMs = this.#clock.now() - SILENT_AFTER_MS;
      for (const [index, seat] of this.#seats.entries()) {
        const isSilent = Math.max(seat.heardMs, seat.lookedMs) < silentSinceMs;
        if (!seat.done && !seat.suspected && isSilent) void this.#unblock(index, seat);
      }
      if (this.#seats.some(({ done }) => !done)) this.#listen();
    });
  }

  async #unblock(index: number, seat: WorkerSeat): Promise<void> {
    const isSilentFor = (ms: number) => !seat.done && seat.heardMs < this.#clock.now() - ms;
    seat.suspected = true;
    // Where this thread was the one that got no core, what the worker sent has yet to be read.
    await inputRead();
    const place = isSilentFor(SILENT_AFTER_MS) ? await whereIs(seat.worker.threadId, this.#options.bundle) : undefined;
    await inputRead();
    seat.suspected = false;
    seat.lookedMs = this.#clock.now();
    const busyShare = (cpuMs() - seat.heardCpuMs) / Math.max(1, seat.lookedMs - seat.heardMs);
    const isStuck = place !== undefined && busyShare >= LEAST_BUSY_SHARE;
    const limitMs = isStuck ? SILENT_AFTER_MS : LOST_AFTER_MS;
    if (!isSilentFor(limitMs)) return;
    const where = place === undefined ? 'somewhere outside of the suite' : `in ${place}`;
    this.#lose(index, seat, `it did not yield for ${limitMs / 1_000} s ${where}, and was stopped`);
    await seat.worker.terminate();
  }

  #lose(index: number, seat: WorkerSeat, reason: string): void {
    if (seat.done) return;
    this.#lost.push({ worker: index, reason });
    // What the others would still measure is the answer to another load than was asked for.
    if (this.#startMs !== undefined) this.stop();
    this.#end(index, seat);
    this.#goWhenReady();
  }

  #end(index: number, seat: WorkerSeat): void {
    seat.done = true;
    this.#handOver(this.#merger.end(index));
    if (this.#seats.some((other) => !other.done)) return;
    for (const timer of this.#timers) clearTimeout(timer);
    const endMs = Number.isFinite(this.#lastEndMs) ? this.#lastEndMs : this.#clock.now();
    const startMs = this.#startMs ?? endMs;
    const loadEndMs = Math.max(startMs, Math.min(this.#loadEndMs ?? endMs, endMs));
    const { changes } = this.#steering;
    const load = this.#steering.endedAt(loadEndMs - startMs);
    const lasted = { loadMs: loadEndMs - startMs, durationMs: endMs - startMs };
    const pacing: Pacing = {
      spunShare: this.#averageOf(({ spunShare }) => spunShare),
      realTimeShare: this.#averageOf(({ realTimeShare }) => realTimeShare),
      raisedPriority: this.#raised === this.#seats.length,
    };
    this.#finish({ ...lasted, lostWorkers: this.#lost, load, changes, pacing });
  }

  #averageOf(share: (pacing: PacingShares) => number): number {
    return this.#pacing.reduce((sum, pacing) => sum + share(pacing) / this.#pacing.length, 0);
  }

  #handOver(slices: readonly Slice[]): void {
    for (const slice of slices) this.#options.onSlice(slice);
  }

  #tell(message: ToWorker): void {
    for (const seat of this.#seats) if (!seat.done) seat.worker.postMessage(message);
  }

  #after(ms: number, run: () => void): void {
    // Node.js takes no delay past 2^31 ms; a run of 24 days ends in other ways.
    const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
    this.#timers.add(timer);
  }
}

/** What this process has used of the processor, all of its threads together. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Resolves when the event loop has looked at its input once: timers come before that. */
function inputRead(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
