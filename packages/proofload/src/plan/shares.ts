/**
 * How a load is shared between workers: striped, so that neighbours in time go to different workers and the shares of
 * any beginning of the whole sum exactly to it.
 *
 *     number  0 1 2 3 4 5 6 7 …
 *     worker  0 1 2 0 1 2 0 1 …      of 3
 */

/**
 * Which worker has the virtual user, arrival or iteration of this number.
 *
 * @param number - from 0
 * @example
 * workerOf(4, 3); // 1
 */
export function workerOf(number: number, workers: number): number {
  return number % workers;
}

/**
 * How many of the first `total` belong to a worker.
 *
 * @param worker - from 0
 * @example
 * shareOf(8, 2, 3); // 2: numbers 2 and 5
 */
export function shareOf(total: number, worker: number, workers: number): number {
  return total <= worker ? 0 : Math.ceil((total - worker) / workers);
}
