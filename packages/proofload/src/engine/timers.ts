/**
 * One queue of alarms for a whole worker thread, so that ten thousand waiting users cost one Node.js timer.
 * Node.js fires timers up to 1 ms late; within {@link TimersOptions.spinMs} of the next alarm the queue turns the event
 * loop with `setImmediate` instead of sleeping, which is exact to some microseconds and still lets input through.
 */
import type { Clock } from '../measure/clock.ts';

/** Something that wants to be woken. */
export interface Alarm {
  /** @param dueMs - the time that was asked for; the clock may be past it */
  ring(dueMs: number): void;
}

/** What the queue needs of its host: Node.js, or a virtual clock in tests. */
export interface TimerHost {
  setTimer(run: () => void, delayMs: number): unknown;
  clearTimer(handle: unknown): void;
  nextTurn(run: () => void): void;
}

export const nodeHost: TimerHost = {
  setTimer: (run, delayMs) => setTimeout(run, delayMs),
  clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
  nextTurn: (run) => setImmediate(run),
};

export interface TimersOptions {
  readonly clock: Clock;
  readonly host?: TimerHost;
  /** How long before an alarm the loop is kept turning, in ms; 0 relies on timers alone. */
  readonly spinMs?: number;
}

/** The longest that a turn of the loop without input takes, in ms. */
const EMPTY_TURN_MS = 0.02;
/**
 * So often the clock is looked at in one turn, a microsecond apart; input waits for that. Each turn of the loop leaves
 * half a kilobyte of garbage, and collecting it makes the very stalls that spinning is to avoid.
 */
const LOOKS_PER_TURN = 10;
/** After so many alarms in one turn, input gets its chance. */
const ALARMS_PER_TURN = 256;

export class Timers {
  readonly clock: Clock;
  /** How long before an alarm the loop is kept turning, in ms; 0 relies on timers alone. May be changed at any time. */
  spinMs: number;
  /** Time spent turning the loop only to be exact, in ms: busy, but not with load. */
  spunMs = 0;
  readonly #host: TimerHost;
  // A binary heap in two arrays, so that an alarm costs no object.
  readonly #due: number[] = [];
  readonly #alarms: Alarm[] = [];
  #handle: unknown;
  #armedFor = Number.POSITIVE_INFINITY;
  #turning = false;
  #turnedAt = Number.NaN;

  constructor(options: TimersOptions) {
    this.clock = options.clock;
    this.#host = options.host ?? nodeHost;
    this.spinMs = options.spinMs ?? 0;
  }

  /** Rings `alarm` at `dueMs` of the clock, or in the next turn when that is past. */
  at(dueMs: number, alarm: Alarm): void {
    this.#push(dueMs, alarm);
    if (dueMs < this.#armedFor && !this.#turning) this.#arm();
  }

  /** Resolves at `dueMs`. */
  until(dueMs: number): Promise<void> {
    return new Promise((resolve) => this.at(dueMs, { ring: () => resolve() }));
  }

  /** Forgets every alarm. */
  clear(): void {
    this.#due.length = 0;
    this.#alarms.length = 0;
    this.#disarm();
  }

  readonly #turn = (): void => {
    this.#turning = true;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#handle = undefined;
    const enteredMs = this.clock.now();
    // Nothing was due in the turn before: the time between went to exactness. What is longer than an empty turn of the
    // loop takes had input in it.
    if (!Number.isNaN(this.#turnedAt)) this.spunMs += Math.min(enteredMs - this.#turnedAt, EMPTY_TURN_MS);
    this.#turnedAt = Number.NaN;
    const now = this.#watch(enteredMs);
    if (this.#due.length > 0 && (this.#due[0] as number) > now) {
      this.#turnedAt = now;
    } else {
      let budget = ALARMS_PER_TURN;
      while (this.#due.length > 0 && budget-- > 0) {
        const due = this.#due[0] as number;
        if (due > this.clock.now()) break;
        this.#pop().ring(due);
      }
    }
    this.#turning = false;
    if (this.#due.length > 0) this.#arm();
  };

  /** Looks at nothing but the clock until the next alarm, for some microseconds at most; returns the time. */
  #watch(fromMs: number): number {
    const due = this.#due[0];
    if (due === undefined || due - fromMs > this.spinMs) return fromMs;
    let now = fromMs;
    for (let look = 0; look < LOOKS_PER_TURN && now < due; look += 1) {
      this.#idled = idle(this.#idled);
      now = this.clock.now();
    }
    this.spunMs += now - fromMs;
    return now;
  }

  #idled = 1;

  #arm(): void {
    this.#disarm();
    const due = this.#due[0] as number;
    const ahead = due - this.clock.now();
    this.#armedFor = due;
    if (ahead <= this.spinMs || ahead <= 0) {
      this.#handle = undefined;
      this.#nextTurn();
      return;
    }
    this.#turnedAt = Number.NaN;
    // Node.js rounds a delay down to whole milliseconds and fires up to one late.
    this.#handle = this.#host.setTimer(this.#turn, this.spinMs > 0 ? Math.max(1, ahead - this.spinMs) : ahead);
  }

  #turnAsked = false;
  #nextTurn(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    this.#host.nextTurn(this.#asked);
  }

  readonly #asked = (): void => {
    this.#turnAsked = false;
    this.#disarm();
    this.#turn();
  };

  #disarm(): void {
    if (this.#handle !== undefined) this.#host.clearTimer(this.#handle);
    this.#handle = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #push(dueMs: number, alarm: Alarm): void {
    const due = this.#due;
    const alarms = this.#alarms;
    let child = due.length;
    due.push(dueMs);
    alarms.push(alarm);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if ((due[parent] as number) <= dueMs) break;
      due[child] = due[parent] as number;
      alarms[child] = alarms[parent] as Alarm;
      child = parent;
    }
    due[child] = dueMs;
    alarms[child] = alarm;
  }

  #pop(): Alarm {
    const due = this.#due;
    const alarms = this.#alarms;
    const first = alarms[0] as Alarm;
    const lastDue = due.pop() as number;
    const last = alarms.pop() as Alarm;
    const size = due.length;
    if (size === 0) return first;
    let parent = 0;
    for (;;) {
      let child = 2 * parent + 1;
      if (child >= size) break;
      if (child + 1 < size && (due[child + 1] as number) < (due[child] as number)) child += 1;
      if ((due[child] as number) >= lastDue) break;
      due[parent] = due[child] as number;
      alarms[parent] = alarms[child] as Alarm;
      parent = child;
    }
    due[parent] = lastDue;
    alarms[parent] = last;
    return first;
  }
}

/** Does nothing for the better part of a microsecond, and leaves no garbage, as reading the clock does (a boxed number). */
function idle(from: number): number {
  let value = from;
  for (let step = 0; step < 600; step += 1) value = (Math.imul(value, 1_103_515_245) + 12_345) | 0;
  return value;
}
