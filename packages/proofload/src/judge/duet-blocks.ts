/**
 * The schedule of a duet: pairs of blocks of seconds, one for each target, in randomised order ABBA, so that whatever
 * else happens on the machine, drift included, falls on both alike.
 *
 *     A █████          █████                 a block begins with a second that is not counted, in which
 *     B      ██████████     …                connections open and what was in flight before ends
 */
import { OperationCounts } from '../measure/operation-counts.ts';
import type { RandomSource } from '../stats/index.ts';
import type { SecondSpan, SeriesEvidence } from './evidence.ts';
import type { Named } from './keys.ts';

/** One of the two targets. */
export type Side = 'a' | 'b';

/** Not counted at the beginning of each block. */
export const SETTLING_SECONDS = 1;

/**
 * Who is under load in each block, two blocks a pair.
 *
 * @example
 * blockOrder(4, seededRandom(1)); // ['a', 'b', 'b', 'a', 'b', 'a', 'a', 'b']
 */
export function blockOrder(pairs: number, random: RandomSource): readonly Side[] {
  const order: Side[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // The second pair of two mirrors the first.
    const mirrored = pair % 2 === 1;
    const first: Side = mirrored ? (order.at(-1) as Side) : random() < 0.5 ? 'a' : 'b';
    order.push(first, first === 'a' ? 'b' : 'a');
  }
  return order;
}

/**
 * The seconds that count for each of a side's blocks, in order: from when it has settled to the end of its load, and on
 * to the side's next block, since answers may come late.
 */
export function blockSpans(order: readonly Side[], side: Side, blockSeconds: number): readonly SecondSpan[] {
  const own = order.flatMap((each, index) => (each === side ? [index] : []));
  return own.map((index, at) => {
    const next = own[at + 1] ?? Number.POSITIVE_INFINITY;
    return { from: index * blockSeconds + SETTLING_SECONDS, to: next * blockSeconds };
  });
}

/** What was counted of an operation in each block. */
export function countBlocks(
  evidence: SeriesEvidence,
  operation: Named,
  spans: readonly SecondSpan[],
): readonly OperationCounts[] {
  return spans.map((span) => {
    const merged = new OperationCounts();
    evidence.perSecond([operation], span, (_, counts) => merged.merge(counts));
    return merged;
  });
}
