/**
 * The level shifts of a history of runs, one value per build.
 *
 * 1. Cut the history (`segmentStarts`); a cut costs 4 ln n, more where neighbouring points resemble each other.
 * 2. Take away the weakest cut until all are strong enough. A cut is judged by up to 20 points on either side, since a
 *    step shows next to it while a slow drift does not:
 *    - too small: less than 0.8 %, or a twentieth of the range of the history's middle 90 %;
 *    - too weak: less than 4.25 standard errors, from the scatter on its own two sides;
 *    - gone again: less than seven points until the next cut, or until the end.
 *
 * The defaults are the middle of a plateau, chosen on 106 histories of a database's performance tests that experts had
 * marked, where F1 is 0.88 with no alarm on unmarked histories; chosen on random halves of these and scored on the others,
 * F1 is 0.86 on average.
 */
import { studentCdf } from '../distributions/student.ts';
import { median, medianAbsoluteDeviation, quantileOfSorted, sorted } from '../sample.ts';
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
const FEWEST_POINTS = 7;
const SMALLEST = 0.008;
const SMALLEST_SHARE = 0.05;
const WEAKEST = 4.25;

/**
 * Finds the level shifts of a history in order of builds. Values that are not finite are gaps; a constant history, and one
 * of fewer than 14 values, has no change points. Histories of positive values are compared as ratios, others by differences
 * in units of their median size.
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
  const cuts = [...segmentStarts(scaled, { deviation: noise.deviation, limit: LIMIT, penalty })];
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
  return cuts;
}

/** How far a cut is above the bar that it is closest to: 1 is on it. */
function strengthOf(
  scaled: Float64Array,
  bounds: readonly number[],
  i: number,
  noise: HistoryNoise,
  range: number,
): number {
  const { step, error } = stepAt(scaled, bounds, i, noise);
  const shortest = Math.min(bounds[i + 1]! - bounds[i]!, bounds[i + 2]! - bounds[i + 1]!);
  return Math.min(step / SMALLEST, step / (SMALLEST_SHARE * range), step / (WEAKEST * error), shortest / FEWEST_POINTS);
}

/** The size of the step at the cut of index i and its standard error, by at most `WINDOW` points on each side. */
function stepAt(
  scaled: Float64Array,
  bounds: readonly number[],
  i: number,
  { deviation }: HistoryNoise,
): { readonly step: number; readonly error: number; readonly points: number } {
  const cut = bounds[i + 1]!;
  const left = scaled.subarray(Math.max(bounds[i]!, cut - WINDOW), cut);
  const right = scaled.subarray(cut, Math.min(bounds[i + 2]!, cut + WINDOW));
  const spread = (side: Float64Array): number => Math.max(deviation, medianAbsoluteDeviation(side)) ** 2 / side.length;
  return {
    step: Math.abs(median(right) - median(left)),
    error: Math.sqrt(spread(left) + spread(right)),
    points: left.length + right.length,
  };
}
