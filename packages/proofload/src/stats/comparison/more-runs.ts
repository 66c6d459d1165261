/** How many more runs it would take to decide, should they look like those there are. */
import { studentQuantile } from '../distributions/student.ts';
import type { RunsEffect } from './effect.ts';
import type { ScaledEffect } from './scales.ts';

/** How many runs to add; undefined where not even `MOST` would decide. */
export interface MoreRuns {
  /** To the newer side alone. */
  readonly after: number | undefined;
  /** To each side. */
  readonly both: number | undefined;
}

const MOST = 100;

/**
 * The fewest additional runs with which the point estimate, if it stays, would be decided: proven beyond the tolerance, or
 * within no change. `metrics` is the number of metrics that gate, each of which has to prove that much more.
 */
export function moreRuns({ effect, scale }: ScaledEffect<RunsEffect>, metrics = 1, level = 0.01): MoreRuns {
  const size = Math.abs(effect.delta);
  const reaches = (before: number, after: number): boolean => {
    const error = Math.sqrt(effect.perRun.before / before + effect.perRun.after / after);
    const degrees = effect.degrees + before + after - effect.runs.before - effect.runs.after;
    const proven = (): boolean => size - studentQuantile(1 - level / metrics, degrees) * error > scale.tolerance;
    const within = (): boolean => size + studentQuantile((1 + effect.confidence) / 2, degrees) * error < scale.minor;
    return (size > scale.tolerance && proven()) || (size < scale.minor && within());
  };
  const { before, after } = effect.runs;
  return {
    after: fewest((extra) => reaches(before, after + extra)),
    both: fewest((extra) => reaches(before + extra, after + extra)),
  };
}

/** The more runs, the closer to a decision: the least that reaches it can be bisected. */
function fewest(enough: (extra: number) => boolean): number | undefined {
  if (!enough(MOST)) return undefined;
  let low = 0;
  let high = MOST;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
