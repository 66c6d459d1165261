/** What a reader should know beside the figures: doubts about the measurement first, then what was cut or left out. */
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import type { Mark } from './words.ts';
import { counted } from './words.ts';

/** A note: what is so, and what to try. */
export interface NoteView {
  readonly mark: Mark;
  readonly text: string;
  /** The next thing to try; empty where there is nothing to do. */
  readonly next: string;
}

/** An operation whose p99 from the intended start is so many times that from the send has been waiting for users. */
const QUEUED_FACTOR = 1.5;
const QUEUED_LEAST_MS = 10;
const MOST_QUEUED_NAMED = 3;

export function notesOf(run: RunRecord): readonly NoteView[] {
  const validity = [...run.verdict.validity].sort(
    (a, b) => Number(a.level === 'warning') - Number(b.level === 'warning'),
  );
  return [
    ...validity.map(({ level, message, next }): NoteView => ({ mark: level, text: message, next })),
    ...queueNotes(run),
    ...endNotes(run),
    ...warmupNotes(run),
    ...leftOutNotes(run),
    ...(run.generator.notes ?? []).map((text): NoteView => ({ mark: 'none', text, next: '' })),
  ];
}

/** Where the wait for a free user, not the service, made requests late. */
function queueNotes({ operations }: RunRecord): NoteView[] {
  const queued = operations.filter(waited).sort((a, b) => b.latency!.p99 - a.latency!.p99);
  const notes = queued.slice(0, MOST_QUEUED_NAMED).map(
    ({ name, latency, service }): NoteView => ({
      mark: 'none',
      text: `${name}: p99 is ${formatDuration(latency!.p99)} from the intended start but ${formatDuration(service!.p99)} from the send: requests waited for a free virtual user.`,
      next: 'This is the delay that users would see. More users (--max-users) tell whether the service or the limit holds requests up.',
    }),
  );
  return notes;
}

function waited({ latency, service }: OperationRecord): boolean {
  if (latency === undefined || service === undefined) return false;
  return latency.p99 > service.p99 * QUEUED_FACTOR && latency.p99 - service.p99 > QUEUED_LEAST_MS;
}

function endNotes({ totals, end, generator }: RunRecord): NoteView[] {
  const notes: NoteView[] = [];
  if (totals.censored > 0) {
    const text = `${counted(totals.censored, 'request was', 'requests were')} unsent or unanswered when the run and its grace ended; no percentile counts them.`;
    notes.push({ mark: 'warning', text, next: 'Give the run a longer grace (stopTimeout), or lower the load.' });
  }
  if (end === 'interrupted') {
    notes.push({ mark: 'none', text: 'The run was interrupted; what was measured until then is judged.', next: '' });
  }
  if (end === 'killed') {
    notes.push({
      mark: 'warning',
      text: 'The run was killed; this report is rebuilt from its series, and the last second may be missing.',
      next: '',
    });
  }
  if (generator.dropped > 0) {
    const text = `${formatCount(generator.dropped)} arrivals found no free user and were dropped, as the plan asks.`;
    notes.push({ mark: 'none', text, next: '' });
  }
  return notes;
}

function warmupNotes({ warmupMs, warmup }: RunRecord): NoteView[] {
  const notes: NoteView[] = [];
  const next = (detectedMs: number) => `Try warmup: '${Math.ceil(detectedMs / 1000)}s'.`;
  if (warmupMs > 0) {
    notes.push({ mark: 'none', text: `The first ${formatDuration(warmupMs)} are cut as warm-up.`, next: '' });
  } else if (warmup.detectedMs !== null && warmup.detectedMs > 0) {
    const text = `The first ${formatDuration(warmup.detectedMs)} look like warm-up; they count here, and are cut in comparisons only.`;
    notes.push({ mark: 'none', text, next: next(warmup.detectedMs) });
  }
  if (warmup.settled === false) {
    notes.push({
      mark: 'warning',
      text: 'Latency never settled: it still rose or fell at the end of the run.',
      next: 'Run longer, or look for a leak or a queue that grows.',
    });
  }
  return notes;
}

function leftOutNotes({ leftOut }: RunRecord): NoteView[] {
  return Object.entries(leftOut).map(([what, why]) => ({
    mark: 'none',
    text: `Left out on purpose: ${what}${why === '' ? '' : ` (${why.replace(/\.$/, '')})`}.`,
    next: '',
  }));
}
