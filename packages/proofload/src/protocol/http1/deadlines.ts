/**
 * Time limits of many exchanges with one timer.
 *
 * Exchanges with the same limit fall due in the order in which they began, so each limit has a list whose first entry
 * is the next one due. Adding and removing are a few assignments; the timer is armed for the earliest first entry, and
 * fires about once per limit, however many exchanges there are.
 */

/** Deadlines are met this many milliseconds late at most (plus the timer's own lateness), to sweep many at a time. */
const COARSENESS_MS = 5;

/** Something with a time limit; a list links it through its own fields. */
export interface Timed {
  /** Clock time at which it falls due. */
  deadlineMs: number;
  deadlineList: DeadlineList | undefined;
  previousTimed: Timed | undefined;
  nextTimed: Timed | undefined;
  /** Called once, when it has fallen due and is no longer in a list. */
  expire(nowMs: number): void;
}

class DeadlineList {
  first: Timed | undefined = undefined;
  last: Timed | undefined = undefined;
}

/** The deadlines of one thread; it keeps no process alive. */
export class Deadlines {
  private readonly now: () => number;
  private readonly lists = new Map<number, DeadlineList>();
  private timer: NodeJS.Timeout | undefined = undefined;
  private timerDueMs = Number.POSITIVE_INFINITY;
  private latestLimitMs = -1;
  private latestList: DeadlineList | undefined = undefined;

  constructor(now: () => number) {
    this.now = now;
  }

  /** Gives `timed` until `limitMs` after `fromMs`; an infinite limit never falls due. */
  add(timed: Timed, fromMs: number, limitMs: number): void {
    if (limitMs === Number.POSITIVE_INFINITY) return;
    const list = this.listFor(limitMs);
    timed.deadlineMs = fromMs + limitMs;
    timed.deadlineList = list;
    timed.previousTimed = list.last;
    timed.nextTimed = undefined;
    if (list.last === undefined) list.first = timed;
    else list.last.nextTimed = timed;
    list.last = timed;
    if (timed.deadlineMs < this.timerDueMs) this.arm(timed.deadlineMs, fromMs);
  }

  /** Takes `timed` out; does nothing when it is in no list. */
  remove(timed: Timed): void {
    const list = timed.deadlineList;
    if (list === undefined) return;
    const { previousTimed, nextTimed } = timed;
    if (previousTimed === undefined) list.first = nextTimed;
    else previousTimed.nextTimed = nextTimed;
    if (nextTimed === undefined) list.last = previousTimed;
    else nextTimed.previousTimed = previousTimed;
    timed.deadlineList = undefined;
    timed.previousTimed = undefined;
    timed.nextTimed = undefined;
  }

  /** Expires what has fallen due by `nowMs`, and forgets limits that nobody uses any more. */
  sweep(nowMs: number): void {
    let earliestMs = Number.POSITIVE_INFINITY;
    for (const [limitMs, list] of this.lists) {
      while (list.first !== undefined && list.first.deadlineMs <= nowMs) {
        const due = list.first;
        this.remove(due);
        due.expire(nowMs);
      }
      if (list.first !== undefined) earliestMs = Math.min(earliestMs, list.first.deadlineMs);
      else this.forget(limitMs);
    }
    this.disarm();
    if (earliestMs !== Number.POSITIVE_INFINITY) this.arm(earliestMs, nowMs);
  }

  private listFor(limitMs: number): DeadlineList {
    if (limitMs === this.latestLimitMs && this.latestList !== undefined) return this.latestList;
    let list = this.lists.get(limitMs);
    if (list === undefined) {
      list = new DeadlineList();
      this.lists.set(limitMs, list);
    }
    this.latestLimitMs = limitMs;
    this.latestList = list;
    return list;
  }

  private forget(limitMs: number): void {
    this.lists.delete(limitMs);
    if (limitMs === this.latestLimitMs) this.latestList = undefined;
  }

  private arm(dueMs: number, nowMs: number): void {
    this.disarm();
    this.timerDueMs = dueMs;
    // A longer delay than setTimeout can hold only means that the sweep finds nothing and arms it again.
    const delayMs = Math.min(Math.max(dueMs - nowMs, 0) + COARSENESS_MS, 0x7fffffff);
    this.timer = setTimeout(() => this.sweep(this.now()), delayMs);
    this.timer.unref();
  }

  private disarm(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.timerDueMs = Number.POSITIVE_INFINITY;
  }
}

export type { DeadlineList };
