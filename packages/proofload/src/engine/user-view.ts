/** What tasks see of their virtual user as `vu`. */
import { Random } from '../plan/random.ts';
import type { TraceRow } from '../suite/trace.ts';
import type { VirtualUser } from '../suite/types.ts';

/** What of a virtual user is shown. */
export interface ViewedUser {
  readonly id: number;
  readonly signal: AbortSignal;
  readonly iteration: number;
  readonly turn: number;
  /** True while the iteration is that of an arrival, on which all that is random then hangs. */
  readonly isArrival: boolean;
}

/**
 * There are ten thousand of these: what changes is read through getters of the prototype, and what few tasks ask for is
 * made when it is asked for.
 */
export class UserView implements VirtualUser {
  readonly id: number;
  readonly kind: string;
  readonly seed: number;
  data: Record<string, unknown> = {};
  readonly #user: ViewedUser;
  readonly #rowOf: ((turn: number) => TraceRow) | undefined;
  #draw: (() => number) | undefined;

  /** @param rowOf - in a replay: the row of the trace that an iteration is for, by its number in the run */
  constructor(user: ViewedUser, kind: string, seed: number, rowOf: ((turn: number) => TraceRow) | undefined) {
    this.id = user.id;
    this.kind = kind;
    this.seed = seed;
    this.#user = user;
    this.#rowOf = rowOf;
  }

  get signal(): AbortSignal {
    return this.#user.signal;
  }

  get iteration(): number {
    return this.#user.iteration;
  }

  get turn(): number {
    return this.#user.turn;
  }

  get row(): TraceRow | undefined {
    return this.#user.isArrival ? this.#rowOf?.(this.#user.turn) : undefined;
  }

  get random(): () => number {
    this.#draw ??= drawsOf(this.#user, this.seed);
    return this.#draw;
  }
}

/**
 * The suite's own random numbers: of the user, or of the arrival that it serves, whoever that is. The sequence of an
 * arrival is made when its first number is asked for.
 */
function drawsOf(user: ViewedUser, seed: number): () => number {
  const random = new Random(seed, 'user', user.id);
  const arrivals = new Random(seed, 'arrival');
  let drawnFor = Number.NaN;
  return () => {
    if (!user.isArrival) return random.uniform();
    if (drawnFor !== user.turn) arrivals.restart(user.turn);
    drawnFor = user.turn;
    return arrivals.uniform();
  };
}
