/**
 * The level shifts of a history of runs, one value per build.
 *
 * 1. Cut the history (`segmentStarts`); a cut costs 4 ln n, more where neighbouring points resemble each other.
 * 2. Take away the weakest cut until all are strong enough. A cut is judged by up to 20 points on either side, since a
 *    step shows next to it while a slow drift does not:
 *    - too small: less than 0.8 %, or a twentieth of the range of the history's middle 90 %;
 *    - too weak: less than 4 standard errors, from the scatter on its own two sides;
 *    - no step: a straight line fits these points better than two levels do;
 *    - gone again: less than six points until the next cut, or until the end.
 * 3. Of cuts close to each other one is left: it stands where the levels on its two sides fit best.
 *
 * The defaults are the middle of a plateau, not the peak: on 106 histories of a database's performance tests that experts
 * had marked, F1 is 0.88 (precision 0.90, recall 0.87; one expert against the others has 0.72), without an alarm on the
 * unmarked ones. Chosen anew on random halves of these and scored on the other half, F1 is 0.86 on average.
 */
import { studentCdf } from '../distributions/student.ts';
import { mean, median, medianAbsoluteDeviation, quantileOfSorted, sorted, variance } from '../sample.ts';
import { type HistoryNoise, historyNoise } from './noise.ts';
import { type ScaledHistory, scaleHistory } from './scale.ts';
import { segmentStarts } from './segments.ts';

/** A level shift. */
export interface ChangePoint {
  /** Position of the first value at the new level. */
  readonly index: number;
  /** Median of the values since the last change point, and until the next. */
  readonly before: number;
  readonly after: number;
  /** Relative change in percent: 37 is 37 % more. NaN when `before` is 0. */
  readonly percent: number;
  /**
   * Two-sided p of the step by up to 20 values on either side, by Student's t with robust scatter. As the place was chosen
   * for its difference, it is an order of size.
   */
  readonly p: number;
}

const LIMIT = 5;
const PENALTY = 4;
const WINDOW = 20;
const FEWEST_POINTS = 6;
const SMALLEST = 0.008;
const SMALLEST_SHARE = 0.05;
const WEAKEST = 4;

/**
 * Finds the level shifts of a history in order of builds. Values that are not finite are gaps; a constant history, and one
 * of fewer than 12 values, has no change points. Histories of positive values, with a few zeros at most, are compared as ratios, others
 * by differences in units of their median size.
 * @example changePoints([...twentyValuesAround100, ...twentyValuesAround120])[0] // { index: 20, percent: 20, … }
 */
export function changePoints(values: ArrayLike<number | null>): readonly ChangePoint[] {
  const history = scaleHistory(values);
  if (history.scaled.length < 2 * FEWEST_POINTS) return [];
  const noise = historyNoise(history.scaled);
  const cuts = strongCuts(history.scaled, noise);
  const bounds = [0, ...cuts, history.positions.length];
  const levels = cuts.map((_, i) => levelOf(values, history, bounds[i]!, bounds[i + 1]!));
  const last = levelOf(values, history, bounds.at(-2)!, bounds.at(-1)!);
  return cuts.map((cut, i) => {
    const before = levels[i]!;
    const after = levels[i + 1] ?? last;
    const { step, error, points } = stepAt(history.scaled, bounds, i, noise);
    return {
      index: history.positions[cut]!,
      before,
      after,
      percent: before === 0 ? Number.NaN : (100 * (after - before)) / Math.abs(before),
      p: 2 * studentCdf(-step / error, points - 2),
    };
  });
}

function levelOf(values: ArrayLike<number | null>, { positions }: ScaledHistory, from: number, to: number): number {
  return from === to ? Number.NaN : median(positions.slice(from, to).map((position) => values[position]!));
}

function strongCuts(scaled: Float64Array, noise: HistoryNoise): readonly number[] {
  const penalty = PENALTY * Math.log(scaled.length) * Math.sqrt(noise.inflation);
  const all = segmentStarts(scaled, { deviation: noise.deviation, limit: LIMIT, penalty });
  const cuts = [...all];
  const ascending = sorted(scaled);
  const range = quantileOfSorted(ascending, 0.95) - quantileOfSorted(ascending, 0.05);
  const strength = (i: number): number => strengthOf(scaled, [0, ...cuts, scaled.length], i, noise, range);
  const strengths = cuts.map((_, i) => strength(i));
  while (cuts.length > 0) {
    const weakest = strengths.indexOf(Math.min(...strengths));
    if (strengths[weakest]! >= 1) break;
    cuts.splice(weakest, 1);
    strengths.splice(weakest, 1);
    // Only its neighbours now look at other points than before.
    for (const i of [weakest - 1, weakest]) if (i >= 0 && i < cuts.length) strengths[i] = strength(i);
  }
  return inPlace(scaled, all, cuts, noise.deviation);
}

/** The cuts that are left, each at the place among those taken away beside it where the two levels fit best. */
function inPlace(scaled: Float64Array, all: readonly number[], left: readonly number[], deviation: number) {
  const placed = [...left];
  const far = (LIMIT * deviation) ** 2;
  for (const [i, cut] of left.entries()) {
    const [from, to] = [placed[i - 1] ?? 0, left[i + 1] ?? scaled.length];
    const [before, after] = [median(scaled.subarray(from, cut)), median(scaled.subarray(cut, to))];
    const costAt = (place: number): number =>
      scaled.subarray(from, to).reduce((sum, x, offset) => {
        const level = from + offset < place ? before : after;
        return sum + Math.min((x - level) ** 2, far);
      }, 0);
    const places = all.filter(
      (place) => Math.abs(place - cut) <= FEWEST_POINTS && place - from >= FEWEST_POINTS && to - place >= FEWEST_POINTS,
    );
    placed[i] = places.reduce((best, place) => (costAt(place) < costAt(best) ? place : best), cut);
  }
  return placed;
}

/** How far a cut is above the bar that it is closest to: 1 is on it. */
function strengthOf(
  scaled: Float64Array,
  bounds: readonly number[],
  i: number,
  noise: HistoryNoise,
  range: number,
): number {
  const { step, error, straightness } = stepAt(scaled, bounds, i, noise);
  const shortest = Math.min(bounds[i + 1]! - bounds[i]!, bounds[i + 2]! - bounds[i + 1]!);
  return Math.min(
    step / SMALLEST,
    step / (SMALLEST_SHARE * range),
    step / (WEAKEST * error),
    straightness,
    shortest / FEWEST_POINTS,
  );
}

interface Step {
  /** Distance of the medians of the two sides. */
  readonly step: number;
  readonly error: number;
  /** What is left of the scatter by a line over what is left by two levels: above 1 it is a step. */
  readonly straightness: number;
  readonly points: number;
}

/** The step at the cut of index i, by at most `WINDOW` points on each side, outliers drawn in. */
function stepAt(scaled: Float64Array, bounds: readonly number[], i: number, { deviation }: HistoryNoise): Step {
  const cut = bounds[i + 1]!;
  const left = sideOf(scaled.subarray(Math.max(bounds[i]!, cut - WINDOW), cut), deviation);
  const right = sideOf(scaled.subarray(cut, Math.min(bounds[i + 2]!, cut + WINDOW)), deviation);
  const both = [...left.calm, ...right.calm];
  const levels = squares(left.calm) + squares(right.calm);
  return {
    step: Math.abs(right.level - left.level),
    error: Math.sqrt(left.spread ** 2 / left.calm.length + right.spread ** 2 / right.calm.length),
    straightness: levels === 0 ? Number.POSITIVE_INFINITY : squaresAroundLine(both) / levels,
    points: both.length,
  };
}

function sideOf(
  values: Float64Array,
  deviation: number,
): { readonly level: number; readonly spread: number; readonly calm: Float64Array } {
  const level = median(values);
  const spread = Math.max(deviation, medianAbsoluteDeviation(values));
  return { level, spread, calm: values.map((x) => Math.min(level + 3 * spread, Math.max(level - 3 * spread, x))) };
}

/** Sum of the squared distances from the mean. */
function squares(values: ArrayLike<number>): number {
  return variance(values) * (values.length - 1);
}

/** Sum of the squared distances from the straight line of least squares. */
function squaresAroundLine(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const centre = mean(values);
  let product = 0;
  let width = 0;
  values.forEach((value, i) => {
    product += (i - middle) * (value - centre);
    width += (i - middle) ** 2;
  });
  return squares(values) - product ** 2 / width;
}
