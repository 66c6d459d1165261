/** The F distribution: the ratio of two variances (Abramowitz and Stegun 26.6.2). */
import { requireProbability } from '../errors.ts';
import { betaQuantile, regularizedBeta } from './beta.ts';

/** P(F <= f) with the degrees of freedom of the numerator and of the denominator. */
export function fCdf(f: number, numerator: number, denominator: number): number {
  if (f <= 0) return 0;
  return regularizedBeta((numerator * f) / (numerator * f + denominator), numerator / 2, denominator / 2);
}

/**
 * The f with P(F <= f) = probability.
 * @example fQuantile(0.95, 1, 10) // 4.9646…, the square of t(0.975, 10)
 */
export function fQuantile(probability: number, numerator: number, denominator: number): number {
  requireProbability('fQuantile', probability);
  const x = betaQuantile(probability, numerator / 2, denominator / 2);
  return (denominator * x) / (numerator * (1 - x));
}
