/**
 * Whether paired differences tend to one side of 0: Wilcoxon's signed-rank test.
 * Source: Wilcoxon (1945); exact distribution with ties by Streitberg and Roehmel's shift algorithm (1986).
 */
import { normalCdf } from '../distributions/normal.ts';
import { requireFinite } from '../errors.ts';
import { sorted } from '../sample.ts';
import { tieLengths } from '../series/inversions.ts';
import { tailsOfCounts } from './mann-whitney.ts';
import { ranks } from './ranks.ts';

/** The outcome of a signed-rank test. */
export interface SignedRank {
  /** Sum of the ranks of the positive differences. */
  readonly statistic: number;
  /** Differences other than 0, which alone count. */
  readonly n: number;
  /** Two-sided; never below 2^(1 - n) when exact. */
  readonly p: number;
  /** One-sided: that differences are above 0. */
  readonly pGreater: number;
  /** One-sided: that differences are below 0. */
  readonly pLess: number;
  readonly method: 'exact' | 'normal';
}

const MOST_EXACT = 50;

/**
 * Tests differences against 0: exactly up to 50 of them, ties included, and by the normal approximation beyond. Differences
 * of 0 are left out; with nothing left, p is 1.
 * @example signedRank([6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75]).p // 0.0413
 */
export function signedRank(differences: ArrayLike<number>): SignedRank {
  requireFinite('signedRank', differences);
  const signed = Array.from(differences).filter((difference) => difference !== 0);
  const ranked = ranks(signed.map(Math.abs));
  const statistic = signed.reduce((sum, difference, i) => (difference > 0 ? sum + ranked[i]! : sum), 0);
  const n = signed.length;
  if (n === 0) return { statistic, n, p: 1, pGreater: 1, pLess: 1, method: 'exact' };
  const exact = n <= MOST_EXACT;
  const tails = exact
    ? tailsOfCounts(sumsOfSubsets(ranked), Math.round(2 * statistic))
    : normalTails(signed, statistic);
  return {
    statistic,
    n,
    p: Math.min(1, 2 * Math.min(tails.pGreater, tails.pLess)),
    ...tails,
    method: exact ? 'exact' : 'normal',
  };
}

/** In how many ways the signs can fall, by twice the sum of the positive ranks. */
export function sumsOfSubsets(ranked: ArrayLike<number>): Float64Array {
  const doubled = Array.from(ranked, (rank) => Math.round(2 * rank));
  const total = doubled.reduce((x, y) => x + y, 0);
  const ways = new Float64Array(total + 1);
  ways[0] = 1;
  for (const rank of doubled) {
    for (let sum = total; sum >= rank; sum--) ways[sum]! += ways[sum - rank]!;
  }
  return ways;
}

function normalTails(
  signed: readonly number[],
  statistic: number,
): { readonly pGreater: number; readonly pLess: number } {
  const n = signed.length;
  const ties = tieLengths(sorted(signed.map(Math.abs))).reduce((sum, t) => sum + (t ** 3 - t) / 48, 0);
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties);
  const distance = statistic - (n * (n + 1)) / 4;
  return { pGreater: normalCdf((0.5 - distance) / sd), pLess: normalCdf((distance + 0.5) / sd) };
}
