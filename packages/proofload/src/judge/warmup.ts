/**
 * Where a run's own warm-up ends and whether it ever settled: reported with every run, and cut in comparisons.
 */
import { standsApart } from '../record/kinds.ts';
import type { MeasuredRun, RunRecord } from '../record/schema.ts';
import { mannKendall, theilSen, warmUp } from '../stats/index.ts';
import type { Evidence, SecondSpan } from './evidence.ts';
import { phaseSpans } from './phases.ts';
import { columnsOf } from './seconds.ts';

/** What is found of a warm-up; null where the run is too short to say. */
export type Warmup = RunRecord['warmup'];

/** Ten batches of five, below which MSER-5 says nothing. */
const FEWEST_SECONDS = 50;
/** A drift is told where chance would show one so rarely and it is larger than this share of the median. */
const CHANCE = 0.01;
const SMALLEST_DRIFT = 0.1;

const UNKNOWN: Warmup = { detectedMs: null, settled: null };

/**
 * Looks at the mean latency of each second while the load was steady: a load that rises is expected to change it.
 */
export function detectWarmup(run: MeasuredRun, evidence: Evidence): Warmup {
  const span = longestSteadySpan(run, evidence);
  if (span === undefined) return UNKNOWN;
  const operations = evidence.operations.filter(({ kind }) => !standsApart(kind));
  const { sums, values } = columnsOf(evidence, { operations, spans: [span], source: 'latency', thresholds: [] });
  const active = Array.from(values, (_, second) => second).filter((second) => values[second]! > 0);
  const means = active.map((second) => sums[second]! / values[second]!);
  if (means.length < FEWEST_SECONDS) return UNKNOWN;
  const { length, conclusive } = warmUp(means);
  const settled = conclusive && !drifts(means.slice(length));
  const detectedMs = length === 0 ? 0 : (span.from + active[length]!) * 1000;
  return { detectedMs, settled };
}

function longestSteadySpan(run: MeasuredRun, { seconds }: Evidence): SecondSpan | undefined {
  if (seconds === undefined) return undefined;
  const spans = (phaseSpans(run.load, 'steady', run.durationMs) ?? []).map(({ startMs, endMs }) => ({
    from: Math.max(seconds.from, Math.ceil(startMs / 1000)),
    to: Math.min(seconds.to, Math.floor(endMs / 1000)),
  }));
  return spans.filter(({ from, to }) => to > from).sort((a, b) => b.to - b.from - (a.to - a.from))[0];
}

function drifts(means: readonly number[]): boolean {
  if (mannKendall(means).p >= CHANCE) return false;
  const { slope } = theilSen(means);
  const middle = means.toSorted((a, b) => a - b)[Math.floor(means.length / 2)]!;
  return Math.abs(slope) * means.length > SMALLEST_DRIFT * middle;
}
