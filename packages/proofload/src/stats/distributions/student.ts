/** Student's t distribution, as a view of the incomplete beta integral (Abramowitz and Stegun 26.5.27). */
import { requireProbability, StatsInputError } from '../errors.ts';
import { regularizedBeta } from './beta.ts';
import { logGamma } from './gamma.ts';
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
  const size = tail > 0.25 ? nearCentre(tail, degrees) : inTail(tail, degrees);
  return probability < 0.5 ? -size : size;
}

/** Newton's method on the distribution function, which is nearly straight here. */
function nearCentre(tail: number, degrees: number): number {
  let t = -normalQuantile(tail);
  for (let round = 0; round < 50; round++) {
    const step = (studentCdf(-t, degrees) - tail) / studentDensity(t, degrees);
    t = Math.max(t / 2, t + step);
    if (Math.abs(step) <= 1e-15 * t) break;
  }
  return t;
}

/** Newton's method on the logarithms of both, since a far tail is nearly a power of t. */
function inTail(tail: number, degrees: number): number {
  let t = -normalQuantile(Math.max(tail, 1e-300));
  for (let round = 0; round < 100; round++) {
    const reached = Math.max(Number.MIN_VALUE, studentCdf(-t, degrees));
    const slope = (studentDensity(t, degrees) * t) / reached;
    const step = Math.log(reached / tail) / slope;
    t *= Math.exp(Math.min(40, Math.max(-40, step)));
    if (Math.abs(step) <= 1e-15) break;
  }
  return t;
}

function studentDensity(t: number, degrees: number): number {
  const logBeta = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(degrees * Math.PI);
  return Math.exp(logBeta - ((degrees + 1) / 2) * Math.log1p((t * t) / degrees));
}
