/**
 * Cutting a history into stretches of constant level.
 *
 * Minimises, over all levels and all cuts,   sum of min(((x_t - level_t) / sigma)^2, limit^2) + penalty * cuts
 *
 * exactly, for levels from a grid of the history's own quantiles: with F_t(k) the least cost of the first t points when
 * the last has level k,   F_t(k) = min(F_{t-1}(k), min over j of F_{t-1}(j) + penalty) + loss(x_t, k).
 * The bounded loss makes outliers cheap to leave out, and a stretch shorter than penalty / limit^2 points more expensive to
 * follow than to ignore. Source: the biweight loss of Fearnhead and Rigaill, "Changepoint detection in the presence of
 * outliers" (2019), here by the Potts functional on a grid (Storath and Weinmann, 2014).
 */
import { sorted } from '../sample.ts';

const MOST_LEVELS = 250;

/** How to cut. */
export interface SegmentOptions {
  /** Standard deviation of a point around its level. */
  readonly deviation: number;
  /** Distance, in standard deviations, from which on all points are equally far. */
  readonly limit: number;
  readonly penalty: number;
}

/** The position of the first point of each stretch but the first, ascending. */
export function segmentStarts(values: Float64Array, { deviation, limit, penalty }: SegmentOptions): readonly number[] {
  const levels = levelGrid(values);
  const cost = new Float64Array(levels.length);
  const startOfLevel = new Int32Array(levels.length);
  const startOfBest = new Int32Array(values.length);
  const most = limit * limit;
  let best = 0;
  for (let t = 0; t < values.length; t++) {
    const fresh = t === 0 ? 0 : best + penalty;
    best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < levels.length; k++) {
      if (t === 0 || fresh < cost[k]!) {
        cost[k] = fresh;
        startOfLevel[k] = t;
      }
      const distance = (values[t]! - levels[k]!) / deviation;
      cost[k]! += Math.min(distance * distance, most);
      if (cost[k]! < best) {
        best = cost[k]!;
        startOfBest[t] = startOfLevel[k]!;
      }
    }
  }
  const starts: number[] = [];
  for (let t = values.length - 1; t >= 0 && startOfBest[t]! > 0; t = startOfBest[t]! - 1) starts.push(startOfBest[t]!);
  return starts.reverse();
}

/** Up to 250 of the values, evenly by rank, each once. */
function levelGrid(values: Float64Array): Float64Array {
  const ascending = sorted(values);
  const step = Math.max(1, ascending.length / MOST_LEVELS);
  const levels: number[] = [];
  for (let rank = 0; rank < ascending.length; rank += step) {
    const level = ascending[Math.floor(rank)]!;
    if (level !== levels.at(-1)) levels.push(level);
  }
  return Float64Array.from(levels);
}
