/**
 * The last stable stretch of a history: where it drifts to, and whether the newest run belongs to it. Within the stretch
 * only, since a step is not a slope.
 */
import { studentCdf } from '../distributions/student.ts';
import { StatsInputError } from '../errors.ts';
import { mean, median, medianAbsoluteDeviation, variance } from '../sample.ts';
import { mannKendall } from '../series/mann-kendall.ts';
import { theilSen } from '../series/theil-sen.ts';
import { changePoints } from './change-points.ts';
import { scaleHistory } from './scale.ts';

/** Fewer values have neither trend nor scatter to speak of. */
const FEWEST_VALUES = 10;

/** A drift inside the last stable stretch. */
export interface SegmentTrend {
  /** Position of the first value of the stretch. */
  readonly from: number;
  readonly count: number;
  /** Relative change in percent per unit of time. */
  readonly percentPerUnit: number;
  /** 95 % interval of it. */
  readonly interval: readonly [number, number];
  /** Two-sided p of Mann and Kendall, corrected for ties and autocorrelation. */
  readonly p: number;
}

/**
 * The trend since the last change point, by Theil-Sen on ln of the values. `times` gives the unit: days, for percent per
 * day; default is one per value. Undefined with fewer than ten values in the stretch, or all of them at one time.
 * @example segmentTrend(medians, runs.map((run) => run.startedAtMs / 86_400_000))?.percentPerUnit // 0.4: 0.4 % a day
 */
export function segmentTrend(values: ArrayLike<number | null>, times?: ArrayLike<number>): SegmentTrend | undefined {
  if (times !== undefined && times.length !== values.length) {
    throw new StatsInputError('segmentTrend', `${values.length} times`, times);
  }
  const from = changePoints(values).at(-1)?.index ?? 0;
  const { scaled, positions, changeOf } = scaleHistory(Array.from(values).slice(from));
  if (scaled.length < FEWEST_VALUES) return undefined;
  const at = positions.map((position) => times?.[from + position] ?? from + position);
  if (at[0] === at.at(-1)) return undefined;
  const test = mannKendall(scaled);
  const { slope, lower, upper } = theilSen(scaled, { times: at, varianceOfS: test.variance });
  const percent = (x: number): number => 100 * changeOf(x);
  return {
    from,
    count: scaled.length,
    percentPerUnit: percent(slope),
    interval: [percent(lower), percent(upper)],
    p: test.p,
  };
}

/** The newest value beside those of its stretch. */
export interface NewestValue {
  /** Values in the stretch, the newest left out. */
  readonly count: number;
  /** Their typical value (geometric mean where all are positive). */
  readonly usual: number;
  /** Relative distance of the newest from it, in percent; of what is 0 or negative at times, in percent of its size. */
  readonly percent: number;
  readonly t: number;
  /** One-sided p that the newest is higher, and lower. */
  readonly pHigher: number;
  readonly pLower: number;
}

/**
 * Judges the last value against the stable stretch before it:  t = (x - mean) / (s sqrt(1 + 1 / n)),  n >= 10, on ln of
 * the values, single outliers of the stretch drawn in to three robust standard deviations. Undefined with fewer. A single
 * run can be unlucky: rerun before failing on it.
 */
export function newestValue(values: ArrayLike<number | null>): NewestValue | undefined {
  const { scaled, positions, changeOf, levelOf } = scaleHistory(values);
  if (scaled.length <= FEWEST_VALUES) return undefined;
  const newest = scaled.at(-1)!;
  const last = positions.at(-1)!;
  const from = changePoints(Array.from(values).slice(0, last)).at(-1)?.index ?? 0;
  const stretch = scaled.slice(
    positions.findIndex((position) => position >= from),
    -1,
  );
  if (stretch.length < FEWEST_VALUES) return undefined;
  const calm = winsorised(stretch);
  const centre = mean(calm);
  const deviation = Math.sqrt(variance(calm) * (1 + 1 / calm.length));
  const distance = newest - centre;
  const t = distance === 0 ? 0 : distance / deviation;
  return {
    count: calm.length,
    usual: levelOf(centre),
    percent: 100 * changeOf(distance),
    t,
    pHigher: studentCdf(-t, calm.length - 1),
    pLower: studentCdf(t, calm.length - 1),
  };
}

function winsorised(values: Float64Array): Float64Array {
  const centre = median(values);
  const most = 3 * medianAbsoluteDeviation(values);
  return values.map((value) => Math.min(centre + most, Math.max(centre - most, value)));
}
