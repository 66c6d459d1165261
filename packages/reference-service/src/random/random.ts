/**
 * Seeded randomness: every delay, fault and text of the service comes from one seed, so that a run can be repeated.
 *
 * Streams are named: `randomOf(seed, 'faults')` and `randomOf(seed, 'GET /books')` are independent of each other, so
 * that one more draw in one place moves nothing elsewhere.
 */

/** A stream of random numbers. */
export interface Random {
  /** The next number, uniform in [0, 1). */
  next(): number;
}

/** FNV-1a over UTF-16 code units, 32 bits: spreads names over seeds; not for secrets. */
export function hashText(text: string, start = 0x811c9dc5): number {
  let hash = start;
  for (let index = 0; index < text.length; index++) {
    hash ^= text.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** splitmix32: turns one word into well-mixed words, to fill the state of the generator below. */
function mixer(word: number): () => number {
  let state = word >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

/**
 * The random stream that belongs to a seed and a name (Doty-Humphrey's sfc32, period about 2^128).
 *
 * @example
 * const random = randomOf(1, 'GET /books');
 * random.next(); // the same number in every run
 */
export function randomOf(seed: number, ...name: readonly (string | number)[]): Random {
  const mix = mixer(hashText(name.join('\u0000'), hashText(String(seed))));
  let a = mix();
  let b = mix();
  let c = mix();
  let counter = mix();
  return {
    next() {
      const sum = (((a + b) >>> 0) + counter) >>> 0;
      counter = (counter + 1) >>> 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) >>> 0;
      c = ((c << 21) | (c >>> 11)) >>> 0;
      c = (c + sum) >>> 0;
      return sum / 4294967296;
    },
  };
}

/** An integer in [low, high], both included. */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1));
}

/** One of the values, each as likely as the others. */
export function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random.next() * values.length)] as T;
}

/** A standard normal number (Box and Muller 1958; one of the pair is dropped so that a draw is two uniforms, always). */
function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}

/** A log-normal number: exp(mu + sigma Z). Its median is exp(mu). */
export function logNormal(random: Random, mu: number, sigma: number): number {
  return Math.exp(mu + sigma * normal(random));
}
