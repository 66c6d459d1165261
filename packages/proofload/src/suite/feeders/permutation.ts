/**
 * An order for any number of things that a seed repeats and that takes no memory: shuffling 20 million rows needs no
 * list of them.
 *
 * A Feistel network of four rounds is a permutation of all numbers of 2 h bits; those that fall outside of the wanted
 * range are sent through it again until they fall inside ("cycle walking": J. Black and P. Rogaway, "Ciphers with
 * arbitrary finite domains", CT-RSA 2002), at most four times on average.
 */
import { mix } from '../mix.ts';

const ROUNDS = 4;

/**
 * The place of each of `count` things in a shuffled order.
 *
 * @param seed - the same gives the same order
 * @returns a function from 0 … count - 1 onto itself, each exactly once
 * @example
 * const placeOf = createPermutation(5, 1);
 * [0, 1, 2, 3, 4].map(placeOf).toSorted(); // [0, 1, 2, 3, 4]
 */
export function createPermutation(count: number, seed: number): (number: number) => number {
  const halfBits = Math.max(1, Math.ceil(Math.log2(count) / 2));
  const half = 2 ** halfBits;
  const keys = Array.from({ length: ROUNDS }, (_, round) => mix(mix(seed) ^ mix(Math.floor(seed / 2 ** 32)) ^ round));
  const once = (value: number): number => {
    let left = Math.floor(value / half);
    let right = value % half;
    for (const key of keys) {
      // The low bits of a product of `mix` are as good as any.
      const next = (left ^ (mix(right ^ key) & (half - 1))) >>> 0;
      left = right;
      right = next;
    }
    return left * half + right;
  };
  return (number) => {
    let place = once(number);
    while (place >= count) place = once(place);
    return place;
  };
}
