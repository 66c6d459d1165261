/**
 * The final summary in a terminal:
 *
 *     ✗ FAILED  1 of 5 gates · checkout.perf.ts · 2m 00s · 50 users
 *     GATES       ✗ POST /pay  p95 < 300ms  412ms  [398, 431]
 *                 ✓ *          errors < 1%  0.12%
 *     …
 */
import type { RunRecord } from '../record/schema.ts';
import {
  distributionLines,
  environmentLines,
  failureLines,
  measureLines,
  noteLines,
  operationLines,
  timeLines,
} from './terminal/findings.ts';
import { comparisonLines, gateLines, headlineLines } from './terminal/judgement.ts';
import { labelled } from './terminal/layout.ts';
import { type Line, type PaintOptions, paintLine } from './text/paint.ts';
import { plain } from './text/width.ts';
import { viewOf } from './view.ts';

/** How the summary is written. */
export interface TerminalOptions extends PaintOptions {
  /** Every row, the distribution and the environment, instead of the worst of each. */
  readonly verbose?: boolean;
  /** Where the whole report lies, told in the last line. */
  readonly reportPath?: string | undefined;
}

/** Wider than this, lines are hard to follow. */
const MOST_COLUMNS = 100;

const SECTIONS = [
  headlineLines,
  gateLines,
  comparisonLines,
  operationLines,
  measureLines,
  failureLines,
  timeLines,
  distributionLines,
  environmentLines,
  noteLines,
] as const;

/**
 * The summary of a run: no line wider than `columns`, nor than 100, but that of the report's path, which can be copied only
 * whole; ends with a line break.
 *
 * @example
 * process.stdout.write(terminalSummary(run, { colour: true, columns: 100, reportPath: 'report.html' }));
 */
export function terminalSummary(run: RunRecord, options: TerminalOptions): string {
  const { colour, ascii, reportPath, verbose = false } = options;
  const columns = Math.min(MOST_COLUMNS, options.columns);
  const view = viewOf(run);
  const lines = SECTIONS.flatMap((section) => section(view, { columns, verbose }));
  const report = reportPath === undefined ? [] : labelled('report', [[plain(reportPath)]]);
  const write = (part: readonly Line[], width: number) =>
    part.map((line) => `${paintLine(line, { colour, columns: width, ascii })}\n`).join('');
  return write(lines, columns) + write(report, Number.POSITIVE_INFINITY);
}
