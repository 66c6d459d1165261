/** How much a history scatters from point to point, whatever its level does in between. */
import { median } from '../sample.ts';

/** Scatter below half a percent is not taken seriously: builds differ by that much for no reason that could be found. */
const LEAST = 0.005;
const BLOCK = 8;
const MOST_INFLATION = 30;

/** What `historyNoise` finds. */
export interface HistoryNoise {
  /** Standard deviation of a point around its level, from differences of neighbours, at least 0.005. */
  readonly deviation: number;
  /** Variance of the level of eight points over what independent points would have: 1 to 30. */
  readonly inflation: number;
}

/** The noise of a history on its scale, by medians throughout, so that level shifts and outliers hardly count. */
export function historyNoise(values: Float64Array): HistoryNoise {
  if (values.length < 2) return { deviation: LEAST, inflation: 1 };
  const deviation = Math.max(LEAST, scatter(values));
  const blocks = Math.floor(values.length / BLOCK);
  if (blocks < 4) return { deviation, inflation: 1 };
  const levels = Float64Array.from({ length: blocks }, (_, i) => median(values.subarray(i * BLOCK, (i + 1) * BLOCK)));
  // The variance of a median of n is pi / 2 times that of a mean.
  const longRun = (scatter(levels) ** 2 * BLOCK) / (Math.PI / 2);
  return { deviation, inflation: Math.min(MOST_INFLATION, Math.max(1, longRun / deviation ** 2)) };
}

/** Standard deviation of one value from the median distance of neighbours, which differ by sqrt 2 times that. */
function scatter(values: Float64Array): number {
  return (1.482602218505602 / Math.SQRT2) * median(values.subarray(1).map((value, i) => Math.abs(value - values[i]!)));
}
