/** Requirements with a window: every stretch of that length is judged, and the worst is what is reported. */
import { OperationCounts } from '../measure/operation-counts.ts';
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
  const length = Math.max(1, Math.round((limit.windowMs ?? 0) / 1000));
  const readings = subject.spans.flatMap((span) => readWindows(span, length, subject, read));
  const judged = readings.filter(({ reading }) => reading.samples >= reading.needed);
  const candidates = judged.length > 0 ? judged : readings;
  const chosen = candidates.reduce<WindowReading | undefined>(worseOf(limit), undefined);
  if (chosen === undefined) return undefined;
  // Only the window that is shown needs an interval.
  const counts = subject.evidence.merged(subject.operations, [chosen.span]);
  const reading = read(counts, within(subject, chosen.span));
  return reading && { reading: { ...reading, chosenFrom: candidates.length }, span: chosen.span };
}

function readWindows(span: SecondSpan, length: number, subject: Subject, read: WindowReader): readonly WindowReading[] {
  const seconds: (OperationCounts | undefined)[] = [];
  subject.evidence.perSecond(subject.operations, span, (second, counts) => {
    const kept = new OperationCounts();
    kept.merge(counts);
    seconds[second - span.from] = kept;
  });
  const step = Math.max(1, Math.floor(length / 10));
  const readings: WindowReading[] = [];
  for (let from = span.from; from + length <= span.to; from += step) {
    const window = { from, to: from + length };
    const merged = new OperationCounts();
    for (let second = from; second < window.to; second += 1) {
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
