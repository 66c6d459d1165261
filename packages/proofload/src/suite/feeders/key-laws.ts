/**
 * Laws by which keys are drawn: how often each of many things is asked for. A cache's attainable hit ratio hangs on it.
 */

/** Whatever draws: a virtual user. */
export interface Draws {
  /** A number in [0, 1). */
  random(): number;
}

/** A key from 0 to one less than their number. */
export type KeyLaw = (user: Draws) => number;

/**
 * Every key as often as every other.
 *
 * @param count - 1 or more
 */
export function uniformKeys(count: number): KeyLaw {
  const keys = checkedCount(count, 'uniformKeys');
  return (user) => Math.min(keys - 1, Math.floor(user.random() * keys));
}

/**
 * Zipf's law: the k-th key, from 1, is drawn in proportion to 1 / k^exponent. Web requests and names have exponents
 * from 0.6 to 1.2.
 *
 * Sampled by rejection-inversion, which takes no table and the same time for any number of keys: W. Hörmann and
 * G. Derflinger, "Rejection-inversion to generate variates from monotone discrete distributions", ACM TOMACS 6(3), 1996.
 *
 * @param count - 1 or more
 * @param exponent - above 0
 * @example
 * const popular = zipf(1000, 1);
 * http.get(http.path`/books/${popular(vu)}`); // the first book in 13 % of the cases
 */
export function zipf(count: number, exponent = 1): KeyLaw {
  const keys = checkedCount(count, 'zipf');
  if (!(exponent > 0 && Number.isFinite(exponent)))
    throw new RangeError(`zipf() takes an exponent above 0, got ${exponent}.`);
  // The hat: the integral of x^-exponent, and its inverse; for exponent 1 both have their limits, log and exp.
  const integral = (x: number) => {
    const logarithm = Math.log(x);
    return expm1Over((1 - exponent) * logarithm) * logarithm;
  };
  const inverse = (y: number) => Math.exp(log1pOver(Math.max(-1, y * (1 - exponent))) * y);
  const density = (x: number) => Math.exp(-exponent * Math.log(x));
  const from = integral(1.5) - 1;
  const to = integral(keys + 0.5);
  const shortcut = 2 - inverse(integral(2.5) - density(2));
  return (user) => {
    for (;;) {
      const u = to + user.random() * (from - to);
      const x = inverse(u);
      const key = Math.min(keys, Math.max(1, Math.round(x)));
      if (key - x <= shortcut || u >= integral(key + 0.5) - density(key)) return key - 1;
    }
  };
}

/** (e^x - 1) / x, precise near 0. */
function expm1Over(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.expm1(x) / x : 1 + x / 2;
}

/** log(1 + x) / x, precise near 0. */
function log1pOver(x: number): number {
  return Math.abs(x) > 1e-8 ? Math.log1p(x) / x : 1 - x / 2;
}

/**
 * A hot part of the keys that gets most of the requests: `hotspot(1000, 0.2, 0.8)` asks for the first 200 in 80 % of
 * the cases.
 *
 * @param hotShare - of the keys that are hot, in (0, 1)
 * @param requestShare - of the requests that go to these, 0 to 1
 */
export function hotspot(count: number, hotShare: number, requestShare: number): KeyLaw {
  const keys = checkedCount(count, 'hotspot');
  if (!(hotShare > 0 && hotShare < 1) || !(requestShare >= 0 && requestShare <= 1)) {
    throw new RangeError(`hotspot() takes two shares from 0 to 1, got ${hotShare} and ${requestShare}.`);
  }
  const hot = Math.min(keys, Math.max(1, Math.round(keys * hotShare)));
  return (user) => {
    const isHot = hot === keys || user.random() < requestShare;
    const [first, size] = isHot ? [0, hot] : [hot, keys - hot];
    return first + Math.min(size - 1, Math.floor(user.random() * size));
  };
}

function checkedCount(count: number, law: string): number {
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new RangeError(`${law}() takes a whole number of keys, 1 or more, got ${count}.`);
}
