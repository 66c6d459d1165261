/**
 * What is recorded of a job: one operation of kind `job` under its name, with these trends beside its counts.
 *
 * | trend | of which jobs | |
 * | --- | --- | --- |
 * | `submit` | every one that was submitted | from the intended start to the answer |
 * | `queue`, `run`, `notice` | every one that was seen to be over | `notice`: from its end to when that was seen |
 * | `queueLeast`, `queueMost` … | as above, where it is known as an interval only | its ends |
 * | `fetch` | every one whose result was asked for | |
 * | `total` | every one that was submitted and is over, however it ended | as the latency |
 * | `censored` | every one that the run's end cut off | how long it had gone on from its intended start |
 * | `queueCensored`, `runCensored` | those of them that were seen to wait, and to run | how long they had, at least |
 *
 * The backlog at the end of a second is the number of `submit` less that of `total`, summed up to there; jobs an hour are
 * those counted less those failed.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import { formatDuration } from '../../units/duration.ts';
import type { ServerPhases, Span } from './phases.ts';
import type { Sightings } from './sightings.ts';
import type { JobPhase } from './types.ts';

export const PHASES: readonly JobPhase[] = ['submit', 'queue', 'run', 'notice', 'fetch'];

/** How long each phase of a job took, in ms, as far as it is known. */
export type PhaseTimes = Partial<Record<JobPhase, number>>;

/** Records one phase. */
export function recordPhase(operation: OperationRecorder, times: PhaseTimes, phase: JobPhase, ms: number): void {
  times[phase] = ms;
  operation.trend(phase).record(ms);
}

/** Records the phases on the server, each with its ends where it is an interval. */
export function recordServerPhases(operation: OperationRecorder, times: PhaseTimes, phases: ServerPhases): void {
  const known: readonly [JobPhase, Span | undefined][] = [
    ['queue', phases.queue],
    ['run', phases.run],
    ['notice', phases.notice],
  ];
  for (const [phase, span] of known) {
    if (span === undefined) continue;
    recordPhase(operation, times, phase, span.ms);
    if (span.mostMs === span.leastMs) continue;
    operation.trend(`${phase}Least`).record(span.leastMs);
    operation.trend(`${phase}Most`).record(span.mostMs);
  }
}

/**
 * Records of a job that the run's end cut off how far it had come: a wait that nobody saw end, or a wait that ended and a
 * run that did not.
 *
 * @param submittedMs - when the answer to its submission had come
 */
export function recordCutOff(
  operation: OperationRecorder,
  { started }: Pick<Sightings, 'started'>,
  submittedMs: number,
  nowMs: number,
): void {
  const { afterMs, beforeMs, isTold } = started;
  if (!Number.isFinite(beforeMs)) {
    operation.trend('queueCensored').record(Math.max(0, afterMs - submittedMs));
    return;
  }
  const startedMs = isTold ? beforeMs : (afterMs + beforeMs) / 2;
  recordPhase(operation, {}, 'queue', Math.max(0, startedMs - submittedMs));
  operation.trend('runCensored').record(Math.max(0, nowMs - startedMs));
}

/** The phases as an exemplar shows them: `submit 12.3ms, queue 1.20s, run 45.1s`. */
export function describePhases(times: PhaseTimes): string {
  return PHASES.flatMap((phase) => {
    const ms = times[phase];
    return ms === undefined ? [] : [`${phase} ${formatDuration(ms)}`];
  }).join(', ');
}
