/** Student's t distribution, as a view of the incomplete beta integral (Abramowitz and Stegun 26.5.27). */
import { requireProbability, StatsInputError } from '../errors.ts';
import { betaQuantile, regularizedBeta } from './beta.ts';
import { normalCdf, normalQuantile } from './normal.ts';

/** P(T <= t) with `degrees` of freedom (not necessarily whole; Infinity is the normal distribution). */
export function studentCdf(t: number, degrees: number): number {
  if (!(degrees > 0)) throw new StatsInputError('studentCdf', 'positive degrees of freedom', degrees);
  if (degrees === Infinity) return normalCdf(t);
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const square = t * t;
  const tail = 0.5 * regularizedBeta(degrees / (degrees + square), degrees / 2, 0.5, square / (degrees + square));
  return t > 0 ? 1 - tail : tail;
}

/**
 * The t with P(T <= t) = probability.
 * @example studentQuantile(0.975, 10) // 2.2281…
 */
export function studentQuantile(probability: number, degrees: number): number {
  requireProbability('studentQuantile', probability);
  if (!(degrees > 0)) throw new StatsInputError('studentQuantile', 'positive degrees of freedom', degrees);
  if (degrees === Infinity) return normalQuantile(probability);
  const tail = Math.min(probability, 1 - probability);
  if (tail === 0.5) return 0;
  const sign = probability < 0.5 ? -1 : 1;
  // P(T^2 / (degrees + T^2) > x) = 2 tail; near the centre the mirror image has the digits.
  if (tail > 0.25) {
    const x = betaQuantile(1 - 2 * tail, 0.5, degrees / 2);
    return sign * Math.sqrt((degrees * x) / (1 - x));
  }
  const x = betaQuantile(2 * tail, degrees / 2, 0.5);
  return sign * Math.sqrt((degrees * (1 - x)) / x);
}
