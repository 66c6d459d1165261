/**
 * When requests arrive. The event loop asks the system for all connections that can be read, and then serves them one
 * after the other: who is served late in such a turn came before its first, and has waited while the others were served.
 */

/** What a turn needs of its surroundings; a test passes virtual ones. */
interface TurnParts {
  /** In milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Calls back once all connections of the turn have been served. */
  readonly afterTurn: (callback: () => void) => void;
}

const node: TurnParts = { now: () => performance.now(), afterTurn: (callback) => void setImmediate(callback) };

/** Gives the requests of one turn of the event loop one time of arrival: when the first of them was read. */
export class Turn {
  readonly #parts: TurnParts;
  readonly #served = new Set<object>();
  #beganMs: number | undefined;

  constructor(parts: TurnParts = node) {
    this.#parts = parts;
  }

  /**
   * When a request that is read now arrived, in milliseconds of the clock; to be asked once for each request.
   *
   * A connection is read once in a turn. What it asks for besides was pipelined, or the loop has looked again after more
   * connections than it takes at once: when that came is not known, so it counts from now and is never said too early.
   *
   * @param connection - by which the request came
   */
  arrivalMs(connection: object): number {
    if (this.#beganMs === undefined) this.#parts.afterTurn(() => this.#end());
    else if (!this.#served.has(connection)) {
      this.#served.add(connection);
      return this.#beganMs;
    }
    this.#served.clear();
    this.#served.add(connection);
    this.#beganMs = this.#parts.now();
    return this.#beganMs;
  }

  #end(): void {
    this.#beganMs = undefined;
    this.#served.clear();
  }
}
