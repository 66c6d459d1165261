/**
 * What every report shows, worked out once: the same words in the same order, whatever the form. A form decides how
 * much of it there is room for and how it looks, never what it says.
 */
import type { RunRecord } from '../record/schema.ts';
import { type CauseView, causesOf } from './view/causes.ts';
import { type ComparisonView, comparisonOf } from './view/comparison.ts';
import { type Bin, binsOf } from './view/distribution.ts';
import { environmentOf, type FactView } from './view/environment.ts';
import { type FailureView, failuresOf } from './view/failures.ts';
import { type GateView, gatesOf } from './view/gates.ts';
import { type HeadlineView, headlineOf } from './view/headline.ts';
import { type MeasuresView, measuresOf } from './view/measures.ts';
import { type NoteView, notesOf } from './view/notes.ts';
import { type OperationsView, operationsOf } from './view/operations.ts';
import { type TimeRow, timeOf } from './view/time.ts';
import { type WorkView, workOf } from './view/work.ts';

const MOST_BINS = 120;

/** A run as it is shown, in the order in which it is shown. */
export interface ReportView {
  readonly headline: HeadlineView;
  readonly gates: readonly GateView[];
  readonly comparison: ComparisonView | undefined;
  readonly operations: OperationsView;
  readonly measures: MeasuresView;
  readonly work: WorkView;
  readonly failures: readonly FailureView[];
  readonly causes: readonly CauseView[];
  readonly time: readonly TimeRow[];
  /** Of the latencies of all operations together. */
  readonly distribution: readonly Bin[];
  readonly environment: readonly FactView[];
  readonly notes: readonly NoteView[];
}

/**
 * The view of a run.
 *
 * @example
 * viewOf(run).headline.word; // 'FAILED'
 */
export function viewOf(run: RunRecord): ReportView {
  const failures = failuresOf(run);
  return {
    headline: headlineOf(run),
    gates: gatesOf(run),
    comparison: comparisonOf(run),
    operations: operationsOf(run),
    measures: measuresOf(run),
    work: workOf(run),
    failures,
    causes: causesOf(run, failures),
    time: timeOf(run),
    distribution: binsOf(run.totals.latency, MOST_BINS),
    environment: environmentOf(run),
    notes: notesOf(run),
  };
}
