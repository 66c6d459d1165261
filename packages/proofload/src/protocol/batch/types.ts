/**
 * Batches: several items at once, held against one at a time.
 */

/** What `batch` is told: the sizes, and either of the two ways of doing several at once. */
export interface BatchOptions {
  /** How many items at once, one size after the other. The size 1 is measured too, as what the others are held against. */
  readonly sizes: readonly number[];
  /** Does one item; a batch of n is n calls at once. `index` counts from 0 in each batch. */
  readonly parallel?: (index: number, size: number) => unknown;
  /** Does all items of a batch in one call. */
  readonly one?: (size: number) => unknown;
}

/** What one batch took. */
export interface BatchResult {
  readonly size: number;
  /** Whether every part of it was right. Only batches that are right are held against one another. */
  readonly ok: boolean;
  /** From its start until the last item was done. */
  readonly durationMs: number;
  readonly itemsPerSecond: number;
  /** How many times as many items a second as one at a time; `undefined` as long as none of those was right. */
  readonly speedup: number | undefined;
  /** The speed-up as a share of the size: 1 when n at once take no longer than one. */
  readonly efficiency: number | undefined;
}

/**
 * Does batches of several sizes, and tells what each took. A batch of 8 named `transform` is the operation `transform (8)`
 * of kind `batch`; what its calls request is recorded beside it as ever.
 *
 * @throws TypeError for options that say no size or no way
 * @throws whatever a call threw, once its batch was recorded as failed
 * @example
 * await batch('transform', { sizes: [1, 2, 4, 8], parallel: () => http.post('/transform/json', { json: item }) });
 * await batch('images', { sizes: [1, 4], one: (size) => http.post('/images/batch', { json: { items: items.slice(0, size) } }) });
 */
export type RunBatch = (name: string, options: BatchOptions) => Promise<readonly BatchResult[]>;
