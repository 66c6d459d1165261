/**
 * Several runs of one plan, for a verdict that one run cannot give:
 *
 *     --runs 5      five runs, compared together at the end
 *     --runs auto   1, 3, then 9 runs, until the comparison is decided or the time is spent
 *
 * Looking at growing data again and again would find a regression in the end. There are three looks at most, and the
 * boundaries of O'Brien and Fleming make up for them. With 1, 3 and 9 runs beside a baseline of five, the looks have
 * 26, 58 and 100 % of the evidence, which is close to the equal parts that these boundaries are made for.
 */
import type { JudgeBaseline } from '../judge/judge.ts';
import { type ComparedRun, comparedRunOf } from '../record/baseline/schema.ts';
import type { RunRecord } from '../record/schema.ts';

/** How often a plan is run. */
export interface RepeatOptions<Run extends { readonly record: RunRecord }> {
  readonly runs: number | 'auto';
  /** With `auto`: no further run begins that would probably end later than so many ms after the beginning. */
  readonly budgetMs: number;
  /** How long a run is expected to take; 0 where that is not known. */
  readonly expectedMs: number;
  readonly baseline: JudgeBaseline | undefined;
  /** Makes one run, judged against a baseline. */
  readonly once: (baseline: JudgeBaseline | undefined, number: number) => Promise<Run>;
  /** Milliseconds, from anywhere. */
  readonly now: () => number;
}

/** Why there are no more runs. */
export type RepeatEnd = 'complete' | 'decided' | 'undecided' | 'budget' | 'cut-short';

/** All runs, in order; the last has the comparison. */
export interface Repeated<Run> {
  readonly runs: readonly Run[];
  readonly why: RepeatEnd;
}

/** The number of runs at which `auto` looks at the comparison. */
export const LOOKS: readonly number[] = [1, 3, 9];

/** Runs again until there have been enough. */
export async function repeat<Run extends { readonly record: RunRecord }>(
  options: RepeatOptions<Run>,
): Promise<Repeated<Run>> {
  const { runs: wanted, budgetMs, baseline, once, now } = options;
  const looks = wanted === 'auto' ? LOOKS : [wanted];
  const most = looks.at(-1) ?? 1;
  const began = now();
  const runs: Run[] = [];
  const siblings: ComparedRun[] = [];
  for (let lastsMs = options.expectedMs, number = 1; ; number += 1) {
    const startedAt = now();
    // The next run would have no time after this one, so that this one has to tell.
    const spent = wanted === 'auto' && startedAt - began + 2 * lastsMs > budgetMs;
    const isLast = spent || number === most;
    const look = isLast ? looks.length : looks.indexOf(number) + 1;
    const judged: JudgeBaseline | undefined = baseline && {
      ...baseline,
      siblings: [...siblings],
      ...(look === 0 ? { interim: true } : { look: { look, of: looks.length } }),
    };
    const run = await once(judged, number);
    const { record } = run;
    runs.push(run);
    if (!isWhole(record)) return { runs, why: 'cut-short' };
    if (wanted === 'auto' && look > 0 && isSettled(record)) return { runs, why: 'decided' };
    if (isLast) return { runs, why: wanted === 'auto' ? (number === most ? 'undecided' : 'budget') : 'complete' };
    siblings.push(comparedRunOf(record, record.verdict.status));
    lastsMs = now() - startedAt;
  }
}

/** A run that was cut short or cannot be believed is no evidence, and the next would hardly be better. */
export function isWhole({ end, verdict }: RunRecord): boolean {
  return end === 'completed' && verdict.status !== 'invalid';
}

/** Nothing is left to find out: a gate regressed, or none is inconclusive. */
function isSettled({ verdict }: RunRecord): boolean {
  const gates = verdict.comparisons.filter(({ gate }) => gate);
  return gates.some(({ status }) => status === 'regressed') || gates.every(({ status }) => status !== 'inconclusive');
}
