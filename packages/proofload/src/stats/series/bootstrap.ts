/**
 * The circular block bootstrap: resamples of a series that keep what neighbours have in common.
 * Source: Politis and Romano, "A circular block-resampling procedure for stationary data" (1992).
 */
import { StatsInputError } from '../errors.ts';
import type { Interval } from '../intervals/proportion.ts';
import type { RandomSource } from '../random/generator.ts';
import { quantileOfSorted } from '../sample.ts';

/** How to resample. */
export interface BootstrapOptions {
  /** Length of a block; 1 resamples single values. See `circularBlockLength`. */
  readonly blockLength: number;
  /** How many resamples; 2,000 unless told. */
  readonly draws?: number;
  readonly random: RandomSource;
}

/**
 * The statistic of each resample, in ascending order. The statistic is given the positions (0 to n - 1) that were drawn,
 * in an array that is reused from draw to draw.
 * @example
 * const means = circularBlockBootstrap(values.length, (drawn) => mean(drawn.map((i) => values[i])), { blockLength: 9, random });
 */
export function circularBlockBootstrap(
  n: number,
  statistic: (positions: Int32Array) => number,
  { blockLength, draws = 2000, random }: BootstrapOptions,
): Float64Array {
  if (!(Number.isInteger(n) && n > 0)) throw new StatsInputError('circularBlockBootstrap', 'at least one value', n);
  if (!(Number.isInteger(blockLength) && blockLength > 0)) {
    throw new StatsInputError('circularBlockBootstrap', 'a whole block length of at least 1', blockLength);
  }
  const positions = new Int32Array(n);
  const results = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    for (let filled = 0; filled < n; ) {
      const start = Math.floor(random() * n);
      for (let i = 0; i < blockLength && filled < n; i++) positions[filled++] = (start + i) % n;
    }
    results[draw] = statistic(positions);
  }
  return results.sort();
}

/** The middle `confidence` of bootstrapped statistics in ascending order: Efron's percentile interval. */
export function bootstrapInterval(ascending: ArrayLike<number>, confidence = 0.95): Interval {
  const tail = (1 - confidence) / 2;
  return { lower: quantileOfSorted(ascending, tail), upper: quantileOfSorted(ascending, 1 - tail) };
}
