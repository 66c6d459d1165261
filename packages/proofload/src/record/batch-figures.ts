/**
 * What batches of a size did over a run: by the mean time that an item took, so that all items count alike. The mean of
 * the speed-ups of single batches would be ruled by those that were held against the first few of one item.
 */

/** Figures of batches of one size. */
export interface BatchFigures {
  readonly itemsPerSecond: number;
  /** How many times as many items a second as one at a time; undefined where none of one item was right. */
  readonly speedup: number | undefined;
  /** The speed-up as a share of the size. */
  readonly efficiency: number | undefined;
}

/**
 * Works them out.
 *
 * @param perItemMs - the mean time that an item took in batches of this size
 * @param aloneMs - that of an item by itself
 * @example
 * batchFigures(4, 25, 100); // { itemsPerSecond: 40, speedup: 4, efficiency: 1 }
 */
export function batchFigures(size: number, perItemMs: number, aloneMs: number | undefined): BatchFigures {
  const speedup = aloneMs === undefined ? undefined : aloneMs / perItemMs;
  return {
    itemsPerSecond: 1000 / perItemMs,
    speedup,
    efficiency: speedup === undefined ? undefined : speedup / size,
  };
}
