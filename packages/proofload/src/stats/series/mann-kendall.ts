/**
 * Whether a series rises or falls at all: the rank test of Mann and Kendall, corrected for ties and for autocorrelation.
 *
 *   S = sum over i < j of sign(x_j - x_i),  Var S = (n (n - 1)(2n + 5) - sum of t (t - 1)(2t + 5) over ties) / 18
 *
 * Sources: Mann (1945); Kendall, "Rank Correlation Methods" (1975); Hamed and Rao, "A modified Mann-Kendall trend test for
 * autocorrelated data" (1998), who widen Var S by
 *   1 + 2 / (n (n - 1)(n - 2)) * sum over lags k of (n - k)(n - k - 1)(n - k - 2) rho_k,
 * rho the autocorrelation of the ranks of the detrended series.
 *
 * Of rho only the unbroken run of significant lags from the first on is used, and it is continued as it decays in AR(1).
 * Every lag that happens to be significant, as the paper has it, lets stray negative ones shrink the variance: at
 * n = 300 and AR(1) with 0.8 that raised a false alarm in 24 of 100 series where this does in 8 (nominal: 5).
 */
import { normalCdf } from '../distributions/normal.ts';
import { requireFinite, StatsInputError } from '../errors.ts';
import { ranks } from '../ranks/ranks.ts';
import { centre, lagged } from './autocorrelation.ts';
import { sortCountingInversions, tieLengths } from './inversions.ts';
import { medianSlope, senSlopes } from './sen-slopes.ts';

/** The outcome of a Mann-Kendall test. */
export interface MannKendall {
  /** Pairs that rise less pairs that fall. */
  readonly s: number;
  /** Kendall's tau-a: S over the number of pairs, -1 to 1. */
  readonly tau: number;
  /** Variance of S without a trend, corrected. */
  readonly variance: number;
  /** By how much autocorrelation widened it; at least 1. */
  readonly correction: number;
  /** Standardised S, with continuity correction. */
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

/**
 * Tests `values`, in order of time, for a monotonic trend; needs at least 4 of them. A constant series has p = 1.
 * @example mannKendall([1, 2, 3, 4, 5, 6]).p // 0.0085…
 */
export function mannKendall(values: ArrayLike<number>, options: { readonly independent?: boolean } = {}): MannKendall {
  requireFinite('mannKendall', values);
  const n = values.length;
  if (n < 4) throw new StatsInputError('mannKendall', 'at least 4 values', values);
  const pairs = (n * (n - 1)) / 2;
  const ascending = Float64Array.from(values);
  const falling = sortCountingInversions(ascending);
  const ties = tieLengths(ascending);
  const tied = ties.reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
  const s = pairs - tied - 2 * falling;
  const spread = (t: number): number => t * (t - 1) * (2 * t + 5);
  const correction = options.independent === true ? 1 : hamedRao(values);
  const variance = ((spread(n) - ties.reduce((sum, t) => sum + spread(t), 0)) / 18) * correction;
  const z = variance === 0 || s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { s, tau: s / pairs, variance, correction, z, p: Math.min(1, 2 * normalCdf(-Math.abs(z))) };
}

function hamedRao(values: ArrayLike<number>): number {
  const n = values.length;
  // To take a trend off, the slope of up to 500 of the points will do.
  const stride = Math.ceil(n / 500);
  const thinned = Array.from({ length: Math.ceil(n / stride) }, (_, i) => i * stride);
  const slope = medianSlope(
    senSlopes(
      thinned.map((i) => values[i]!),
      thinned,
    ),
  );
  const centred = centre(ranks(Float64Array.from(values, (value, i) => value - slope * i)));
  const scale = lagged(centred, 0);
  if (scale === 0) return 1;
  const significant = 1.96 / Math.sqrt(n);
  // Lag 1 of a detrended series is too small by about (2 + 4 rho) / n (Marriott and Pope, 1954).
  const decay = Math.min(0.95, Math.max(0, (lagged(centred, 1) / scale + 2 / n) / (1 - 4 / n)));
  let sum = 0;
  let last = 0;
  let running = true;
  for (let lag = 1; lag <= n / 4; lag++) {
    const rho: number = running ? lagged(centred, lag) / scale : 0;
    running &&= Math.abs(rho) > significant;
    last = running ? rho : Math.max(0, last * decay);
    sum += (n - lag) * (n - lag - 1) * (n - lag - 2) * last;
  }
  return Math.max(1, 1 + (2 / (n * (n - 1) * (n - 2))) * sum);
}
