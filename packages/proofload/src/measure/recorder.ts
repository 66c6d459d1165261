/**
 * What one worker thread measures: operations, checks, custom metrics and its own health, second by second.
 */
import type { Clock } from './clock.ts';
import type { MetricOfType, MetricType } from './metric.ts';
import { OperationRecorder, type Rotation, toWholeNanoseconds } from './operation-recorder.ts';
import type { Slice, Tags, UserTime, WorkerHealth } from './slice.ts';
import { MOST_OPERATIONS, type OperationTally, Tally } from './tally.ts';

/** How a recorder is made. */
export interface RecorderOptions {
  readonly clock: Clock;
  /** The run's start, in ms of the clock: the beginning of second 0. */
  readonly startMs: number;
  /** How many operations are told apart; further ones are counted as `(other)`. Default 1,000. */
  readonly maxOperations?: number;
}

/**
 * Records into the current second and packs every second that is over into a slice.
 *
 * @example
 * const recorder = new Recorder({ clock, startMs: clock.now() });
 * const home = recorder.operation('GET /', 'http');
 * home.answered(clock.now(), 12.5, 12.4, 0);
 * home.status(200);
 * const slices = recorder.takeSlices(clock.now()); // once a second
 */
export class Recorder {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #tally: Tally;
  readonly #recorders: OperationRecorder[] = [];
  readonly #rotation: { -readonly [Key in keyof Rotation]: Rotation[Key] };
  #second = 0;
  /** Seconds that are over and were not taken yet. */
  #pending: Slice[] = [];

  constructor(options: RecorderOptions) {
    const { clock, startMs, maxOperations = MOST_OPERATIONS } = options;
    this.#clock = clock;
    this.#startMs = startMs;
    this.#tally = new Tally(maxOperations);
    this.#rotation = {
      startMs,
      sliceEndMs: startMs + 1000,
      rotate: (nowMs) => this.#rotate(nowMs),
      touch: (operation: OperationTally) => this.#tally.touch(operation),
    };
  }

  /** The recorder of an operation; the same object for the same name, kind and tags. */
  operation(name: string, kind: string, tags?: Tags): OperationRecorder {
    const tally = this.#tally.operation(name, kind, tags);
    let recorder = this.#recorders[tally.id];
    if (recorder === undefined) {
      recorder = new OperationRecorder(this.#rotation, tally);
      this.#recorders[tally.id] = recorder;
    }
    return recorder;
  }

  /**
   * Whether something held.
   *
   * @param operation - the operation that it is about; `undefined` when there was none yet
   */
  check(name: string, operation: string | undefined, ok: boolean): void {
    const check = this.#tally.check(name, operation);
    if (ok) check.passed += 1;
    else check.failed += 1;
  }

  /**
   * A custom metric; the same object for the same name.
   *
   * @throws {MetricTypeError} when the name was used with another type before
   */
  metric<Type extends MetricType>(name: string, type: Type): MetricOfType[Type] {
    return this.#tally.metric(name, type);
  }

  /** Iterations begun in the current second. */
  get iterations(): number {
    return this.#tally.generator.iterations;
  }

  set iterations(count: number) {
    this.#tally.generator.iterations = count;
  }

  /** What users of closed loads did with their time, in the current second; whoever runs them adds to it. */
  get userTime(): UserTime {
    return this.#tally.generator.userTime;
  }

  /** Actual send less the time from which it could have been sent: the generator's own fault, in ms. */
  sendLag(lagMs: number): void {
    this.#tally.generator.sendLag.record(toWholeNanoseconds(lagMs));
  }

  /** By how much the event loop was late, in ms. */
  loopLag(lagMs: number): void {
    this.#tally.generator.loopLag.record(toWholeNanoseconds(lagMs));
  }

  /** Arrivals given up before it was known which operation they would be. */
  dropped(count: number): void {
    this.#tally.generator.dropped += count;
  }

  /**
   * The slices of all seconds that are over; called once a second. There is one for every second in which something
   * happened, in order. A sample that comes in after its second was packed is counted in the current one.
   *
   * @param nowMs - the clock's time; left out, it is read
   * @param health - how the worker fared in the last second that is over
   */
  takeSlices(nowMs: number = this.#clock.now(), health?: WorkerHealth): Slice[] {
    if (nowMs >= this.#rotation.sliceEndMs) this.#rotate(nowMs);
    if (health !== undefined && this.#second > 0) this.#addHealth(this.#second - 1, health);
    return this.#takePending();
  }

  /** All slices that are left, the current second's too, however short: called once, at the end. */
  finish(nowMs: number = this.#clock.now(), health?: WorkerHealth): Slice[] {
    if (nowMs >= this.#rotation.sliceEndMs) this.#rotate(nowMs);
    this.#packCurrent();
    if (health !== undefined) this.#addHealth(this.#second, health);
    return this.#takePending();
  }

  #takePending(): Slice[] {
    const slices = this.#pending;
    this.#pending = [];
    return slices;
  }

  #rotate(nowMs: number): void {
    this.#packCurrent();
    this.#second = Math.floor((nowMs - this.#startMs) / 1000);
    this.#rotation.sliceEndMs = this.#startMs + (this.#second + 1) * 1000;
  }

  #packCurrent(): void {
    const slice = this.#tally.pack(this.#second);
    if (!isEmpty(slice)) this.#pending.push(slice);
  }

  /** Puts the worker's health into the slice of its second, which is made when nothing else happened in it. */
  #addHealth(second: number, health: WorkerHealth): void {
    const last = this.#pending.at(-1);
    if (last?.second === second) {
      this.#pending[this.#pending.length - 1] = { ...last, generator: { ...last.generator, workers: [health] } };
      return;
    }
    this.#pending.push({ ...EMPTY, second, generator: { ...EMPTY.generator, workers: [health] } });
  }
}

const EMPTY: Slice = new Tally(0).pack(0);

function isEmpty(slice: Slice): boolean {
  const { operations, errors, checks, metrics, dictionary, generator } = slice;
  const { iterations, dropped, sendLag, loopLag, userTime } = generator;
  const listed = [operations, errors, checks, metrics, ...Object.values(dictionary)].some(({ length }) => length > 0);
  return !listed && iterations === 0 && dropped === 0 && sendLag === '' && loopLag === '' && userTime === undefined;
}
