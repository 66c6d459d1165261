/** The axis of times: logarithmic where they are so far apart that only that shows all of them. */
import { formatDuration, writeDuration } from '../../units/duration.ts';
import type { Axis, Frame } from './frame.ts';
import type { Limit } from './line-chart.ts';
import { linearScale, logarithmicScale } from './scale.ts';

/** Where times are further apart than this, only a logarithmic axis shows all of them. */
const WIDE_SPREAD = 30;

export interface DurationAxis {
  readonly isLogarithmic: boolean;
  /** Those that are near enough to be shown. */
  readonly limits: readonly Limit[];
  readonly axis: (frame: Frame) => Axis;
}

/** @param valuesMs - all that are to be drawn */
export function durationAxis(valuesMs: readonly number[], limits: readonly Limit[] = []): DurationAxis {
  const positive = valuesMs.filter((value) => value > 0);
  const [smallest, largest] = [Math.min(...positive), Math.max(...positive, 0)];
  const isLogarithmic = positive.length > 0 && largest / smallest > WIDE_SPREAD;
  const near = limits.filter(({ value }) => value < largest * 3);
  const top = Math.max(largest, ...near.map(({ value }) => value * 1.05));
  return {
    isLogarithmic,
    limits: near,
    axis: (frame) => ({
      scale: isLogarithmic
        ? logarithmicScale(smallest * 0.9, top * 1.1, frame.y, frame.yTicks + 2)
        : linearScale(top, frame.y, frame.yTicks),
      label: writeDuration,
    }),
  };
}

/** `ranges from 12ms to 30ms`, of those that are known; empty where none is. */
export function rangeText(valuesMs: readonly (number | null)[]): string {
  const known = valuesMs.filter((value) => value !== null);
  if (known.length === 0) return '';
  const [least, most] = [formatDuration(Math.min(...known)), formatDuration(Math.max(...known))];
  return least === most ? `is ${least}` : `ranges from ${least} to ${most}`;
}
