/**
 * A run while it goes on: at most 14 lines for a terminal, or one line for a log. Both are pure functions of the
 * status; who owns the terminal decides when they are drawn.
 */

import { formatDuration } from '../units/duration.ts';
import { formatCount, NO_VALUE } from '../units/number.ts';
import { formatPercent } from '../units/percent.ts';
import { formatRate } from '../units/rate.ts';
import { liveLinesOf } from './live/lines.ts';
import type { LiveStatus } from './live/status.ts';
import { type PaintOptions, paintLine } from './text/paint.ts';
import { plain } from './text/width.ts';
import { formatClock, formatSpan } from './view/quantity.ts';
import { counted } from './view/words.ts';

export type { LiveFailure, LiveOperation, LiveStatus, LiveWork } from './live/status.ts';

/** Wider than this, lines are hard to follow. */
const MOST_COLUMNS = 100;

/**
 * The lines of the live view: at most 14, none wider than `columns` nor than 100.
 *
 * @example
 * process.stderr.write(redraw(previous.length, liveLines(status, { colour: true, columns: 80 })));
 */
export function liveLines(status: LiveStatus, options: PaintOptions): readonly string[] {
  const columns = Math.min(MOST_COLUMNS, options.columns);
  return liveLinesOf(status, columns).map((line) => paintLine(line, { ...options, columns }));
}

/**
 * The status in one line, for logs: what a person looks for who opens the log of a run in CI.
 *
 * @example
 * '00:10 running · 50 users · 102/s · 1,020 requests · 0.65% failed · p95 88.0ms · 4 of 5 gates hold · 1m 50s left'
 */
export function liveLine(status: LiveStatus): string {
  const { phase, elapsedMs, totalMs, users, rate, count, failed, p95Ms, gates, paused } = status;
  const holding = gates.filter((gate) => gate.status === 'passed').length;
  const parts = [
    `${formatClock(elapsedMs)} ${paused ? 'paused' : phase}`,
    counted(users, 'user'),
    formatRate(rate),
    counted(count, 'request'),
    `${count === 0 ? NO_VALUE : formatPercent(failed / count)} failed`,
    p95Ms === undefined ? '' : `p95 ${formatDuration(p95Ms)}`,
    gates.length === 0 ? '' : `${formatCount(holding)} of ${counted(gates.length, 'gate')} hold`,
    totalMs === undefined ? '' : `${formatSpan(totalMs - elapsedMs)} left`,
  ];
  return plain(parts.filter((part) => part !== '').join(' · '));
}

/**
 * What to write to a terminal so that new lines take the place of old ones, without flicker: up to the first old line,
 * each line and what is left of its row, then all that is below. With no lines, the old ones are wiped.
 *
 * @param previousLineCount - lines that the last call wrote; 0 for the first
 */
export function redraw(previousLineCount: number, lines: readonly string[]): string {
  const up = previousLineCount > 0 ? `\u001b[${previousLineCount}A\r` : '';
  const body = lines.map((line) => `${line}\u001b[K\n`).join('');
  // Synchronized output (mode 2026): terminals that know it show all of it at once, others ignore it.
  return `\u001b[?2026h${up}${body}\u001b[J\u001b[?2026l`;
}
