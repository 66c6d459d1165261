/**
 * How late a thread is to take bytes from its sockets: what a time that is stamped when they are read may be too late by.
 *
 * The event loop looks at all sockets once a turn, and then goes through those that have something. Bytes that come while
 * it is busy lie until the next look, and then until it is their turn:
 *
 *     wait ─▶ look ─ socket ─ socket ─ socket ─ timers ─▶ look ─ socket …
 *                                 ▲ came here              │      ▲ read here
 *                                 └─────────── late ───────┴──────┘
 *
 * When bytes came cannot be known, only when they were not there yet: at the look before, or when the loop last began
 * to wait. So this is the most that it can have been. Where there were several looks since it last read something (the
 * loop is kept turning to be exact), they are taken to have been evenly spaced.
 */
import { performance } from 'node:perf_hooks';

/** One for each thread. */
export class LatenessMeter {
  private readonly now: () => number;
  private isInTurn = false;
  /** When bytes that are read in this turn can have come at the earliest. */
  private sinceMs = Number.NaN;
  private turnStartMs = Number.NaN;
  private turnEndMs = Number.NaN;
  private idleMs = 0;
  private turns = 0;

  constructor(now: () => number) {
    this.now = now;
  }

  /**
   * To be asked from within a socket's callback.
   *
   * @param readMs - when the callback was called, by the clock
   * @param afterMs - when the socket is known to have been empty, or the request not to have been sent
   * @returns how long the bytes can have lain, at most
   */
  latenessMs(readMs: number, afterMs: number): number {
    if (!this.isInTurn) this.beginTurn(readMs);
    return readMs - Math.max(this.sinceMs, afterMs);
  }

  private beginTurn(nowMs: number): void {
    const { idleTime, uvMetricsInfo } = performance.nodeTiming;
    this.isInTurn = true;
    this.sinceMs = nowMs - this.busyMs(nowMs, idleTime - this.idleMs, uvMetricsInfo.loopCount - this.turns);
    this.turnStartMs = nowMs;
    this.idleMs = idleTime;
    this.turns = uvMetricsInfo.loopCount;
    setImmediate(this.endTurn);
  }

  /** How long the thread has been busy since it last found nothing to read. */
  private busyMs(nowMs: number, waitedMs: number, turns: number): number {
    if (Number.isNaN(this.turnEndMs)) return 0;
    const hasLooked = waitedMs > 0 || turns > 1;
    if (!hasLooked) return nowMs - this.turnStartMs;
    return Math.max(0, nowMs - this.turnEndMs - waitedMs) / Math.max(1, turns - 1);
  }

  /** Runs when all sockets of a turn are done with. */
  private readonly endTurn = (): void => {
    this.isInTurn = false;
    this.turnEndMs = this.now();
  };
}
