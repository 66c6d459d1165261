/**
 * Two targets that took turns under the same load, judged in pairs of blocks: B against A.
 *
 * The median by Wilcoxon's signed-rank test on ln(B / A) with the Hodges-Lehmann estimate; tails by resampling pairs of
 * blocks; failures by their differences. All metrics that gate share one chance of a false alarm (Holm).
 */
import { OperationCounts } from '../measure/operation-counts.ts';
import { standsApart } from '../record/kinds.ts';
import type { Measurements } from '../record/measurements.ts';
import type { ComparisonResult } from '../record/schema/verdict.ts';
import {
  type BlockCounts,
  type DuetEffect,
  decide,
  duetEffect,
  duetTailEffect,
  hodgesLehmann,
  pairsNeeded,
  type RandomSource,
  type ScaledEffect,
  samplesNeeded,
  scales,
  signedRank,
  variance,
} from '../stats/index.ts';
import { blockSpans, countBlocks, SETTLING_SECONDS, type Side } from './duet-blocks.ts';
import { SeriesEvidence } from './evidence.ts';
import { type FailOn, fails, mayFail } from './fail-on.ts';

/** Below this nothing is decided. */
export const FEWEST_PAIRS = 8;

/** One metric of one operation on both targets. */
export interface DuetComparison extends Omit<ComparisonResult, 'sigmaRun' | 'needed'> {
  /** Pairs of blocks that it is judged by. */
  readonly pairs: number;
  /** When inconclusive: how many more pairs would probably decide. */
  readonly morePairs?: number;
}

/** How a duet ended. */
export interface DuetJudgement {
  readonly status: 'passed' | 'failed' | 'inconclusive';
  readonly comparisons: readonly DuetComparison[];
  /** How many more pairs would probably decide all that is open and can be decided by a sensible number. */
  readonly morePairs: number | undefined;
}

/** What is judged, and how. */
export interface DuetInput {
  readonly a: Measurements;
  readonly b: Measurements;
  readonly order: readonly Side[];
  readonly blockSeconds: number;
  /** A rate that the target sets, not the load: of a closed load. */
  readonly comparesRate: boolean;
  readonly failOn: FailOn;
  readonly random: RandomSource;
}

interface Pairs {
  readonly operation: string;
  readonly a: readonly OperationCounts[];
  readonly b: readonly OperationCounts[];
}

interface Candidate {
  readonly operation: string;
  readonly metric: string;
  readonly before: number;
  readonly after: number;
  readonly found: ScaledEffect<DuetEffect>;
  readonly gates: boolean;
}

/** The change that a duet is to see, by which its length is told. */
const WANTED_CHANGE = 0.1;
/** More than so many pairs are no advice. */
const MOST_MORE_PAIRS = 200;
/** The same for shares, in points. */
const WANTED_POINTS = 0.005;

/** Judges B against A. */
export function judgeDuet(input: DuetInput): DuetJudgement {
  const candidates = pairsOf(input).flatMap((pairs) => candidatesOf(pairs, input));
  const gating = candidates.filter(({ gates }) => gates);
  const others = candidates.filter(({ gates }) => !gates);
  const decisions = new Map([
    ...decide(gating.map(({ found }) => found)).map((decision, i) => [gating[i] as Candidate, decision] as const),
    ...decide(
      others.map(({ found }) => found),
      { adjust: 'benjamini-hochberg' },
    ).map((decision, i) => [others[i] as Candidate, decision] as const),
  ]);
  const comparisons = [...decisions].map(([candidate, decision]) => resultOf(candidate, decision, input.failOn));
  const gates = comparisons.filter(({ gate }) => gate);
  const open = gates.filter(({ status }) => status === 'inconclusive');
  const attainable = open.flatMap(({ morePairs }) => morePairs ?? []);
  const failed = gates.some(({ status }) => status === 'regressed');
  return {
    status: failed ? 'failed' : open.length > 0 || gates.length === 0 ? 'inconclusive' : 'passed',
    comparisons,
    morePairs: attainable.length === 0 ? undefined : Math.max(...attainable),
  };
}

/** Operations that both targets answered in every block. */
function pairsOf({ a, b, order, blockSeconds }: DuetInput): readonly Pairs[] {
  const [first, second] = [new SeriesEvidence(a), new SeriesEvidence(b)];
  return first.operations.flatMap((operation) => {
    const { name, kind } = operation;
    const twin = second.operations.find((each) => each.name === name && each.kind === kind);
    if (twin === undefined || standsApart(kind)) return [];
    const pairs = {
      operation: name,
      a: countBlocks(first, operation, blockSpans(order, 'a', blockSeconds)),
      b: countBlocks(second, twin, blockSpans(order, 'b', blockSeconds)),
    };
    return [...pairs.a, ...pairs.b].every(({ count, latency }) => count > 0 && latency.count > 0) ? [pairs] : [];
  });
}

function candidatesOf(pairs: Pairs, input: DuetInput): readonly Candidate[] {
  const { comparesRate, failOn, random, blockSeconds } = input;
  const { operation, a, b } = pairs;
  const ratios = (of: (counts: OperationCounts) => number): number[] =>
    a.map((counts, i) => Math.log(of(b[i] as OperationCounts) / of(counts)));
  const make = (metric: string, found: ScaledEffect<DuetEffect>, before: number, after: number): Candidate => {
    return { operation, metric, found, before, after, gates: mayFail(failOn, metric, metric !== 'mean') };
  };
  const [all, others] = [sum(a), sum(b)];
  const candidates = [
    make(
      'p50',
      duetEffect(ratios(({ latency }) => latency.quantile(0.5))),
      all.latency.quantile(0.5),
      others.latency.quantile(0.5),
    ),
    make('mean', duetEffect(ratios(({ latency }) => latency.mean)), all.latency.mean, others.latency.mean),
  ];
  const blocks = bucketsOf(a, b);
  for (const [metric, p] of [
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    if (Math.min(all.latency.count, others.latency.count) < samplesNeeded(p)) continue;
    const [before, after] = [all.latency.quantile(p), others.latency.quantile(p)];
    candidates.push(make(metric, duetTailEffect(blocks, p, { random }), before, after));
  }
  if (all.failed + others.failed > 0) {
    candidates.push(make('errors', errorsEffect(a, b), all.failed / all.count, others.failed / others.count));
  }
  // More is better, so the ratio is turned over.
  if (comparesRate) {
    const seconds = a.length * (blockSeconds - SETTLING_SECONDS);
    const effect = duetEffect(ratios(({ count }) => 1 / count));
    candidates.push(make('rate', effect, all.count / seconds, others.count / seconds));
  }
  return candidates;
}

function sum(blocks: readonly OperationCounts[]): OperationCounts {
  const total = new OperationCounts();
  for (const block of blocks) total.merge(block);
  return total;
}

/** Shares differ by points; a pair's difference is B - A. */
function errorsEffect(a: readonly OperationCounts[], b: readonly OperationCounts[]): ScaledEffect<DuetEffect> {
  const scale = scales.ratio;
  const share = ({ failed, count }: OperationCounts): number => failed / count;
  const differences = a.map((counts, i) => share(b[i] as OperationCounts) - share(counts));
  const { estimate, lower, upper, confidence } = hodgesLehmann(differences);
  const enough = differences.length >= FEWEST_PAIRS;
  const effect = {
    delta: estimate,
    lower: enough ? lower : Number.NEGATIVE_INFINITY,
    upper: enough ? upper : Number.POSITIVE_INFINITY,
    confidence,
    pWorse: enough ? signedRank(differences.map((each) => each - scale.tolerance)).pGreater : 1,
    pBetter: enough ? signedRank(differences.map((each) => each + scale.tolerance)).pLess : 1,
    pairs: differences.length,
    deviation: Math.sqrt(variance(differences)),
  };
  return { effect, scale };
}

/** The counts of all blocks in the same buckets; a bucket stands for its geometric middle. */
function bucketsOf(a: readonly OperationCounts[], b: readonly OperationCounts[]): BlockCounts {
  const values = new Set<number>();
  const maps = [...a, ...b].map(({ latency }) => {
    const counts = new Map<number, number>();
    latency.forEachBucket((lowerMs, upperMs, count) => {
      const value = lowerMs > 0 ? Math.sqrt(lowerMs * upperMs) : upperMs;
      values.add(value);
      counts.set(value, (counts.get(value) ?? 0) + count);
    });
    return counts;
  });
  const sorted = Float64Array.from(values).sort();
  const rows = maps.map((counts) => Float64Array.from(sorted, (value) => counts.get(value) ?? 0));
  return { values: sorted, a: rows.slice(0, a.length), b: rows.slice(a.length) };
}

function resultOf(candidate: Candidate, decision: ReturnType<typeof decide>[number], failOn: FailOn): DuetComparison {
  const { operation, metric, before, after, found, gates } = candidate;
  const { effect } = found;
  const isShare = metric === 'errors';
  const sign = metric === 'rate' ? -1 : 1;
  const change = (delta: number): number => (isShare ? delta : Math.expm1(sign * delta));
  const ends = [change(effect.lower), change(effect.upper)].sort((x, y) => x - y);
  const [lower, upper] = ends.map((end) => (Number.isFinite(end) ? end : null));
  const isOpen = decision.status === 'inconclusive';
  const wanted = isShare ? Math.expm1(WANTED_POINTS) : WANTED_CHANGE;
  const result = {
    ...{ operation, metric, before, after, change: change(effect.delta), p: Math.min(1, decision.p) },
    interval: [lower ?? null, upper ?? null] as const,
    severity: isOpen ? ('none' as const) : (decision.severity ?? ('none' as const)),
    status: decision.status,
    reason: '',
    pairs: effect.pairs,
  };
  const gate = gates && (decision.status !== 'regressed' || fails(failOn, result));
  if (!isOpen) return { ...result, gate };
  // Where the formula holds that there are enough, the change lies just at a limit: twice as many may tell.
  const needed = pairsNeeded(effect.deviation, wanted, { level: 0.02, power: 0.9 }) - effect.pairs;
  const more = needed > 0 ? needed : effect.pairs;
  if (more <= MOST_MORE_PAIRS) return { ...result, gate, morePairs: more };
  const reason = `Not even ${MOST_MORE_PAIRS} more pairs would probably decide it: the machine is too noisy, or the blocks have too few requests.`;
  return { ...result, gate, reason };
}
