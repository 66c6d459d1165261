/** Why there are no more runs of one plan, in a sentence. */
import type { RepeatEnd } from '../run/repeat.ts';
import { formatDuration } from '../units/duration.ts';

/**
 * Nothing where as many runs were made as were asked for.
 *
 * @param budgetMs - for all runs together, with `auto`
 */
export function whyEnded(
  { why, made }: { readonly why: RepeatEnd; readonly made: number },
  runs: number | 'auto',
  budgetMs: number,
): string | undefined {
  const many = made === 1 ? '1 run' : `${made} runs`;
  switch (why) {
    case 'complete':
      return undefined;
    case 'decided':
      return `${many} decided the comparison.`;
    case 'budget':
      return `The comparison is not decided after ${many}, and the time for all (${formatDuration(budgetMs)}) is spent; --max-run-time sets it.`;
    case 'cut-short':
      if (made === runs) return undefined;
      return `After ${many} no further one is made, since the last was cut short or is invalid.`;
    case 'undecided':
      return `The comparison is not decided after ${many}; more runs in the baseline, or longer ones, would help.`;
  }
}
