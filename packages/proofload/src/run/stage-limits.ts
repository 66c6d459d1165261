/** How long a `setup` or a `teardown` is waited for. */
import { formatDuration } from '../units/duration.ts';
import { InterruptedError, StageError } from './errors.ts';

export interface StageLimits {
  readonly limitMs: number;
  /** How long it may go on once the run was interrupted. */
  readonly graceMs: number;
  /** Aborted when the run is interrupted. */
  readonly signal: AbortSignal;
  /** Aborted when the run is to end at once. */
  readonly kill?: AbortSignal | undefined;
}

/** The longest that a timer of Node.js can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * What a stage comes to. One that does not end goes on unheard.
 *
 * @param late - the beginning of the sentence for one that takes too long: `The suite has not ended its setup`
 * @throws {StageError} after its limit
 * @throws {InterruptedError} when the run was interrupted and its grace is over, or when it is to end at once
 */
export function endOf<Result>(stage: Promise<Result>, late: string, limits: StageLimits): Promise<Result> {
  const { limitMs, graceMs, signal, kill } = limits;
  return new Promise((resolve, reject) => {
    const timers: NodeJS.Timeout[] = [];
    const settle = (end: () => void): void => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener('abort', beginGrace);
      kill?.removeEventListener('abort', interrupt);
      end();
    };
    const after = (delayMs: number, end: () => void): void => {
      timers.push(setTimeout(() => settle(end), Math.min(delayMs, LONGEST_MS)));
    };
    const interrupt = (): void => settle(() => reject(new InterruptedError()));
    const beginGrace = (): void => after(graceMs, () => reject(new InterruptedError()));
    const advice = 'Let it end sooner, or raise setupTimeout in the suite';
    after(limitMs, () => reject(new StageError(`${late} within ${formatDuration(limitMs)}. ${advice}.`)));
    signal.addEventListener('abort', beginGrace);
    kill?.addEventListener('abort', interrupt);
    if (signal.aborted) beginGrace();
    if (kill?.aborted) interrupt();
    stage.then(
      (result) => settle(() => resolve(result)),
      (error) => settle(() => reject(error)),
    );
  });
}
