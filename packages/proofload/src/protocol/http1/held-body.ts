/**
 * A body that waits for the server's consent (`Expect: 100-continue`, RFC 9110, section 10.1.1).
 */
import type { DeadlineList, Deadlines, Timed } from './deadlines.ts';

/** A server that says nothing for so long is sent the body all the same, since it may not know the expectation. */
const PATIENCE_MS = 1_000;

/** Sends the body of one request, once: on consent or when patience ends. */
export class HeldBody implements Timed {
  deadlineMs = 0;
  deadlineList: DeadlineList | undefined = undefined;
  previousTimed: Timed | undefined = undefined;
  nextTimed: Timed | undefined = undefined;
  private readonly deadlines: Deadlines;
  private readonly send: () => void;

  constructor(deadlines: Deadlines, nowMs: number, send: () => void) {
    this.deadlines = deadlines;
    this.send = send;
    deadlines.add(this, nowMs, PATIENCE_MS);
  }

  /** The server consents. */
  release(): void {
    this.drop();
    this.send();
  }

  /** The body is not wanted any more. */
  drop(): void {
    this.deadlines.remove(this);
  }

  expire(): void {
    this.send();
  }
}
