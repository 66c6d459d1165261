/**
 * Whether values of one group tend to be larger than those of another, by ranks alone.
 * Sources: Mann and Whitney (1947); exact distribution with ties by Streitberg and Roehmel's shift algorithm (1986).
 */
import { normalCdf } from '../distributions/normal.ts';
import { requireFinite, StatsInputError } from '../errors.ts';
import { sorted } from '../sample.ts';
import { tieLengths } from '../series/inversions.ts';
import { ranks } from './ranks.ts';

/** The outcome of a Mann-Whitney test of a against b. */
export interface MannWhitney {
  /** Pairs in which a's value is larger, ties counting half. */
  readonly u: number;
  /** u over the number of pairs: the chance that a value of a exceeds one of b. 0.5 is no difference. */
  readonly superiority: number;
  /** Two-sided. */
  readonly p: number;
  /** One-sided: that a is larger. */
  readonly pGreater: number;
  /** One-sided: that a is smaller. */
  readonly pLess: number;
  readonly method: 'exact' | 'normal';
}

const MOST_EXACT = 20;

/**
 * Tests two groups: exactly up to 20 values a side, ties included, and by the normal approximation with tie and continuity
 * correction beyond.
 * @example mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12]).p // 0.1111…
 */
export function mannWhitney(a: ArrayLike<number>, b: ArrayLike<number>): MannWhitney {
  requireFinite('mannWhitney', a);
  requireFinite('mannWhitney', b);
  if (a.length === 0 || b.length === 0) throw new StatsInputError('mannWhitney', 'values on both sides', []);
  const all = [...Array.from(a), ...Array.from(b)];
  const ranked = ranks(all);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ranked[i]!;
  const u = sum - (a.length * (a.length + 1)) / 2;
  const exact = Math.max(a.length, b.length) <= MOST_EXACT;
  const tails = exact ? exactTails(ranked, a.length, sum) : normalTails(all, a.length, u);
  return {
    u,
    superiority: u / (a.length * b.length),
    p: Math.min(1, 2 * Math.min(tails.pGreater, tails.pLess)),
    ...tails,
    method: exact ? 'exact' : 'normal',
  };
}

interface Tails {
  readonly pGreater: number;
  readonly pLess: number;
}

/** Counts, of all ways to choose which ranks are a's, those with at least and at most the observed sum. */
function exactTails(ranked: Float64Array, size: number, observed: number): Tails {
  // Ranks are halves at worst: doubled they are whole, and sums of them index an array.
  const doubled = Array.from(ranked, (rank) => Math.round(2 * rank));
  const total = doubled.reduce((x, y) => x + y, 0);
  const ways = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  ways[0]![0] = 1;
  for (const rank of doubled) {
    for (let chosen = size; chosen >= 1; chosen--) {
      const from = ways[chosen - 1]!;
      const to = ways[chosen]!;
      for (let sum = total; sum >= rank; sum--) to[sum]! += from[sum - rank]!;
    }
  }
  return tailsOfCounts(ways[size]!, Math.round(2 * observed));
}

/** The shares of a distribution, given as counts by value, at and beyond the observed value on either side. */
export function tailsOfCounts(counts: Float64Array, observed: number): Tails {
  let all = 0;
  let atLeast = 0;
  let atMost = 0;
  for (let value = 0; value < counts.length; value++) {
    all += counts[value]!;
    if (value >= observed) atLeast += counts[value]!;
    if (value <= observed) atMost += counts[value]!;
  }
  return { pGreater: atLeast / all, pLess: atMost / all };
}

function normalTails(all: readonly number[], size: number, u: number): Tails {
  const n = all.length;
  const other = n - size;
  const ties = tieLengths(sorted(all)).reduce((sum, t) => sum + (t ** 3 - t) / (n * (n - 1)), 0);
  const sd = Math.sqrt(((size * other) / 12) * (n + 1 - ties));
  if (sd === 0) return { pGreater: 1, pLess: 1 };
  const distance = u - (size * other) / 2;
  return { pGreater: normalCdf((0.5 - distance) / sd), pLess: normalCdf((distance + 0.5) / sd) };
}
