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

/**
 * How many of `total` iterations a worker has, when they are dealt to all users in turn: as many as its users are due.
 *
 * @param users - of all workers
 * @param worker - from 0
 * @example
 * dealtShareOf(12, 3, 0, 2); // 8: two of the three users are with it
 */
export function dealtShareOf(total: number, users: number, worker: number, workers: number): number {
  const rounds = Math.floor(total / users);
  return rounds * shareOf(users, worker, workers) + shareOf(total % users, worker, workers);
}

/**
 * The number, among those of all workers, of the n-th iteration that a worker's users take from {@link dealtShareOf | its
 * share}: with the others' they go up from 0 without a gap.
 *
 * @param nth - from 0
 */
export function dealtNumberOf(nth: number, users: number, worker: number, workers: number): number {
  const own = shareOf(users, worker, workers);
  return Math.floor(nth / own) * users + (nth % own) * workers + worker;
}
