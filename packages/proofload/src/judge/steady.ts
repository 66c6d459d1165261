/** The figures of operations without the warm-up that was detected: what comparisons use. */
import { type Figures, figuresOf } from '../record/figures.ts';
import { operationRecordOf } from '../record/operation.ts';
import type { MeasuredRun } from '../record/schema.ts';
import type { SeriesEvidence } from './evidence.ts';
import { withIntervals } from './intervals.ts';
import type { Warmup } from './warmup.ts';

/** The run with the figures of the time after its warm-up, where one was detected beyond what is cut already. */
export function addSteadyFigures(run: MeasuredRun, evidence: SeriesEvidence, { detectedMs }: Warmup): MeasuredRun {
  const { from, to } = evidence.seconds;
  const first = Math.ceil((detectedMs ?? 0) / 1000);
  if (first <= from || first >= to) return run;
  const span = { from: first, to };
  const time = { startedAt: new Date(run.startedAt), measuredMs: Math.max(0, run.durationMs - first * 1000) };
  const steadyFigures = (index: number): Figures => {
    const operation = evidence.operations[index]!;
    const counts = evidence.merged([operation], [span]);
    return figuresOf(withIntervals(operationRecordOf({ ...operation, counts }, time), evidence, [operation], span));
  };
  return {
    ...run,
    operations: run.operations.map((operation, index) => ({ ...operation, steady: steadyFigures(index) })),
  };
}
