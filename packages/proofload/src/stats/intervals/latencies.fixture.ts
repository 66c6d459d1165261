/** Latencies of a simulated run for the tests of intervals: a log-normal whose level is AR(1) from second to second. */
import { normalSample, type RandomSource } from '../random/generator.ts';
import { type QuantileSource, sampleQuantiles } from '../sample.ts';
import type { SliceCounts } from './blocks.ts';

/** What to simulate. */
export interface SimulatedRun {
  readonly seconds: number;
  readonly perSecond: number;
  /** Correlation of the level with that of the second before. */
  readonly phi: number;
  /** Share of the variance of ln latency that is the level's; the rest is the single request's. */
  readonly share: number;
}

/** A run's sorted values and how many of each second exceed a percentile. */
export function simulateRun(
  { seconds, perSecond, phi, share }: SimulatedRun,
  random: RandomSource,
): { readonly total: QuantileSource; above(p: number): SliceCounts } {
  const values = new Float64Array(seconds * perSecond);
  let level = normalSample(random);
  for (let second = 0; second < seconds; second++) {
    level = phi * level + Math.sqrt(1 - phi * phi) * normalSample(random);
    for (let i = 0; i < perSecond; i++) {
      const own = Math.sqrt(1 - share) * normalSample(random);
      values[second * perSecond + i] = 100 * Math.exp(0.5 * (Math.sqrt(share) * level + own));
    }
  }
  const total = sampleQuantiles(values);
  return {
    total,
    above: (p) => {
      const bound = total.quantile(p);
      const counts = new Array<number>(seconds).fill(perSecond);
      return { counts, events: counts.map((_, s) => countAbove(values, s * perSecond, perSecond, bound)) };
    },
  };
}

function countAbove(values: Float64Array, start: number, length: number, bound: number): number {
  let count = 0;
  for (let i = start; i < start + length; i++) if (values[i]! > bound) count++;
  return count;
}
