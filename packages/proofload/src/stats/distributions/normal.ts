/**
 * The normal distribution. Sources: Cody, "Rational Chebyshev approximations for the error function" (1969) for the
 * distribution function; Wichura, algorithm AS 241 (1988) for the quantile. Both to about 16 digits.
 */
import { requireProbability } from '../errors.ts';

type Coefficients = readonly number[];

/** Horner's rule, lowest power first. */
function polynomial(coefficients: Coefficients, x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i]!;
  return value;
}

const CENTRE_TOP: Coefficients = [
  18154.98125334356, 1067.6894854603709, 161.02823106855587, 2.2352520354606837, 0.06568233791820745,
];
const CENTRE_BOTTOM: Coefficients = [45507.78933502673, 10260.932208618979, 976.0985517377767, 47.202581904688245, 1];
const SIDE_TOP: Coefficients = [
  9842.714838383978, 11602.65143764735, 6848.190450536283, 2494.5375852903726, 597.2702763948002, 93.50665613217785,
  8.883149794388377, 0.39894151208813466, 1.0765576773720192e-8,
];
const SIDE_BOTTOM: Coefficients = [
  19685.429676859992, 38912.00328609327, 34900.95272114598, 18615.571640885097, 6485.558298266761, 1519.3775994075547,
  235.387901782625, 22.266688044328117, 1,
];
const TAIL_TOP: Coefficients = [
  2.9112874951168793e-5, 0.0014216191932278934, 0.022235277649551, 0.12740116116024736, 0.215898534057957,
  0.023073441764940174,
];
const TAIL_BOTTOM: Coefficients = [
  7.297515550839662e-5, 0.0037823963320275824, 0.06598813786892856, 0.4682382124808651, 1.284260096144911, 1,
];
const ONE_OVER_SQRT_TWO_PI = 1 / Math.sqrt(2 * Math.PI);

/** P(Z <= z) for a standard normal Z. */
export function normalCdf(z: number): number {
  const size = Math.abs(z);
  if (size <= 0.67448975) {
    const square = z * z;
    return 0.5 + (z * polynomial(CENTRE_TOP, square)) / polynomial(CENTRE_BOTTOM, square);
  }
  const tail = upperTail(size);
  return z > 0 ? 1 - tail : tail;
}

/** P(Z > size), size > 0.67. The exponent is split so that its square keeps its digits. */
function upperTail(size: number): number {
  if (size > 38.5) return 0;
  const rounded = Math.trunc(size * 16) / 16;
  const density = Math.exp(-0.5 * rounded * rounded) * Math.exp(-0.5 * (size - rounded) * (size + rounded));
  if (size <= Math.sqrt(32)) return (density * polynomial(SIDE_TOP, size)) / polynomial(SIDE_BOTTOM, size);
  const inverse = 1 / (size * size);
  const correction = (inverse * polynomial(TAIL_TOP, inverse)) / polynomial(TAIL_BOTTOM, inverse);
  return (density * (ONE_OVER_SQRT_TWO_PI - correction)) / size;
}

const QUANTILE_CENTRE_TOP: Coefficients = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087,
  33430.57558358813, 2509.0809287301227,
];
const QUANTILE_CENTRE_BOTTOM: Coefficients = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943,
  5226.495278852546,
];
const QUANTILE_SIDE_TOP: Coefficients = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506,
  0.022723844989269184, 0.0007745450142783414,
];
const QUANTILE_SIDE_BOTTOM: Coefficients = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457,
  0.0005475938084995345, 1.0507500716444169e-9,
];
const QUANTILE_TAIL_TOP: Coefficients = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124,
  0.0012426609473880784, 2.7115555687434876e-5, 2.0103343992922881e-7,
];
const QUANTILE_TAIL_BOTTOM: Coefficients = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-5,
  1.421511758316446e-7, 2.0442631033899397e-15,
];

/**
 * The z with P(Z <= z) = probability.
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  requireProbability('normalQuantile', probability);
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(QUANTILE_CENTRE_TOP, r)) / polynomial(QUANTILE_CENTRE_BOTTOM, r);
  }
  const r = Math.sqrt(-Math.log(q < 0 ? probability : 1 - probability));
  const size =
    r <= 5
      ? polynomial(QUANTILE_SIDE_TOP, r - 1.6) / polynomial(QUANTILE_SIDE_BOTTOM, r - 1.6)
      : polynomial(QUANTILE_TAIL_TOP, r - 5) / polynomial(QUANTILE_TAIL_BOTTOM, r - 5);
  return q < 0 ? -size : size;
}
