/** The run over time, in rows that can be drawn. */
import type { TimelineRow } from '../../record/schema/measurements.ts';
import type { RunRecord } from '../../record/schema.ts';

/** A second of the run, or several of a long one. */
export interface TimeRow extends TimelineRow {
  /** Failures a second. */
  readonly failureRate: number;
}

/**
 * The rows of the timeline. The last one may be cut short; one that is shorter than half of the others is left out,
 * since a request or two in a few milliseconds are neither a peak nor a standstill.
 */
export function timeOf({ timeline }: RunRecord): readonly TimeRow[] {
  const wholeMs = timeline[0]?.durationMs ?? 0;
  const last = timeline.at(-1);
  const isCut = timeline.length > 1 && last !== undefined && last.durationMs < wholeMs / 2;
  return (isCut ? timeline.slice(0, -1) : timeline).map((row) => ({
    ...row,
    failureRate: row.durationMs > 0 ? (row.failed * 1000) / row.durationMs : 0,
  }));
}

/** How long a row is, in words: `each second`, `each 6 seconds`. */
export function rhythmOf(rows: readonly TimeRow[]): string {
  const seconds = Math.round((rows[0]?.durationMs ?? 0) / 1000);
  return rows.length > 1 && seconds > 1 ? `each ${seconds} seconds` : 'each second';
}
