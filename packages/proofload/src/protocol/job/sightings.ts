/**
 * What was seen of a job from outside: between which moments it must have started and ended.
 *
 *     polls     queued        queued        running       running       done
 *     ours     ─s─r──────────s─r───────────s─r───────────s─r───────────s─r─▶
 *     started                 (··············]
 *     ended                                               (··············]
 */
import type { JobState } from './types.ts';

/** A moment of our clock that lies between two, in ms. */
export interface Between {
  readonly afterMs: number;
  readonly beforeMs: number;
  /** The service told it by itself, so that it happened just before the latter. */
  readonly isTold: boolean;
}

/** Collects what was seen of one job. */
export class Sightings {
  #startedAfterMs: number;
  #startedBeforeMs = Number.POSITIVE_INFINITY;
  #isStartTold = false;
  #endedAfterMs: number;
  #endedBeforeMs = Number.POSITIVE_INFINITY;
  #isEndTold = false;

  /** @param submittedMs - when the submission was sent: nothing happened before */
  constructor(submittedMs: number) {
    this.#startedAfterMs = submittedMs;
    this.#endedAfterMs = submittedMs;
  }

  /**
   * Notes what an answer said.
   *
   * @param sentMs - when it was asked for
   * @param receivedMs - when it had come
   */
  polled(state: JobState, sentMs: number, receivedMs: number): void {
    this.#saw(state, receivedMs, false);
    if (state === 'queued') this.#startedAfterMs = Math.max(this.#startedAfterMs, sentMs);
    if (state === 'queued' || state === 'running') this.#endedAfterMs = Math.max(this.#endedAfterMs, sentMs);
  }

  /** Notes what the service told by itself, which it does as soon as it happens: only the end that it is before is known. */
  told(state: JobState, receivedMs: number): void {
    this.#saw(state, receivedMs, true);
  }

  #saw(state: JobState, receivedMs: number, isTold: boolean): void {
    if (state === 'queued') {
      // It was started and put back: what counts is the start after which it ran to its end.
      this.#startedBeforeMs = Number.POSITIVE_INFINITY;
      return;
    }
    if (receivedMs < this.#startedBeforeMs) {
      this.#startedBeforeMs = receivedMs;
      this.#isStartTold = isTold;
    }
    if (state !== 'running' && receivedMs < this.#endedBeforeMs) {
      this.#endedBeforeMs = receivedMs;
      this.#isEndTold = isTold;
    }
  }

  get started(): Between {
    const beforeMs = this.#startedBeforeMs;
    return { afterMs: Math.min(this.#startedAfterMs, beforeMs), beforeMs, isTold: this.#isStartTold };
  }

  get ended(): Between {
    const beforeMs = this.#endedBeforeMs;
    return { afterMs: Math.min(this.#endedAfterMs, beforeMs), beforeMs, isTold: this.#isEndTold };
  }
}
