/** Ctrl-C and SIGTERM: the first ends the run gracefully, the second at once. */
import type { CliContext } from './context.ts';

export interface Interrupts {
  /** Aborted by the first signal. */
  readonly interrupt: AbortSignal;
  /** Aborted by the second. */
  readonly kill: AbortSignal;
  /** Does what a signal does: for a terminal in raw mode, which sends none for Ctrl-C. */
  press(): void;
  /** Stops listening. */
  release(): void;
}

export function listenForInterrupts({ host, say }: CliContext): Interrupts {
  const first = new AbortController();
  const second = new AbortController();
  const listener = (): void => {
    if (first.signal.aborted) {
      second.abort();
      return;
    }
    first.abort();
    say('Stopping: what is in flight may finish; once more to stop at once. What was measured is kept and judged.');
  };
  host.on('SIGINT', listener);
  host.on('SIGTERM', listener);
  return {
    interrupt: first.signal,
    kill: second.signal,
    press: listener,
    release() {
      host.off('SIGINT', listener);
      host.off('SIGTERM', listener);
    },
  };
}
