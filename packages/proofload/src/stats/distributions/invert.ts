/** Quantiles from a distribution function: the root of a monotone function within a bracket. */

/**
 * The x in [low, high] at which a non-decreasing `cdf` reaches `probability`: to within a few units in the last place, or
 * to `tolerance` where that is wider. Illinois false position, with bisection whenever that stalls, so that neither flat
 * tails nor steps can trap it.
 */
export function invertCdf(
  cdf: (x: number) => number,
  probability: number,
  low: number,
  high: number,
  tolerance = 0,
): number {
  let below = cdf(low) - probability;
  let above = cdf(high) - probability;
  if (below >= 0) return low;
  if (above <= 0) return high;
  for (let round = 0; round < 400; round++) {
    const width = high - low;
    let x = round % 3 === 2 ? low + width / 2 : high - (above * width) / (above - below);
    if (!(x > low && x < high)) x = low + width / 2;
    if (!(x > low && x < high)) return x;
    const error = cdf(x) - probability;
    if (error === 0) return x;
    if (error > 0) {
      high = x;
      above = error;
      below /= 2;
    } else {
      low = x;
      below = error;
      above /= 2;
    }
    if (high - low <= Math.max(tolerance, 2e-16 * Math.max(Math.abs(low), Math.abs(high)))) break;
  }
  return low + (high - low) / 2;
}
