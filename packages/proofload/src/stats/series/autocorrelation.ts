/** How much a series resembles itself some steps later, and how many independent values it is therefore worth. */
import { requireFinite } from '../errors.ts';
import { mean } from '../sample.ts';

/**
 * The autocorrelations at lags 0 to `maxLag`, the covariances divided by n throughout (the usual, biased form, which keeps
 * the sequence positive definite). A constant series has 1 at lag 0 and 0 elsewhere.
 */
export function autocorrelation(values: ArrayLike<number>, maxLag: number): Float64Array {
  requireFinite('autocorrelation', values);
  const result = new Float64Array(Math.max(0, Math.min(Math.floor(maxLag), values.length - 1)) + 1);
  result[0] = 1;
  if (values.length === 0) return result;
  const centred = centre(values);
  const scale = lagged(centred, 0);
  if (scale === 0) return result;
  for (let lag = 1; lag < result.length; lag++) result[lag] = lagged(centred, lag) / scale;
  return result;
}

/** The values less their mean. */
export function centre(values: ArrayLike<number>): Float64Array {
  const middle = mean(values);
  return Float64Array.from(values, (value) => value - middle);
}

/** Sum of the products of values `lag` apart. */
export function lagged(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i]! * centred[i - lag]!;
  return sum;
}

/**
 * How many independent values would tell as much about the mean: n / (1 + 2 sum of autocorrelations), the sum cut where
 * the sum of two neighbours first turns negative. Between 1 and n.
 * Source: Geyer, "Practical Markov chain Monte Carlo" (1992), initial positive sequence.
 */
export function effectiveSampleSize(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 3) return n;
  requireFinite('effectiveSampleSize', values);
  const centred = centre(values);
  const scale = lagged(centred, 0);
  if (scale === 0) return n;
  let sum = 0;
  for (let lag = 1; lag + 1 < n; lag += 2) {
    const pair = (lagged(centred, lag) + lagged(centred, lag + 1)) / scale;
    if (pair <= 0) break;
    sum += pair;
  }
  return Math.max(1, Math.min(n, n / (1 + 2 * sum)));
}
