/**
 * The binomial probability mass by Loader's saddle point, exact to about 15 digits for any number of trials.
 * Source: Loader, "Fast and accurate computation of binomial probabilities" (2000).
 */
import { deviance, stirlingError } from './gamma.ts';

/**
 * The probability mass C(n, k) p^k (1 - p)^(n - k), also for k and n that are not whole, as the beta integral wants.
 * `q` is 1 - p, passed apart so that a tiny one keeps its digits.
 */
export function binomialMass(k: number, n: number, p: number, q = 1 - p): number {
  if (k < 0 || k > n) return 0;
  if (p === 0) return k === 0 ? 1 : 0;
  if (q === 0) return k === n ? 1 : 0;
  if (k === 0) return Math.exp(n * (p < 0.1 ? Math.log1p(-p) : Math.log(q)));
  if (k === n) return Math.exp(n * (q < 0.1 ? Math.log1p(-q) : Math.log(p)));
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * q);
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}
