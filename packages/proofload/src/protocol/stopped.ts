/** What an operation gets that is asked for when the run is over. */
import { stopped } from './http/call.ts';

/** Rejects in the next turn: a task that catches the error and asks again must not keep the loop from turning. */
export function rejectStopped(): Promise<never> {
  return rejectInNextTurn(stopped());
}

/** As {@link rejectStopped}, for what could be refused at once. */
export function rejectInNextTurn(reason: unknown): Promise<never> {
  return new Promise((_, reject) => {
    setImmediate(() => reject(reason));
  });
}
