/**
 * A seeded source of random numbers, for those who resample: the same seed gives the same interval on every machine.
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021), xoshiro128** 1.1; the state is
 * filled by splitmix32 so that close seeds give unrelated streams.
 */

/** Returns the next number in [0, 1). `Math.random` is one too, but cannot be repeated. */
export type RandomSource = () => number;

/**
 * A generator for the seed, any number.
 * @example
 * const random = seededRandom(1);
 * random() === seededRandom(1)(); // true
 */
export function seededRandom(seed: number): RandomSource {
  let mix = Math.floor(seed) | 0;
  const next = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = Math.imul(mix ^ (mix >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return z ^ (z >>> 15);
  };
  return xoshiro128(next(), next(), next(), next());
}

/** The generator from its four words of state, which must not all be 0. */
export function xoshiro128(a: number, b: number, c: number, d: number): RandomSource {
  return () => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 4294967296;
  };
}

/** A standard normal number by Box and Muller (1958). */
export function normalSample(random: RandomSource): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
