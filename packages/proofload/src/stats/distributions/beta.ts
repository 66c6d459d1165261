/**
 * The regularized incomplete beta integral I_x(a, b) and its inverse; the t, F and binomial distributions are views of
 * it. Source: continued fraction of DLMF 8.17.22 by Lentz's method, leading factor by Loader's saddle point so that
 * millions of trials keep their digits.
 */
import { requireProbability, StatsInputError } from '../errors.ts';
import { binomialMass } from './binomial-mass.ts';
import { invertCdf } from './invert.ts';

const TINY = 1e-300;

/**
 * I_x(a, b): the probability that a Beta(a, b) variable is at most x. `y` is 1 - x, for callers that know it to more
 * digits than the subtraction keeps.
 */
export function regularizedBeta(x: number, a: number, b: number, y = 1 - x): number {
  if (!(a > 0 && b > 0)) throw new StatsInputError('regularizedBeta', 'positive shapes', Math.min(a, b));
  if (Number.isNaN(x)) throw new StatsInputError('regularizedBeta', 'a number', x);
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const mass = binomialMass(a, a + b, x, y);
  // The fraction converges fast only below the mean; above it, the mirror image does.
  if (x < (a + 1) / (a + b + 2)) return ((mass * b) / (a + b)) * continuedFraction(x, a, b);
  return 1 - ((mass * a) / (a + b)) * continuedFraction(y, b, a);
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = guard(1 - ((a + b) * x) / (a + 1));
  d = 1 / d;
  let value = d;
  // About sqrt(max(a, b)) rounds suffice: the bound only ends a loop that rounding keeps alive.
  const rounds = 1000 + 20 * Math.sqrt(Math.max(a, b));
  for (let m = 1; m < rounds; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guard(1 + even * d);
    c = guard(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guard(1 + odd * d);
    c = guard(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-15) break;
  }
  return value;
}

function guard(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

/**
 * The x with I_x(a, b) = probability.
 * @example betaQuantile(0.5, 2, 2) // 0.5
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  requireProbability('betaQuantile', probability);
  return invertCdf((x) => regularizedBeta(x, a, b), probability, 0, 1);
}
