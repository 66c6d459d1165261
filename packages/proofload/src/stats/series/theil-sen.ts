/**
 * The slope of a trend as the median of the slopes between all pairs of points, which up to 29 % of outliers cannot move,
 * with an interval from the ranks of those slopes.
 * Sources: Theil (1950); Sen, "Estimates of the regression coefficient based on Kendall's tau" (1968).
 */
import { normalQuantile } from '../distributions/normal.ts';
import { requireProbability, StatsInputError } from '../errors.ts';
import { median } from '../sample.ts';
import { mannKendall } from './mann-kendall.ts';
import { medianSlope, senSlopes } from './sen-slopes.ts';

/** A line through the middle of a series. */
export interface TheilSen {
  /** Change of the value per unit of time. */
  readonly slope: number;
  readonly lower: number;
  readonly upper: number;
  /** Value at time 0 on the line through the medians. */
  readonly intercept: number;
}

/** How to fit. */
export interface TheilSenOptions {
  /** When each value was taken, in any unit and not before the one in front of it; default 0, 1, 2, … */
  readonly times?: ArrayLike<number>;
  readonly confidence?: number;
  /** Variance of Kendall's S, if known; default that of `mannKendall`, which counts autocorrelation. */
  readonly varianceOfS?: number;
}

/**
 * Fits a line to at least 4 values in order of time. The interval is that of the slopes of rank
 * (pairs -+ z sqrt(Var S)) / 2.
 * @example theilSen([1, 3, 2, 5, 4, 7, 6]).slope // 1
 */
export function theilSen(values: ArrayLike<number>, options: TheilSenOptions = {}): TheilSen {
  const { times, confidence = 0.95 } = options;
  requireProbability('theilSen', confidence);
  for (let i = 1; times !== undefined && i < times.length; i++) {
    if (times[i]! < times[i - 1]!) throw new StatsInputError('theilSen', `times in order (position ${i})`, times[i]);
  }
  const slopes = senSlopes(values, times);
  const slope = medianSlope(slopes);
  const varianceOfS = options.varianceOfS ?? mannKendall(values).variance;
  const reach = normalQuantile((1 + confidence) / 2) * Math.sqrt(varianceOfS);
  const lowest = Math.max(0, Math.round((slopes.count - reach) / 2) - 1);
  const highest = Math.min(slopes.count - 1, Math.round((slopes.count + reach) / 2));
  const middleTime = times === undefined ? (values.length - 1) / 2 : median(times);
  return {
    slope,
    lower: slopes.at(lowest),
    upper: slopes.at(highest),
    intercept: median(values) - slope * middleTime,
  };
}
