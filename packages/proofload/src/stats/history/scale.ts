/**
 * The scale on which a history is looked at. Changes of latencies, rates and sizes are relative, so it is ln of the value;
 * a history with negative values has no logarithm, and is divided by the median of its sizes instead, so that 0.01 still
 * means about one percent.
 */
import { median } from '../sample.ts';

/** A history without gaps, on a scale on which equal distances are equal relative changes. */
export interface ScaledHistory {
  readonly scaled: Float64Array;
  /** Where in the original each of them stands; NaN, Infinity and null have no place. */
  readonly positions: readonly number[];
}

/** Puts a history on its scale. Zeros count as the smallest positive value, since a timer's resolution made them. */
export function scaleHistory(values: ArrayLike<number | null>): ScaledHistory {
  const positions: number[] = [];
  const finite: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    positions.push(i);
    finite.push(value);
  }
  return { scaled: Float64Array.from(onScale(finite)), positions };
}

function onScale(values: readonly number[]): readonly number[] {
  if (values.some((value) => value < 0)) {
    const size = median(values.map(Math.abs)) || 1;
    return values.map((value) => value / size);
  }
  const smallest = values.reduce(
    (least, value) => (value > 0 && value < least ? value : least),
    Number.POSITIVE_INFINITY,
  );
  return smallest === Number.POSITIVE_INFINITY ? values : values.map((value) => Math.log(Math.max(value, smallest)));
}
