/**
 * Two targets in one run, judged in pairs: blocks of seconds in randomised order ABBA on the same schedule, so that what
 * the machine does to one it does to the other. d_j = ln(B_j / A_j) per pair of blocks; positive is worse.
 *
 * Sources: Bulej and others, "Duet benchmarking: improving measurement accuracy in the cloud" (2020); tests and intervals
 * as in `signedRank` and `hodgesLehmann`.
 */
import { normalQuantile } from '../distributions/normal.ts';
import { studentCdf } from '../distributions/student.ts';
import { StatsInputError } from '../errors.ts';
import type { RandomSource } from '../random/generator.ts';
import { hodgesLehmann } from '../ranks/hodges-lehmann.ts';
import { signedRank } from '../ranks/signed-rank.ts';
import { median, quantileOfSorted, variance } from '../sample.ts';
import type { Effect } from './effect.ts';
import { type ScaledEffect, scales } from './scales.ts';

/** With fewer pairs no interval of 95 % exists that is worth the name, and nothing is decided. */
const FEWEST_PAIRS = 8;

/** An effect between paired blocks. */
export interface DuetEffect extends Effect {
  readonly pairs: number;
  /** Standard deviation of the difference of one pair; see `pairsNeeded`. */
  readonly deviation: number;
}

/** How to judge pairs. */
export interface DuetOptions {
  /** Relative change up to which there is none; 0.02. */
  readonly tolerance?: number;
  readonly confidence?: number;
}

/**
 * The effect from one log ratio per pair. For metrics of which more is better, pass ln(A / B).
 * @example duetEffect([0.31, 0.28, 0.35, 0.3, 0.29, 0.33, 0.3, 0.27, 0.32, 0.31]).effect.delta // 0.305
 */
export function duetEffect(logRatios: readonly number[], options: DuetOptions = {}): ScaledEffect<DuetEffect> {
  const { scale, confidence } = prepared(options);
  if (logRatios.length === 0) throw new StatsInputError('duetEffect', 'at least one pair', logRatios);
  const pairs = logRatios.length;
  const deviation = Math.sqrt(variance(logRatios));
  if (pairs < FEWEST_PAIRS) return { effect: { ...undecided(median(logRatios), confidence), pairs, deviation }, scale };
  const shift = hodgesLehmann(logRatios, confidence);
  const effect = {
    delta: shift.estimate,
    lower: shift.lower,
    upper: shift.upper,
    confidence: shift.confidence,
    pWorse: signedRank(logRatios.map((d) => d - scale.tolerance)).pGreater,
    pBetter: signedRank(logRatios.map((d) => d + scale.tolerance)).pLess,
    pairs,
    deviation,
  };
  return { effect, scale };
}

function prepared({
  tolerance,
  confidence = 0.95,
}: DuetOptions): Required<Pick<DuetOptions, 'confidence'>> & Pick<ScaledEffect, 'scale'> {
  const scale = tolerance === undefined ? scales.tail : { ...scales.tail, tolerance: Math.log1p(tolerance) };
  return { scale, confidence };
}

function undecided(delta: number, confidence: number): Effect {
  return { delta, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY, confidence, pWorse: 1, pBetter: 1 };
}

/** Latencies of paired blocks, as counts per bucket of a histogram that all blocks share. */
export interface BlockCounts {
  /** The value that each bucket stands for, ascending. */
  readonly values: ArrayLike<number>;
  /** Per pair, in order: how many latencies of A fell into each bucket. */
  readonly a: readonly ArrayLike<number>[];
  readonly b: readonly ArrayLike<number>[];
}

/**
 * The effect on a tail percentile, of which one block has too few values: pairs of blocks are drawn with replacement, their
 * counts added up, and the ratio of the percentiles of the sums taken, 2,000 times. The interval is that of the draws; the
 * tests take their standard deviation for that of the estimate, by Student's t.
 */
export function duetTailEffect(
  blocks: BlockCounts,
  p: number,
  options: DuetOptions & { readonly random: RandomSource; readonly draws?: number },
): ScaledEffect<DuetEffect> {
  const { draws = 2000, random } = options;
  const { scale, confidence } = prepared(options);
  const pairs = blocks.a.length;
  if (pairs === 0 || blocks.b.length !== pairs)
    throw new StatsInputError('duetTailEffect', 'as many blocks of A as of B', pairs);
  const times = new Int32Array(pairs).fill(1);
  const ratio = (): number =>
    Math.log(weightedQuantile(blocks.values, blocks.b, times, p) / weightedQuantile(blocks.values, blocks.a, times, p));
  const delta = ratio();
  if (!Number.isFinite(delta)) throw new StatsInputError('duetTailEffect', 'positive latencies on both sides', delta);
  const drawn: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    times.fill(0);
    for (let i = 0; i < pairs; i++) times[Math.floor(random() * pairs)]!++;
    const value = ratio();
    // A draw without a single latency on one side says nothing.
    if (Number.isFinite(value)) drawn.push(value);
  }
  const error = Math.sqrt(variance(drawn));
  const deviation = error * Math.sqrt(pairs);
  if (pairs < FEWEST_PAIRS) return { effect: { ...undecided(delta, confidence), pairs, deviation }, scale };
  drawn.sort((x, y) => x - y);
  const tail = (1 - confidence) / 2;
  const effect = {
    delta,
    lower: quantileOfSorted(drawn, tail),
    upper: quantileOfSorted(drawn, 1 - tail),
    confidence,
    pWorse: tailOf(delta - scale.tolerance, error, pairs - 1),
    pBetter: tailOf(-delta - scale.tolerance, error, pairs - 1),
    pairs,
    deviation,
  };
  return { effect, scale };
}

function tailOf(distance: number, error: number, degrees: number): number {
  return error === 0 ? Number(distance <= 0) : studentCdf(-distance / error, degrees);
}

/** The value of rank ceil(p n) among blocks that count `times` times each; NaN without any. */
function weightedQuantile(
  values: ArrayLike<number>,
  blocks: readonly ArrayLike<number>[],
  times: Int32Array,
  p: number,
): number {
  const sums = new Float64Array(values.length);
  let total = 0;
  blocks.forEach((counts, block) => {
    const weight = times[block]!;
    if (weight === 0) return;
    for (let i = 0; i < counts.length; i++) {
      sums[i]! += weight * counts[i]!;
      total += weight * counts[i]!;
    }
  });
  if (total === 0) return Number.NaN;
  const rank = Math.max(1, Math.ceil(p * total - 1e-9));
  let below = 0;
  for (let i = 0; i < sums.length; i++) {
    below += sums[i]!;
    if (below >= rank) return values[i]!;
  }
  return values[values.length - 1]!;
}

/**
 * How many pairs it takes to see a relative change with a power, two-sided: ((z_{a/2} + z_b) sd / ln(1 + change))^2, and
 * at least eight.
 * @example pairsNeeded(0.1, 0.1) // 9
 */
export function pairsNeeded(deviation: number, change: number, { level = 0.05, power = 0.8 } = {}): number {
  if (!(change > 0)) throw new StatsInputError('pairsNeeded', 'a positive change', change);
  const reach = normalQuantile(1 - level / 2) + normalQuantile(power);
  return Math.max(FEWEST_PAIRS, Math.ceil(((reach * deviation) / Math.log1p(change)) ** 2));
}
