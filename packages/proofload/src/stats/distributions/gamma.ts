/**
 * The logarithm of the gamma function and Stirling's error, on which the binomial, beta, t and F distributions stand.
 * Sources: Lanczos (1964), coefficients for g = 7 by Godfrey; Loader, "Fast and accurate computation of binomial
 * probabilities" (2000) for Stirling's error and the deviance.
 */

const LANCZOS: readonly number[] = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** ln of the gamma function for x > 0. */
export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  if (x > 20) return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(x) - x + stirlingSeries(x);
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x - 1 + i);
  const t = x + 6.5;
  return HALF_LOG_TWO_PI + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

function stirlingSeries(n: number): number {
  const nn = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / nn) / nn) / nn) / nn) / n;
}

/** ln n! - ln(sqrt(2 pi n) (n/e)^n), for n > 0. */
export function stirlingError(n: number): number {
  if (n > 20) return stirlingSeries(n);
  return logGamma(n + 1) - HALF_LOG_TWO_PI - (n + 0.5) * Math.log(n) + n;
}

/** x ln(x / m) + m - x, without the cancellation that the plain form suffers when x is near m. */
export function deviance(x: number, m: number): number {
  if (Math.abs(x - m) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = (x - m) / (x + m);
  let sum = (x - m) * v;
  let term = 2 * x * v;
  for (let j = 1; ; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) return next;
    sum = next;
  }
}
