/**
 * Abort signals of many exchanges with one listener a signal.
 *
 * A virtual user gives the same signal with each of its requests; adding and removing a listener every time would cost
 * more than the request. A watch stays on the latest signal between exchanges, and leaves when another takes its place.
 */

import { setMaxListeners } from 'node:events';

/** A signal being listened to, and how many exchanges hang on it. */
export interface SignalWatch {
  readonly signal: AbortSignal;
  readonly listener: () => void;
  exchanges: number;
}

/** The signals of one client. */
export class SignalWatches {
  private readonly onAbort: (watch: SignalWatch) => void;
  private readonly others = new Map<AbortSignal, SignalWatch>();
  private latest: SignalWatch | undefined = undefined;

  constructor(onAbort: (watch: SignalWatch) => void) {
    this.onAbort = onAbort;
  }

  /** Begins to watch for one more exchange; `release` ends it. */
  acquire(signal: AbortSignal): SignalWatch {
    if (this.latest?.signal !== signal) this.changeTo(signal);
    const watch = this.latest!;
    watch.exchanges += 1;
    return watch;
  }

  release(watch: SignalWatch): void {
    watch.exchanges -= 1;
    if (watch.exchanges === 0 && watch !== this.latest) this.leave(watch);
  }

  /** Stops listening to every signal. */
  close(): void {
    if (this.latest !== undefined) this.leave(this.latest);
    this.latest = undefined;
    for (const watch of this.others.values()) this.leave(watch);
  }

  private changeTo(signal: AbortSignal): void {
    const previous = this.latest;
    if (previous !== undefined) {
      if (previous.exchanges === 0) this.leave(previous);
      else this.others.set(previous.signal, previous);
    }
    this.latest = this.others.get(signal) ?? this.enter(signal);
    this.others.delete(signal);
  }

  private enter(signal: AbortSignal): SignalWatch {
    const watch: SignalWatch = { signal, listener: () => this.onAbort(watch), exchanges: 0 };
    // Node.js 20 takes more than ten listeners for a leak; a signal of the whole run has one of each client.
    setMaxListeners(0, signal);
    signal.addEventListener('abort', watch.listener);
    return watch;
  }

  private leave(watch: SignalWatch): void {
    watch.signal.removeEventListener('abort', watch.listener);
    this.others.delete(watch.signal);
  }
}
