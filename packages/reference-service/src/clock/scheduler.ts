/**
 * One clock for everything that waits: a binary heap of due times with a single timer armed for the earliest.
 *
 * Thousands of token streams are thousands of waits of a few milliseconds each; a timer object per wait costs more
 * than the waits themselves. Due times are absolute, so a stream that sets its next wait from its last due time does
 * not drift. Node's timers fire up to about a millisecond late, never early; what was really held is measured by
 * whoever waits, not assumed.
 */

/** A wait that was scheduled; give it to `cancel`. */
export interface Wait {
  readonly dueMs: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** What the scheduler needs of its surroundings; a test passes a virtual one. */
export interface Timers {
  now(): number;
  arm(delayMs: number, callback: () => void): unknown;
  disarm(handle: unknown): void;
}

const nodeTimers: Timers = {
  now: () => performance.now(),
  arm: (delayMs, callback) => setTimeout(callback, delayMs),
  disarm: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

function earlier(left: Wait, right: Wait): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);
}

/** Times are milliseconds of one monotonic clock (`performance.now()`). */
export class Scheduler {
  readonly #timers: Timers;
  readonly #heap: Wait[] = [];
  #armedFor = Number.POSITIVE_INFINITY;
  #handle: unknown;
  #order = 0;
  #closed = false;

  constructor(timers: Timers = nodeTimers) {
    this.#timers = timers;
  }

  now(): number {
    return this.#timers.now();
  }

  /** Calls back once `dueMs` has come; waits that are due together are served in the order they were made. */
  at(dueMs: number, callback: () => void): Wait {
    const wait: Wait = { dueMs, order: this.#order++, callback };
    if (this.#closed) return wait;
    this.#push(wait);
    if (dueMs < this.#armedFor) this.#arm();
    return wait;
  }

  /** A cancelled wait stays in the heap until it is due, without its callback. */
  cancel(wait: Wait): void {
    wait.callback = undefined;
  }

  /** Resolves after a time; rejects with the signal's reason if it is aborted before. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = (): void => {
        this.cancel(wait);
        reject(signal?.reason);
      };
      const wait = this.at(this.now() + delayMs, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Drops every wait: nothing calls back any more. */
  close(): void {
    this.#closed = true;
    this.#heap.length = 0;
    this.#timers.disarm(this.#handle);
  }

  #arm(): void {
    this.#timers.disarm(this.#handle);
    const next = this.#heap[0];
    this.#armedFor = next?.dueMs ?? Number.POSITIVE_INFINITY;
    if (next === undefined) return;
    // A timer of 0 becomes one of 1 ms, and past 2^31 it would fire at once.
    const delayMs = Math.min(Math.max(next.dueMs - this.now(), 0), 2 ** 31 - 1);
    this.#handle = this.#timers.arm(Math.ceil(delayMs), () => this.#run());
  }

  #run(): void {
    // Until the heap is served, a wait that is made by a callback must not arm a timer of its own.
    this.#armedFor = Number.NEGATIVE_INFINITY;
    const now = this.now();
    for (let next = this.#heap[0]; next !== undefined && next.dueMs <= now; next = this.#heap[0]) {
      this.#pop();
      next.callback?.();
    }
    if (!this.#closed) this.#arm();
  }

  #push(wait: Wait): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(wait);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Wait;
      if (!earlier(wait, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = wait;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Wait;
    if (heap.length === 0) return;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && earlier(heap[child + 1] as Wait, heap[child] as Wait)) child++;
      const below = heap[child] as Wait;
      if (!earlier(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}
