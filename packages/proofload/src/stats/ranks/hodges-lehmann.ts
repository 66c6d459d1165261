/**
 * Estimates of a shift that go with the rank tests, each with the interval of shifts that its test would not reject.
 * Sources: Hodges and Lehmann (1963); Hollander and Wolfe, "Nonparametric Statistical Methods" (1999), 3.2, 3.3, 4.2, 4.3.
 */
import { normalQuantile } from '../distributions/normal.ts';
import { requireFinite, requireProbability, StatsInputError } from '../errors.ts';
import { median } from '../sample.ts';
import { sumsOfSubsets } from './signed-rank.ts';

/** A shift with its interval, whose confidence is at least what was asked where the data allow it at all. */
export interface ShiftEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** What the interval really has; below what was asked when there are too few values for that. */
  readonly confidence: number;
}

/**
 * The centre of paired differences: the median of the Walsh averages (d_i + d_j) / 2, i <= j.
 * @example hodgesLehmann([0.1, 0.2, 0.3, 0.2, 0.25, 0.15, 0.2, 0.22]).estimate // 0.2
 */
export function hodgesLehmann(differences: ArrayLike<number>, confidence = 0.95): ShiftEstimate {
  requireFinite('hodgesLehmann', differences);
  requireProbability('hodgesLehmann', confidence);
  const n = differences.length;
  if (n === 0) throw new StatsInputError('hodgesLehmann', 'at least one difference', differences);
  const averages = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) averages[at++] = (differences[i]! + differences[j]!) / 2;
  }
  averages.sort();
  const tail = (1 - confidence) / 2;
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  const cut = n <= 50 ? exactCut(signedRankCounts(n), tail) : normalCut(averages.length / 2, sd, tail);
  return interval(averages, cut);
}

/**
 * How much larger a's values are than b's: the median of all differences a_i - b_j.
 * @example hodgesLehmannShift([3, 4, 5], [1, 2, 3]).estimate // 2
 */
export function hodgesLehmannShift(a: ArrayLike<number>, b: ArrayLike<number>, confidence = 0.95): ShiftEstimate {
  requireFinite('hodgesLehmannShift', a);
  requireFinite('hodgesLehmannShift', b);
  requireProbability('hodgesLehmannShift', confidence);
  const pairs = a.length * b.length;
  if (pairs === 0) throw new StatsInputError('hodgesLehmannShift', 'values on both sides', []);
  const differences = new Float64Array(pairs);
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) differences[i * b.length + j] = a[i]! - b[j]!;
  }
  differences.sort();
  const tail = (1 - confidence) / 2;
  const exact = Math.max(a.length, b.length) <= 20;
  const sd = Math.sqrt((pairs * (a.length + b.length + 1)) / 12);
  return interval(
    differences,
    exact ? exactCut(mannWhitneyCounts(a.length, b.length), tail) : normalCut(pairs / 2, sd, tail),
  );
}

interface Cut {
  /** How many values lie outside of each end. */
  readonly outside: number;
  readonly confidence: number;
}

/** Between the values that leave `outside` beyond them on either side. */
function interval(ascending: Float64Array, { outside, confidence }: Cut): ShiftEstimate {
  return {
    estimate: median(ascending),
    lower: ascending[outside]!,
    upper: ascending[ascending.length - 1 - outside]!,
    confidence,
  };
}

/** The most values that can be left out while P(statistic <= that) stays within the tail. */
function exactCut(counts: ArrayLike<number>, tail: number): Cut {
  let all = 0;
  for (let i = 0; i < counts.length; i++) all += counts[i]!;
  let below = counts[0]!;
  let outside = 0;
  while ((below + counts[outside + 1]!) / all <= tail) below += counts[++outside]!;
  return { outside, confidence: 1 - (2 * below) / all };
}

function normalCut(middle: number, sd: number, tail: number): Cut {
  const outside = Math.max(0, Math.floor(middle + normalQuantile(tail) * sd - 0.5));
  return { outside, confidence: 1 - 2 * tail };
}

/** Ways to reach each value of the signed-rank statistic without ties. */
function signedRankCounts(n: number): Float64Array {
  const doubled = sumsOfSubsets(Array.from({ length: n }, (_, i) => i + 1));
  return doubled.filter((_, sum) => sum % 2 === 0);
}

/** Ways to reach each value of U without ties: Gaussian binomial coefficients, by Mann and Whitney's recurrence. */
function mannWhitneyCounts(a: number, b: number): Float64Array {
  let rows = Array.from({ length: b + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= a; i++) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= b; j++) {
      const counts = new Float64Array(i * j + 1);
      next[j - 1]!.forEach((ways, u) => {
        counts[u]! += ways;
      });
      rows[j]!.forEach((ways, u) => {
        counts[u + j]! += ways;
      });
      next.push(counts);
    }
    rows = next;
  }
  return rows[b]!;
}
