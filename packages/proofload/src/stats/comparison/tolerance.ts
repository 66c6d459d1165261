/** How small a change is not worth calling one, learned from how much equal runs differ. */
import { quantileOfSorted } from '../sample.ts';

/** No change below 2 % is ever called a regression. */
const SMALLEST = 0.02;
/** With fewer runs than this their differences have no 95 % quantile to speak of. */
const FEWEST_RUNS = 10;

/**
 * The tolerance e: the larger of 2 % and half the 95 % quantile of the differences between equal runs (as ratios; the
 * values are logarithms of a metric). With fewer than ten runs in all it is 2 %. Give it runs of the
 * past only: what is being judged must not raise the bar for itself.
 * @example learnedTolerance([[Math.log(100), Math.log(103)]]) // 0.02
 */
export function learnedTolerance(groups: readonly (readonly number[])[]): number {
  const differences: number[] = [];
  let runs = 0;
  for (const group of groups) {
    runs += group.length;
    group.forEach((value, i) => {
      for (let j = 0; j < i; j++) differences.push(Math.abs(value - group[j]!));
    });
  }
  if (runs < FEWEST_RUNS || differences.length === 0) return SMALLEST;
  differences.sort((a, b) => a - b);
  return Math.max(SMALLEST, Math.expm1(quantileOfSorted(differences, 0.95)) / 2);
}
