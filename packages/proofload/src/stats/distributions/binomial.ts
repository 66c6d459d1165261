/**
 * The binomial distribution: how many of n independent trials succeed.
 * Source: its distribution function is the incomplete beta integral (DLMF 8.17.5).
 */
import { requireProbability, StatsInputError } from '../errors.ts';
import { regularizedBeta } from './beta.ts';
import { normalQuantile } from './normal.ts';

/** P(X <= k) for X ~ Binomial(n, p). */
export function binomialCdf(k: number, n: number, p: number): number {
  if (!(Number.isInteger(n) && n >= 0)) throw new StatsInputError('binomialCdf', 'a whole number of trials', n);
  if (!(p >= 0 && p <= 1)) throw new StatsInputError('binomialCdf', 'a probability', p);
  const whole = Math.floor(k);
  if (whole < 0) return 0;
  if (whole >= n) return 1;
  return regularizedBeta(1 - p, n - whole, whole + 1);
}

/**
 * The smallest k with P(X <= k) >= probability.
 * @example binomialQuantile(0.5, 10, 0.5) // 5
 */
export function binomialQuantile(probability: number, n: number, p: number): number {
  requireProbability('binomialQuantile', probability);
  // A tie such as P(X <= 0) = 0.5 must not be missed for a rounding error.
  const reached = (k: number): boolean => binomialCdf(k, n, p) >= probability * (1 - 1e-12);
  const mean = n * p;
  const sd = Math.sqrt(mean * (1 - p));
  const guess = Math.round(mean + normalQuantile(probability) * sd);
  let low = -1;
  let high = n;
  for (let step = Math.max(1, Math.ceil(sd / 8)), at = guess; ; step *= 2) {
    const k = Math.min(n, Math.max(0, at));
    if (reached(k)) {
      high = Math.min(high, k);
      at = k - step;
    } else {
      low = Math.max(low, k);
      at = k + step;
    }
    if (at < 0 || at > n || (low >= 0 && high < n)) break;
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return high;
}
