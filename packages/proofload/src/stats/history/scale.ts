/**
 * The scale on which a history is looked at. Changes of latencies, rates and sizes are relative, so it is ln of the value;
 * a history with negative values has no logarithm, and one of failures is zero most of the time: these are divided by the
 * median of their sizes other than zero instead, so that 0.01 still means about one percent.
 */
import { median } from '../sample.ts';

/** A history without gaps, on a scale on which equal distances are equal relative changes. */
export interface ScaledHistory {
  readonly scaled: Float64Array;
  /** Where in the original each of them stands; NaN, Infinity and null have no place. */
  readonly positions: readonly number[];
  /** Relative change of a distance: 0.1 is a tenth more. */
  readonly changeOf: (distance: number) => number;
  /** The value that stands at a place of the scale. */
  readonly levelOf: (scaled: number) => number;
}

/** A share of zeros up to which a timer's resolution made them. */
const FEW_ZEROS = 0.1;

/** Puts a history on its scale. Few zeros among positive values count as the smallest of these. */
export function scaleHistory(values: ArrayLike<number | null>): ScaledHistory {
  const positions: number[] = [];
  const finite: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    positions.push(i);
    finite.push(value);
  }
  const others = finite.filter((value) => value !== 0);
  const isRatio = others.every((value) => value > 0) && finite.length - others.length <= FEW_ZEROS * finite.length;
  if (isRatio && others.length > 0) {
    const smallest = others.reduce((least, value) => Math.min(least, value));
    const scaled = Float64Array.from(finite, (value) => Math.log(Math.max(value, smallest)));
    return { scaled, positions, changeOf: Math.expm1, levelOf: Math.exp };
  }
  const size = others.length === 0 ? 1 : median(others.map(Math.abs));
  const scaled = Float64Array.from(finite, (value) => value / size);
  return { scaled, positions, changeOf: (distance) => distance, levelOf: (value) => value * size };
}
