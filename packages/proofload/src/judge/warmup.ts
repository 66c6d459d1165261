/**
 * Where a run's own warm-up ends and whether it ever settled: reported with every run, and cut in comparisons.
 */
import { standsApart } from '../record/kinds.ts';
import type { MeasuredRun, RunRecord } from '../record/schema.ts';
import { effectiveSampleSize, mannKendall, mean, studentQuantile, theilSen, variance, warmUp } from '../stats/index.ts';
import type { Evidence, SecondSpan } from './evidence.ts';
import { phaseSpans } from './phases.ts';
import { columnsOf } from './seconds.ts';

/** What is found of a warm-up; null where the run is too short to say. */
export type Warmup = RunRecord['warmup'];

/** Ten batches of five, below which MSER-5 says nothing. */
const FEWEST_SECONDS = 50;
/** A warm-up is believed where chance would show one so rarely, and when it is off by more than this share of the mean. */
const CHANCE_OF_WARMUP = 0.001;
const SMALLEST_WARMUP = 0.05;
/** A drift is told where chance would show one so rarely, and when it is larger than this share of the mean. */
const CHANCE_OF_DRIFT = 0.01;
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
  const cut = differs(means.slice(0, length), means.slice(length)) ? length : 0;
  const rest = means.slice(cut);
  const quarter = Math.floor(rest.length / 4);
  // The trend test hardly sees a step, whose two levels look like strong autocorrelation to it.
  const stepped = differs(rest.slice(0, quarter), rest.slice(-quarter));
  const settled = (conclusive || cut === 0) && !stepped && !drifts(rest);
  return { detectedMs: cut === 0 ? 0 : (span.from + active[cut]!) * 1000, settled };
}

/**
 * Whether the seconds before a cut really differ from those after it. MSER finds a best cut in any noise: in a minute
 * of steady seconds it cuts something in 45 of 100 runs and cannot decide in 10; held to this, in 2 and in 1 (AR(1) with
 * 0.8: 6 and 7), while a warm-up that is twice as slow for 10 s is found in 98 of 100.
 */
function differs(before: readonly number[], after: readonly number[]): boolean {
  if (before.length === 0) return false;
  const effective = Math.max(2, effectiveSampleSize(after));
  const effectiveBefore = Math.max(1, (before.length * effective) / after.length);
  const standardError = Math.sqrt(variance(after) * (1 / effective + 1 / effectiveBefore));
  const difference = Math.abs(mean(before) - mean(after));
  const proven = difference > studentQuantile(1 - CHANCE_OF_WARMUP / 2, Math.max(1, effective - 1)) * standardError;
  return proven && difference > SMALLEST_WARMUP * mean(after);
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
  if (mannKendall(means).p >= CHANCE_OF_DRIFT) return false;
  return Math.abs(theilSen(means).slope) * means.length > SMALLEST_DRIFT * mean(means);
}
