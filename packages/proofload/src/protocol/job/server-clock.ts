/**
 * How far a server's clock is from ours, found out from causes and effects alone: what the server did after we asked for
 * it and before we saw it bounds the difference from both sides.
 *
 *     ours     ──sent────────────────received──▶      server's time of what it did in between, less ours:
 *     server's ──────────did──────────────────▶       at least did - received, at most did - sent
 *
 * Many jobs together bound it far more closely than one: each end of the interval is the tightest seen. That is how NTP
 * intersects intervals: K. Marzullo, "Maintaining the Time in a Distributed System", 1984; RFC 5905, section 11.2.1.
 * Clocks drift apart, so that a bound loosens as it ages.
 */

/** Twice what the quartz of a computer is off by at most; NTP reckons with 15 ppm. */
const DRIFT = 50e-6;

/** The server's time less ours, in ms. */
export interface ClockOffset {
  readonly leastMs: number;
  readonly mostMs: number;
}

/** One for each service that tells times. */
export class ServerClock {
  #leastMs = Number.NEGATIVE_INFINITY;
  #leastAtMs = 0;
  #mostMs = Number.POSITIVE_INFINITY;
  #mostAtMs = 0;

  /**
   * The server did something at `serverMs` of its clock that was asked for at `afterMs` of ours at the earliest and seen
   * at `beforeMs` at the latest; an infinite one bounds nothing.
   *
   * @param halfMs - by how much the server's time may be off for want of digits
   */
  bound(serverMs: number, halfMs: number, afterMs: number, beforeMs: number, nowMs: number): void {
    const leastMs = serverMs - halfMs - beforeMs;
    const mostMs = serverMs + halfMs - afterMs;
    if (leastMs >= this.#agedLeast(nowMs)) {
      this.#leastMs = leastMs;
      this.#leastAtMs = nowMs;
    }
    if (mostMs <= this.#agedMost(nowMs)) {
      this.#mostMs = mostMs;
      this.#mostAtMs = nowMs;
    }
    // One of the clocks was set, or several servers answer: only what was seen last can be believed.
    if (this.#leastMs > this.#mostMs) {
      this.#leastMs = leastMs;
      this.#mostMs = mostMs;
      this.#leastAtMs = nowMs;
      this.#mostAtMs = nowMs;
    }
  }

  /** What is known by now; `undefined` until both ends are bounded. */
  offset(nowMs: number): ClockOffset | undefined {
    const leastMs = this.#agedLeast(nowMs);
    const mostMs = this.#agedMost(nowMs);
    return Number.isFinite(leastMs) && Number.isFinite(mostMs) ? { leastMs, mostMs } : undefined;
  }

  #agedLeast(nowMs: number): number {
    return this.#leastMs - DRIFT * (nowMs - this.#leastAtMs);
  }

  #agedMost(nowMs: number): number {
    return this.#mostMs + DRIFT * (nowMs - this.#mostAtMs);
  }
}
