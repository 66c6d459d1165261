/**
 * The messages of a session that are no replies, between their coming and the task's asking for them.
 */
import type { DeadlineList, Deadlines, Timed } from '../http1/deadlines.ts';
import { Message } from './message.ts';

/** How much may lie unread; more means that nobody reads. */
const MOST_UNREAD_BYTES = 16 * 1000 * 1000;

/** A task that waits for a message. */
class Waiter implements Timed {
  deadlineMs = 0;
  deadlineList: DeadlineList | undefined;
  previousTimed: Timed | undefined;
  nextTimed: Timed | undefined;
  readonly resolve: (message: Message) => void;
  readonly reject: (reason: unknown) => void;
  readonly #expired: (waiter: Waiter) => void;

  constructor(
    resolve: (message: Message) => void,
    reject: (reason: unknown) => void,
    expired: (waiter: Waiter) => void,
  ) {
    this.resolve = resolve;
    this.reject = reject;
    this.#expired = expired;
  }

  expire(): void {
    this.#expired(this);
  }
}

export class Inbox {
  readonly #deadlines: Deadlines;
  readonly #maxUnread: number;
  #messages: Message[] = [];
  /** Those before it were taken: the array is cut when all are, so that taking costs the same however many there are. */
  #next = 0;
  #bytes = 0;
  #waiters: Waiter[] = [];
  #hasLost = false;

  constructor(deadlines: Deadlines, maxUnread: number) {
    this.#deadlines = deadlines;
    this.#maxUnread = maxUnread;
  }

  /** Whether messages came that were not kept, since too many lay unread. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  /** Hands a message to who waits for one, or keeps it while there is room. */
  put(bytes: Buffer, isText: boolean): void {
    if (this.#waiters.length > 0) {
      const waiter = this.#waiters.shift()!;
      this.#deadlines.remove(waiter);
      waiter.resolve(new Message(bytes, isText));
    } else if (this.#messages.length - this.#next < this.#maxUnread && this.#bytes < MOST_UNREAD_BYTES) {
      this.#messages.push(new Message(bytes, isText));
      this.#bytes += bytes.length;
    } else {
      this.#hasLost = true;
    }
  }

  /** The oldest message that lies here; `undefined` when there is none. */
  take(): Message | undefined {
    const message = this.#messages[this.#next];
    if (message === undefined) return undefined;
    this.#next += 1;
    this.#bytes -= message.bytes.length;
    if (this.#next === this.#messages.length) {
      this.#messages.length = 0;
      this.#next = 0;
    }
    return message;
  }

  /**
   * Waits for the next message.
   *
   * @param expired - tells what to reject with when the limit has passed
   */
  wait(nowMs: number, limitMs: number, expired: () => unknown): Promise<Message> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(resolve, reject, (due) => {
        this.#waiters = this.#waiters.filter((other) => other !== due);
        due.reject(expired());
      });
      this.#waiters.push(waiter);
      this.#deadlines.add(waiter, nowMs, limitMs);
    });
  }

  /** No message will come any more: those who wait are told why; what lies here can still be taken. */
  end(reason: unknown): void {
    for (const waiter of this.#waiters.splice(0)) {
      this.#deadlines.remove(waiter);
      waiter.reject(reason);
    }
  }
}
