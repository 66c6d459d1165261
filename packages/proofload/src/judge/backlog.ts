/**
 * Whether jobs came in faster than they were done: a backlog that grows through a run makes every later job wait longer,
 * so that its latencies say more of the run's length than of the service.
 *
 * Looked at is the latter half of the steady part, where the backlog of a service that keeps up has found its level. There
 * as many jobs end as are submitted, but for chance: the difference of two such counts has a standard deviation of at most
 * sqrt(submitted + ended) where jobs come and go independently.
 */
import type { ValidityNote } from '../record/schema/verdict.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { formatCount } from '../units/number.ts';
import type { SecondSpan, SeriesEvidence } from './evidence.ts';
import type { Named } from './keys.ts';
import { secondsOfPhase } from './phases.ts';

/** Chance shows more than so many standard deviations in one run of 740. */
const MOST_DEVIATIONS = 3;
/** A backlog that grows by less than this share of what is submitted is none to warn of. */
const SMALLEST_GROWTH = 0.1;
const FEWEST_SECONDS = 2;

/** A warning for each kind of job whose backlog grew. */
export function backlogNotes(run: MeasuredRun, evidence: SeriesEvidence): readonly ValidityNote[] {
  const spans = secondsOfPhase(run, 'steady', evidence.seconds);
  const longest = spans.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0];
  if (longest === undefined || longest.to - longest.from < 2 * FEWEST_SECONDS) return [];
  const latter = { from: Math.ceil((longest.from + longest.to) / 2), to: longest.to };
  return evidence.operations
    .filter(({ kind }) => kind === 'job')
    .flatMap((job) => {
      const { submitted, ended } = countsOf(job, latter, evidence);
      const growth = submitted - ended;
      const grew =
        growth > SMALLEST_GROWTH * submitted && growth > MOST_DEVIATIONS * Math.sqrt(Math.max(1, submitted + ended));
      return grew ? [noteOf(job.name, submitted, ended)] : [];
    });
}

function countsOf(job: Named, span: SecondSpan, evidence: SeriesEvidence) {
  const { trends } = evidence.merged([job], [span]);
  return { submitted: trends.get('submit')?.count ?? 0, ended: trends.get('total')?.count ?? 0 };
}

function noteOf(job: string, submitted: number, ended: number): ValidityNote {
  return {
    code: 'backlog',
    level: 'warning',
    message: `The backlog of ${job} grew to the end: in the latter half of the run ${formatCount(submitted)} were submitted and ${formatCount(ended)} ended, so how long one waits depends on how long the run is.`,
    next: 'Submit less than the service gets done (its perHour), or give it more workers.',
  };
}
