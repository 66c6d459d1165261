import { describe, expect, it } from 'vitest';
import { blockVariance } from '../intervals/blocks.ts';
import { simulateRun } from '../intervals/latencies.fixture.ts';
import { percentileInterval } from '../intervals/percentile.ts';
import { seededRandom } from '../random/generator.ts';
import { bootstrapInterval, circularBlockBootstrap } from './bootstrap.ts';

describe('the circular block bootstrap', () => {
  it('draws whole blocks that wrap around the end', () => {
    circularBlockBootstrap(
      10,
      (positions) => {
        for (let block = 0; block < 10; block += 5) {
          for (let i = 1; i < 5; i++) expect(positions[block + i]).toBe((positions[block]! + i) % 10);
        }
        return 0;
      },
      { blockLength: 5, draws: 20, random: seededRandom(1) },
    );
  });

  it('repeats for a seed', () => {
    const draw = (seed: number): Float64Array =>
      circularBlockBootstrap(50, (positions) => positions[0]!, {
        blockLength: 3,
        draws: 30,
        random: seededRandom(seed),
      });
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('agrees with the interval of a percentile by blocks', () => {
    const ratios = [1, 2, 3, 4].map((seed) => {
      const run = simulateRun({ seconds: 300, perSecond: 40, phi: 0.5, share: 0.3 }, seededRandom(seed));
      const slices = run.above(0.95);
      const { blockLength } = blockVariance(slices)!;
      const shares = circularBlockBootstrap(
        300,
        (positions) => {
          let events = 0;
          for (const position of positions) events += slices.events[position]!;
          return events / 12_000;
        },
        { blockLength, draws: 2000, random: seededRandom(seed) },
      );
      const { lower, upper } = bootstrapInterval(shares);
      const interval = percentileInterval(0.95, run.total, slices);
      return (run.total.quantile(1 - lower) - run.total.quantile(1 - upper)) / (interval.upper! - interval.lower!);
    });
    // The bootstrap has neither Student's t nor the correction for its own bias, hence is the narrower.
    const mean = ratios.reduce((a, b) => a + b) / ratios.length;
    expect(mean).toBeGreaterThan(0.7);
    expect(mean).toBeLessThan(1.1);
  });

  it('refuses blocks of no length', () => {
    const options = { blockLength: 0, random: seededRandom(1) };
    expect(() => circularBlockBootstrap(5, () => 0, options)).toThrow('block length');
    expect(() => circularBlockBootstrap(0, () => 0, { ...options, blockLength: 1 })).toThrow('at least one value');
  });
});
