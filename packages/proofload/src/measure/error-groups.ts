/**
 * Failures of an operation, grouped by type and message: few enough groups to keep, whatever a server may answer.
 */

import { redactText } from '../units/redact.ts';

/** Failures of one type and message. */
export interface ErrorGroup {
  /** A stable code: `status`, `timeout`, `refused`, `reset`, `expect` … */
  readonly type: string;
  /** For people, without credentials; at most 300 characters. */
  readonly message: string;
  count: number;
  /** When the first and the last of those counted happened, in ms since the run's start. */
  firstMs: number;
  lastMs: number;
}

/** What the group of all that found no place of its own is called. */
export const OTHER = '(other)';

/** What the operation of errors is called that no task could catch: a promise that nobody awaits, a callback that throws. */
export const UNHANDLED = '(unhandled)';
/** As what the error of an iteration counts that is thrown because of a failure of an operation, which counts there. */
export const BROKE_OFF = 'broke-off';

const MOST_GROUPS = 50;
/** Messages that are known as they were told, so that credentials need not be looked for again. */
const MOST_KNOWN = 200;
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

  #find(type: string, told: string): ErrorGroup {
    const known = this.#groups.get(type)?.get(told);
    if (known !== undefined) return known;
    const message = redactText(told).slice(0, LONGEST_MESSAGE);
    const ofType = this.#groups.get(type) ?? new Map<string, ErrorGroup>();
    let group = ofType.get(message);
    if (group === undefined) {
      // The last place is kept for all that comes after.
      if (this.#all.length >= MOST_GROUPS - 1 && type !== OTHER) return this.#find(OTHER, OTHER);
      group = { type, message, count: 0, firstMs: 0, lastMs: 0 };
      this.#groups.set(type, ofType);
      this.#all.push(group);
    }
    ofType.set(message, group);
    if (ofType.size < MOST_KNOWN) ofType.set(told, group);
    return group;
  }

  /** Sets all counts to zero and keeps the groups. */
  reset(): void {
    for (const group of this.#all) group.count = 0;
  }
}
