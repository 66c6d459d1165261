/** The figures of operations without the warm-up that was detected: what comparisons use. */
import { type Figures, figuresOf } from '../record/figures.ts';
import { standsApart } from '../record/kinds.ts';
import { operationRecordOf } from '../record/operation.ts';
import type { OperationRecord } from '../record/schema/operation.ts';
import type { MeasuredRun } from '../record/schema.ts';
import type { SeriesEvidence } from './evidence.ts';
import { withIntervals } from './intervals.ts';
import type { Named } from './keys.ts';
import type { Warmup } from './warmup.ts';

/** The run with the figures of the time after its warm-up, where one was detected beyond what is cut already. */
export function addSteadyFigures(run: MeasuredRun, evidence: SeriesEvidence, { detectedMs }: Warmup): MeasuredRun {
  const { from, to } = evidence.seconds;
  const first = Math.ceil((detectedMs ?? 0) / 1000);
  if (first <= from || first >= to) return run;
  const span = { from: first, to };
  const time = { startedAt: new Date(run.startedAt), measuredMs: Math.max(0, run.durationMs - first * 1000) };
  const figuresOver = (record: OperationRecord, operations: readonly Named[]): Figures => {
    const { name, kind, tags } = record;
    const counts = evidence.merged(operations, [span]);
    const bare = operationRecordOf({ ...NO_DETAILS, name, kind, tags, counts }, time);
    return figuresOf(withIntervals(bare, evidence, operations, span));
  };
  const together = evidence.operations.filter(({ kind }) => !standsApart(kind));
  return {
    ...run,
    totals: { ...run.totals, steady: figuresOver(run.totals, together) },
    operations: run.operations.map((operation, index) => {
      return { ...operation, steady: figuresOver(operation, evidence.operations.slice(index, index + 1)) };
    }),
  };
}

const NO_DETAILS = { errors: { all: [] }, exemplars: { slowest: [], failed: [] } } as const;
