/** Recommended figures in words: rounded to the careful side, and as bounds. */
import type { Recommended } from '../../judge/recommend.ts';
import { writeDuration } from '../../units/duration.ts';
import { writePercent } from '../../units/percent.ts';
import { writeRate } from '../../units/rate.ts';
import { dimensionOf, formatQuantity } from '../view/quantity.ts';

const DIGITS = 2;

/** Two digits, away from what is usual, so that a rounded threshold is never the stricter one. */
export function rounded(value: number, metric: string): number {
  if (!(value > 0)) return value;
  const step = 10 ** (Math.floor(Math.log10(value)) + 1 - DIGITS);
  const steps = metric === 'rate' ? Math.floor(value / step) : Math.ceil(value / step);
  return Number((steps * step).toPrecision(DIGITS));
}

/** `<120ms`, `>50/s`. */
export function boundOf({ metric, promise }: Recommended): string {
  const value = rounded(promise, metric);
  switch (dimensionOf(metric)) {
    case 'rate':
      return `>${writeRate(value)}`;
    case 'ratio':
      return `<${writePercent(value)}`;
    default:
      return `<${writeDuration(value)}`;
  }
}

/** A threshold as people read it. */
export function shown(value: number, metric: string): string {
  return formatQuantity(rounded(value, metric), dimensionOf(metric));
}
