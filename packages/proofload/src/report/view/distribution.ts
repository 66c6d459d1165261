/** How latencies are distributed: shares of the requests in bins of equal width on a logarithmic axis. */
import type { Histogram } from '../../measure/histogram.ts';
import { histogramOf } from '../../record/distribution.ts';
import type { Distribution } from '../../record/schema/distribution.ts';

/** A bin: from above `fromMs` up to `toMs`. */
export interface Bin {
  readonly fromMs: number;
  readonly toMs: number;
  readonly count: number;
}

/** Buckets of the record are 2^(1/128) wide; eight together, 2^(1/16), are 4.4 %. */
const FINEST_SCALE = 4;

/**
 * Bins of one width, gaps filled with empty ones.
 *
 * @param most - as many bins at most; they are made wider until there are so few
 * @returns ascending; empty where nothing was measured or the record's buckets contradict themselves
 */
export function binsOf(distribution: Distribution | undefined, most: number): readonly Bin[] {
  const histogram = readHistogram(distribution);
  if (histogram === undefined || histogram.count === 0) return [];
  for (let scale = FINEST_SCALE; ; scale -= 1) {
    const { buckets, zeroCount } = histogram.downscale(scale);
    const first = buckets[0]?.[0];
    const last = buckets.at(-1)?.[0];
    if (first === undefined || last === undefined) return [];
    // The widest bins there are hold anything that fits into an octave of octaves; no real record gets there.
    if (last - first + 1 > most && scale > -10) continue;
    const counts = new Map(buckets);
    if (zeroCount > 0) counts.set(first, (counts.get(first) ?? 0) + zeroCount);
    const endMs = (index: number) => 1000 * 2 ** (index / 2 ** scale);
    return Array.from({ length: last - first + 1 }, (_, offset) => {
      const index = first + offset;
      return { fromMs: endMs(index), toMs: endMs(index + 1), count: counts.get(index) ?? 0 };
    });
  }
}

/** The histogram of a record's distribution; undefined where there is none, or one that contradicts itself. */
export function readHistogram(distribution: Distribution | undefined): Histogram | undefined {
  if (distribution === undefined) return undefined;
  try {
    return histogramOf(distribution);
  } catch {
    // A report of a damaged record still shows what the record says in figures.
    return undefined;
  }
}
