/** What a reader should know beside the figures: doubts about the measurement first, then what was cut or left out. */
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { ValidityNote } from '../../record/schema/verdict.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
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

/** A note of the judge's. */
export function noteOf({ level, message, next }: ValidityNote): NoteView {
  return { mark: level, text: message, next };
}

/** Notes; what makes a run invalid is not among them, since the headline has it. */
export function notesOf(run: RunRecord): readonly NoteView[] {
  const warnings = run.verdict.validity.filter(({ level }) => level === 'warning');
  const told = new Set(warnings.map(({ code }) => code));
  return [
    ...warnings.map(noteOf),
    ...(told.has('censored') ? [] : censoredNotes(run)),
    ...queueNotes(run),
    ...droppedNotes(run),
    ...(told.has('warm-up') ? [] : warmupNotes(run)),
    ...leftOutNotes(run),
    ...(run.generator.notes ?? []).map((text) => remark(text)),
  ];
}

function remark(text: string, next = ''): NoteView {
  return { mark: 'none', text, next };
}

/** Where the wait for a free user, not the service, made requests late. */
function queueNotes({ operations }: RunRecord): readonly NoteView[] {
  const queued = operations.filter(waited).sort((a, b) => b.latency!.p99 - a.latency!.p99);
  return queued.slice(0, MOST_QUEUED_NAMED).map(({ name, latency, service }) => {
    const [fromStart, fromSend] = [formatDuration(latency!.p99), formatDuration(service!.p99)];
    return remark(
      `${name}: p99 is ${fromStart} from the intended start but ${fromSend} from the send: requests waited for a free virtual user.`,
      'This is the delay that users would see. More users (--max-users) tell whether the service or the limit holds requests up.',
    );
  });
}

function waited({ latency, service, queueWait }: OperationRecord): boolean {
  if (latency === undefined || service === undefined || queueWait === undefined) return false;
  return latency.p99 > service.p99 * QUEUED_FACTOR && queueWait.p99 > QUEUED_LEAST_MS;
}

function censoredNotes({ totals }: RunRecord): readonly NoteView[] {
  if (totals.censored === 0) return [];
  const requests = counted(totals.censored, 'request was', 'requests were');
  return [remark(`${requests} unsent or unanswered when the run and its grace ended; no percentile counts them.`)];
}

function droppedNotes({ generator, load }: RunRecord): readonly NoteView[] {
  if (generator.dropped === 0) return [];
  const loads = load.model === 'several' ? load.parts.map((part) => part.load) : [load];
  const dropsArrivals = loads.some((one) => 'overflow' in one && one.overflow === 'drop');
  const hasIterations = loads.some(({ model }) => model === 'iterations');
  if (dropsArrivals && hasIterations) {
    const either = counted(generator.dropped, 'iteration or arrival was', 'iterations and arrivals were');
    return [remark(`${either} dropped: not begun before the run was over, or without a free user, as the plan asks.`)];
  }
  if (hasIterations) {
    const iterations = counted(generator.dropped, 'iteration was', 'iterations were');
    return [remark(`${iterations} not begun before the run was over.`, 'Give it a longer --run-time, or more users.')];
  }
  const arrivals = counted(generator.dropped, 'arrival');
  return [remark(`${arrivals} found no free user and were dropped, as the plan asks.`)];
}

function warmupNotes({ warmupMs, warmup }: RunRecord): readonly NoteView[] {
  if (warmupMs > 0) return [remark(`The first ${formatDuration(warmupMs)} are cut as warm-up.`)];
  if (warmup.detectedMs === null || warmup.detectedMs <= 0) return [];
  const begin = formatDuration(warmup.detectedMs);
  return [remark(`The first ${begin} look like warm-up; they count here, and are cut in comparisons only.`)];
}

function leftOutNotes({ leftOut }: RunRecord): readonly NoteView[] {
  const parts = Object.entries(leftOut).map(
    ([what, why]) => `${what}${why === '' ? '' : ` (${why.replace(/\.$/, '')})`}`,
  );
  return parts.length === 0 ? [] : [remark(`Left out on purpose: ${parts.join('; ')}.`)];
}
