/**
 * Random numbers that a seed repeats: everything random in a run comes from here.
 *
 * A sequence belongs to a stream (`wait`, `task`, `arrivals` …) and an index within it: the number of a virtual user in
 * a closed load, of an arrival in an open one. So the same seed gives the same tasks and waits whatever the number of
 * workers, and however these take turns.
 *
 * Generator: sfc32 of Chris Doty-Humphrey's PractRand, 128 bits of state of which 32 count, so that no period is
 * shorter than 2^32 numbers; the state is filled by the finaliser of MurmurHash3.
 */
import { mix } from '../suite/mix.ts';

/** A sequence of random numbers. */
export class Random {
  readonly #low: number;
  readonly #high: number;
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /**
   * @param seed - any whole number
   * @param stream - what the numbers are for
   * @param index - which of the stream's sequences
   * @example
   * const random = new Random(1, 'wait', 7);
   * random.uniform(); // in [0, 1), the same each time
   */
  constructor(seed: number, stream: string, index = 0) {
    this.#low = mix(seed ^ hash(stream));
    this.#high = mix(Math.floor(seed / 2 ** 32) ^ this.#low);
    this.restart(index);
  }

  /** Goes to the beginning of another of the stream's sequences; allocates nothing, so that an arrival may have its own. */
  restart(index: number): void {
    this.#a = mix(this.#low ^ index);
    this.#b = mix(this.#high ^ Math.floor(index / 2 ** 32) ^ this.#a);
    this.#c = mix(this.#a + this.#b);
    this.#counter = 1;
    for (let round = 0; round < 12; round += 1) this.#next();
  }

  #next(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }

  /** Evenly in [0, 1), with 53 bits. */
  uniform(): number {
    const high = this.#next() >>> 5;
    return (high * 2 ** 26 + (this.#next() >>> 6)) / 2 ** 53;
  }

  /** A whole number from 0 to `below` - 1, each as likely. */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** Exponential with mean 1: the gaps of a Poisson process of rate 1. */
  exponential(): number {
    return -Math.log1p(-this.uniform());
  }

  /** Normal with mean 0 and standard deviation 1 (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.uniform());
  }

  /**
   * Gamma with the given shape and scale 1, so that its mean is the shape.
   * G. Marsaglia and W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000.
   */
  gamma(shape: number): number {
    // A gamma of shape + 1 times U^(1 / shape) is one of shape: the method itself needs a shape of 1 or more.
    if (shape < 1) return this.gamma(shape + 1) * (1 - this.uniform()) ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log1p(-this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}

/** FNV-1a of a text's code units. */
function hash(text: string): number {
  let bits = 0x811c_9dc5;
  for (let index = 0; index < text.length; index += 1) {
    bits = Math.imul(bits ^ text.charCodeAt(index), 0x0100_0193);
  }
  return bits;
}
