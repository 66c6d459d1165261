/**
 * Failures of an operation, grouped by type and message: few enough groups to keep, whatever a server may answer.
 */

/** Failures of one type and message. */
export interface ErrorGroup {
  /** A stable code: `status`, `timeout`, `refused`, `reset`, `expect` … */
  readonly type: string;
  /** For people; at most 300 characters. */
  readonly message: string;
  count: number;
  /** When the first and the last of those counted happened, in ms since the run's start. */
  firstMs: number;
  lastMs: number;
}

/** What the group of all that found no place of its own is called. */
export const OTHER = '(other)';

const MOST_GROUPS = 50;
/** Messages are cut to this many characters. */
const LONGEST_MESSAGE = 300;

/** The groups of one operation, at most fifty; further ones are counted together as `(other)`. */
export class ErrorGroups {
  // By type, then by message, so that finding a group allocates nothing.
  readonly #groups = new Map<string, Map<string, ErrorGroup>>();
  readonly #all: ErrorGroup[] = [];

  /** All groups, in order of appearance. */
  get all(): readonly ErrorGroup[] {
    return this.#all;
  }

  /**
   * Counts failures.
   *
   * @param firstMs - when the first of them happened, in ms since the run's start
   * @param lastMs - when the last of them happened
   */
  add(type: string, message: string, count: number, firstMs: number, lastMs: number): void {
    const group = this.#find(type, message.length > LONGEST_MESSAGE ? message.slice(0, LONGEST_MESSAGE) : message);
    group.firstMs = group.count === 0 ? firstMs : Math.min(group.firstMs, firstMs);
    group.lastMs = group.count === 0 ? lastMs : Math.max(group.lastMs, lastMs);
    group.count += count;
  }

  #find(type: string, message: string): ErrorGroup {
    const known = this.#groups.get(type)?.get(message);
    if (known !== undefined) return known;
    // The last place is kept for all that comes after.
    const full = this.#all.length >= MOST_GROUPS - 1 && type !== OTHER;
    return full ? this.#find(OTHER, OTHER) : this.#open(type, message);
  }

  #open(type: string, message: string): ErrorGroup {
    const group: ErrorGroup = { type, message, count: 0, firstMs: 0, lastMs: 0 };
    const ofType = this.#groups.get(type) ?? new Map<string, ErrorGroup>();
    this.#groups.set(type, ofType);
    ofType.set(message, group);
    this.#all.push(group);
    return group;
  }

  /** Sets all counts to zero and keeps the groups. */
  reset(): void {
    for (const group of this.#all) group.count = 0;
  }
}
