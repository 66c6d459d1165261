/** The phases of a load, `ramp`, `steady` and its stages by number, as spans of time. */
import type { RecordedLoad } from '../record/schema/header.ts';
import type { MeasuredRun } from '../record/schema.ts';
import type { SecondSpan } from './evidence.ts';

/** A span of a run, in milliseconds since its start; the end is not part of it. */
export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

interface Stage extends Span {
  readonly steady: boolean;
}

/**
 * The spans of a phase, in order, within a run of this length; undefined where the load has no such phase.
 * `steady` is where the load does not change and is not nothing, `ramp` is where it changes, a number is that stage.
 *
 * @example
 * const load = { model: 'closed', startUsers: 0, stages: [{ durationMs: 10_000, users: 5 }, { durationMs: 50_000, users: 5 }] } as const;
 * phaseSpans(load, 'steady', 60_000); // [{ startMs: 10_000, endMs: 60_000 }]
 */
export function phaseSpans(load: RecordedLoad, phase: string, durationMs: number): readonly Span[] | undefined {
  const isStaged = load.model === 'closed' || load.model === 'open';
  const stages = isStaged ? stagesOf(load) : [{ startMs: 0, endMs: durationMs, steady: true }];
  const chosen = /^\d+$/.test(phase) ? stages.slice(Number(phase) - 1, Number(phase)) : stages.filter(inPhase(phase));
  // What is answered after the last stage, in the run's grace, belongs to no phase.
  const spans = chosen.map(({ startMs, endMs }) => ({ startMs, endMs: Math.min(endMs, durationMs) }));
  const within = spans.filter(({ startMs, endMs }) => endMs > startMs);
  return within.length === 0 ? undefined : within;
}

/** The whole seconds of a phase, among those that count; none where the load has no such phase. */
export function secondsOfPhase(
  { load, durationMs }: Pick<MeasuredRun, 'load' | 'durationMs'>,
  phase: string,
  seconds: SecondSpan,
): readonly SecondSpan[] {
  const spans = (phaseSpans(load, phase, durationMs) ?? []).map(({ startMs, endMs }) => ({
    from: Math.max(seconds.from, Math.ceil(startMs / 1000)),
    to: Math.min(seconds.to, Math.floor(endMs / 1000)),
  }));
  return spans.filter(({ from, to }) => to > from);
}

function inPhase(phase: string): (stage: Stage) => boolean {
  return ({ steady }) => (phase === 'steady' && steady) || (phase === 'ramp' && !steady);
}

function stagesOf(load: Extract<RecordedLoad, { model: 'closed' | 'open' }>): readonly Stage[] {
  const stages: Stage[] = [];
  let level = load.model === 'closed' ? load.startUsers : load.startRate;
  let startMs = 0;
  for (const stage of load.stages) {
    const target = 'users' in stage ? stage.users : stage.rate;
    const endMs = startMs + stage.durationMs;
    stages.push({ startMs, endMs, steady: target === level && level > 0 });
    level = target;
    startMs = endMs;
  }
  return stages;
}
