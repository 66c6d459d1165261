/**
 * The caller of requests that no virtual user makes: what is asked of the service beside the load.
 */
import type { Caller } from './caller.ts';

export class BackgroundCaller implements Caller {
  readonly id = 0;
  readonly task = undefined;
  intendedMs = 0;
  freeMs = 0;
  lastOperation: string | undefined;
  stopped = false;

  begin(nowMs: number): void {
    this.intendedMs = nowMs;
    this.freeMs = nowMs;
  }

  /** There is no iteration whose end to wait for; whoever is answered may still say `pass()` in the same turn. */
  settleLater(settle: () => void): void {
    setImmediate(settle);
  }
}
