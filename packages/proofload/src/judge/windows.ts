/** Requirements with a window: every stretch of that length is judged, and the worst is what is reported. */
import { OperationCounts } from '../measure/operation-counts.ts';
import { formatDuration } from '../units/duration.ts';
import type { Limit, Reading } from './decide.ts';
import type { SecondSpan } from './evidence.ts';
import type { Subject } from './reading.ts';

/** The worst window and what was read in it. */
export interface WindowReading {
  readonly reading: Reading;
  readonly span: SecondSpan;
}

/** Reads what was counted in some seconds; undefined where that has no such figure. */
export type WindowReader = (counts: OperationCounts, subject: Subject) => Reading | undefined;

/**
 * Reads the worst window. Windows begin every tenth of their length, but at least each second; one with too few samples
 * is passed over, unless all have too few.
 */
export function readWorstWindow(
  limit: Limit,
  subject: Subject & { readonly spans: readonly SecondSpan[] },
  read: WindowReader,
): WindowReading | undefined {
  const readings = subject.spans.flatMap((span) => readWindows(limit, span, subject, read));
  const chosen = worstOf(limit, readings);
  if (chosen === undefined) return undefined;
  // Only the window that is shown needs an interval.
  const counts = subject.evidence.merged(subject.operations, [chosen.span]);
  const reading = read(counts, within(subject, chosen.span));
  const { chosenFrom } = chosen.reading;
  return reading && { reading: { ...reading, ...(chosenFrom && { chosenFrom }) }, span: chosen.span };
}

/** The windows of a limit within some seconds. */
export function windowsOf({ windowMs = 0 }: Limit, spans: readonly SecondSpan[]): readonly SecondSpan[] {
  const length = Math.max(1, Math.round(windowMs / 1000));
  const step = Math.max(1, Math.floor(length / 10));
  return spans.flatMap(({ from, to }) =>
    Array.from({ length: Math.max(0, Math.floor((to - from - length) / step) + 1) }, (_, index) => {
      const start = from + index * step;
      return { from: start, to: start + length };
    }),
  );
}

/**
 * Why a limit on windows cannot be judged where there is none of their length; `undefined` where there is one, and for
 * a limit without a window.
 */
export function tooShort(limit: Limit, spans: readonly SecondSpan[]): string | undefined {
  const { key, phase, windowMs } = limit;
  if (windowMs === undefined || windowsOf(limit, spans).length > 0) return undefined;
  const what = phase === undefined ? 'what is judged of the run' : `phase "${phase}"`;
  return `${key}: ${what} was shorter than a window of ${formatDuration(windowMs)}. Run for longer.`;
}

/** The worst of windows, those with too few samples passed over unless all have too few. */
export function worstOf(limit: Limit, readings: readonly WindowReading[]): WindowReading | undefined {
  const judged = readings.filter(({ reading }) => reading.samples >= reading.needed);
  const candidates = judged.length > 0 ? judged : readings;
  const chosen = candidates.reduce<WindowReading | undefined>(worseOf(limit), undefined);
  return chosen && { ...chosen, reading: { ...chosen.reading, chosenFrom: candidates.length } };
}

function readWindows(limit: Limit, span: SecondSpan, subject: Subject, read: WindowReader): readonly WindowReading[] {
  const seconds: (OperationCounts | undefined)[] = [];
  subject.evidence.perSecond(subject.operations, span, (second, counts) => {
    const kept = new OperationCounts();
    kept.merge(counts);
    seconds[second - span.from] = kept;
  });
  const readings: WindowReading[] = [];
  for (const window of windowsOf(limit, [span])) {
    const merged = new OperationCounts();
    for (let second = window.from; second < window.to; second += 1) {
      const counts = seconds[second - span.from];
      if (counts !== undefined) merged.merge(counts);
    }
    const reading = read(merged, { ...within(subject, window), spans: undefined });
    if (reading !== undefined) readings.push({ reading, span: window });
  }
  return readings;
}

function within(subject: Subject, span: SecondSpan): Subject {
  return { ...subject, spans: [span], measuredMs: (span.to - span.from) * 1000 };
}

function worseOf({ bound }: Limit): (a: WindowReading | undefined, b: WindowReading) => WindowReading {
  const sign = bound.operator === '<' || bound.operator === '<=' ? 1 : -1;
  return (a, b) => (a === undefined || sign * (b.reading.actual - a.reading.actual) > 0 ? b : a);
}
