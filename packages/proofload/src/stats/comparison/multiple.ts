/** Adjusting p-values when many metrics are judged at once: one in a hundred of twenty is no longer one in a hundred. */
import { StatsInputError } from '../errors.ts';

/**
 * Adjusted so that the chance of any false alarm stays below the level: for metrics that gate.
 * Source: Holm, "A simple sequentially rejective multiple test procedure" (1979).
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(p: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(p.length);
  let highest = 0;
  ascending(p).forEach((position, i) => {
    highest = Math.min(1, Math.max(highest, p[position]! * (p.length - i)));
    adjusted[position] = highest;
  });
  return adjusted;
}

/**
 * Adjusted so that of all alarms the expected share of false ones stays below the level: for metrics only reported.
 * Source: Benjamini and Hochberg, "Controlling the false discovery rate" (1995).
 * @example benjaminiHochberg([0.01, 0.04, 0.03]) // [0.03, 0.04, 0.04]
 */
export function benjaminiHochberg(p: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(p.length);
  let lowest = 1;
  const order = ascending(p);
  for (let i = order.length - 1; i >= 0; i--) {
    lowest = Math.min(lowest, (p[order[i]!]! * p.length) / (i + 1));
    adjusted[order[i]!] = lowest;
  }
  return adjusted;
}

function ascending(p: readonly number[]): readonly number[] {
  for (const value of p) {
    if (!(value >= 0 && value <= 1))
      throw new StatsInputError('holm or benjaminiHochberg', 'p-values from 0 to 1', value);
  }
  return p.map((_, i) => i).sort((a, b) => p[a]! - p[b]!);
}
