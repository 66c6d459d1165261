/**
 * The line of one virtual user, of so many bytes a second each way, whatever the number of its connections.
 *
 *     bytes   ████|██|██████|          one behind the other: each is through when all before it are, and itself
 *             ────────────────▶ time
 */

/** A line that has been idle for less is taken as busy all along: what a timer is late must not slow it down, in ms. */
const BUSY_WITHIN_MS = 10;
/** Bytes go in pieces of so much time, so that a slow line is a trickle and not one burst after the other, in ms. */
const PIECE_MS = 5;

/** One direction of a line. */
export class Lane {
  readonly #bytesPerMs: number;
  /** When all bytes so far are through, in ms of the clock. */
  #freeMs = Number.NEGATIVE_INFINITY;

  constructor(bytesPerSecond: number) {
    this.#bytesPerMs = bytesPerSecond / 1000;
  }

  /** How many bytes go together. */
  get pieceBytes(): number {
    return Math.max(1, Math.floor(this.#bytesPerMs * PIECE_MS));
  }

  /**
   * Sends bytes behind those that are on the way.
   *
   * @param nowMs - the clock's time
   * @returns when the last of them is through, by the clock
   */
  take(bytes: number, nowMs: number): number {
    const startMs = nowMs - this.#freeMs < BUSY_WITHIN_MS ? this.#freeMs : nowMs;
    this.#freeMs = startMs + bytes / this.#bytesPerMs;
    return this.#freeMs;
  }
}

/** Both directions of a line. */
export class Link {
  readonly up: Lane;
  readonly down: Lane;

  constructor(bytesPerSecond: number) {
    this.up = new Lane(bytesPerSecond);
    this.down = new Lane(bytesPerSecond);
  }
}
