/**
 * The variance of a share of events (slow requests, errors, hits) in requests that are autocorrelated in time.
 *
 * Per one-second slice i with n_i requests and e_i events, r_i = e_i - share n_i. Summed over J blocks of L consecutive
 * slices to R_j:   s^2 = J / (J - 1) * sum(R_j^2) / N^2.
 * The share is the observed one, so that the sum of r is 0 even where the width of a histogram's bucket makes the events
 * above a percentile not exactly 1 - p of all. Source: batch means for a ratio estimator (Cochran, 1977, 6.3).
 *
 * The length L is Politis and White's. That alone covers in only 85 to 93 of 100 runs what it should in 95, so three
 * corrections follow, each with its source; `benchmarks/judge` prints the coverage.
 * - L is at least 0.7 sqrt(slices), about what batch means are run with (Flegal and Jones, 2010): a faint resemblance over
 *   many seconds stays below what counts as significant from lag to lag, and adds up all the same.
 * - Blocks that are still alike make s^2 too small, which the same sum over blocks a third as long shows and takes back
 *   (lugsail batch means, Vats and Flegal, 2022).
 * - A variance carried by few blocks is worth fewer degrees of freedom than J - 1: 2 J / (kurtosis of R - 1), by
 *   Satterthwaite (1946).
 */
import { StatsInputError } from '../errors.ts';
import { circularBlockLength } from '../series/block-length.ts';

/** A run cut into slices of one second: position i of both is second i. Seconds without requests belong in it too. */
export interface SliceCounts {
  /** Requests per slice. */
  readonly counts: ArrayLike<number>;
  /** Those of them that are events; at most `counts`. */
  readonly events: ArrayLike<number>;
}

/** What `blockVariance` finds. */
export interface BlockVariance {
  /** Standard error of the share. */
  readonly standardError: number;
  /** s^2 over the variance that independent requests would have. */
  readonly designEffect: number;
  /** Degrees of freedom of the standard error: at most J - 1, not necessarily whole. */
  readonly degrees: number;
  readonly blocks: number;
  /** Length of a block, in slices. */
  readonly blockLength: number;
}

const FEWEST_BLOCKS = 10;
/** Length of the shortest blocks, in square roots of the number of slices. */
const SHORTEST = 0.7;
const FEWEST_SLICES_WITH_EVENTS = 5;

/** Requests and events over all slices. Throws when the two lists are of different length or hold impossible counts. */
export function sumSlices(where: string, slices: SliceCounts): { readonly count: number; readonly events: number } {
  const { counts, events } = slices;
  if (counts.length !== events.length) throw new StatsInputError(where, 'as many counts as events', events.length);
  let count = 0;
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const inSlice = counts[i]!;
    const eventsInSlice = events[i]!;
    if (!(eventsInSlice >= 0 && eventsInSlice <= inSlice && inSlice < Infinity)) {
      throw new StatsInputError(where, `from 0 to ${inSlice} events in slice ${i}`, eventsInSlice);
    }
    count += inSlice;
    sum += eventsInSlice;
  }
  return { count, events: sum };
}

/** The variance of the sum of an autocorrelated series whose mean is 0. */
export interface SumVariance {
  readonly variance: number;
  /** Degrees of freedom of it: at most J - 1, not necessarily whole. */
  readonly degrees: number;
  readonly blocks: number;
  /** Length of a block, in values. */
  readonly blockLength: number;
}

/** The variance of the sum of residuals per slice, by blocks; undefined with fewer than 10 of them. */
export function varianceOfSum(residuals: Float64Array): SumVariance | undefined {
  const m = residuals.length;
  if (m < FEWEST_BLOCKS) return undefined;
  const wanted = Math.max(circularBlockLength(residuals), SHORTEST * Math.sqrt(m));
  const blockLength = Math.min(Math.floor(m / FEWEST_BLOCKS), Math.ceil(wanted));
  const blocks = Math.floor(m / blockLength);
  const long = blockMoments(residuals, blocks);
  const short = blockMoments(residuals, Math.floor(m / Math.ceil(blockLength / 3)));
  return {
    variance: Math.max(long.variance, 2 * long.variance - short.variance),
    degrees: Math.max(2, Math.min(blocks - 1, (2 * blocks) / (long.kurtosis - 1))),
    blocks,
    blockLength,
  };
}

/**
 * The variance of a share by blocks, or undefined where there is too little to tell: fewer than 10 slices, fewer than 5
 * slices with an event, or no variation at all.
 */
export function blockVariance(slices: SliceCounts): BlockVariance | undefined {
  const { count, events } = sumSlices('blockVariance', slices);
  if (count === 0) return undefined;
  const share = events / count;
  const residuals = new Float64Array(slices.counts.length);
  let withEvents = 0;
  for (let i = 0; i < residuals.length; i++) {
    if (slices.events[i]! > 0) withEvents++;
    residuals[i] = slices.events[i]! - share * slices.counts[i]!;
  }
  if (withEvents < FEWEST_SLICES_WITH_EVENTS) return undefined;
  const found = varianceOfSum(residuals);
  if (found === undefined) return undefined;
  const { variance, ...rest } = found;
  const independent = share * (1 - share) * count;
  // Rounding leaves crumbs where all slices are alike; such a pattern is no evidence of perfect precision.
  if (!(variance > 1e-12 * independent)) return undefined;
  return { standardError: Math.sqrt(variance) / count, designEffect: variance / independent, ...rest };
}

/**
 * J / (J - 1) sum(R_j^2) and the kurtosis of R over J blocks. Leftover slices are spread over the blocks, whose lengths
 * then differ by at most one.
 */
function blockMoments(
  residuals: Float64Array,
  blocks: number,
): { readonly variance: number; readonly kurtosis: number } {
  let squares = 0;
  let fourths = 0;
  let start = 0;
  for (let block = 1; block <= blocks; block++) {
    const end = Math.floor((block * residuals.length) / blocks);
    let sum = 0;
    for (; start < end; start++) sum += residuals[start]!;
    squares += sum * sum;
    fourths += sum ** 4;
  }
  // Without any scatter the kurtosis is that of the normal distribution.
  const kurtosis = squares === 0 ? 3 : (blocks * fourths) / (squares * squares);
  return { variance: (blocks / (blocks - 1)) * squares, kurtosis };
}
