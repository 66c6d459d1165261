import { describe, expect, it } from 'vitest';
import { normalSample, seededRandom } from '../random/generator.ts';
import { hodgesLehmann } from '../ranks/hodges-lehmann.ts';
import { decide } from './decision.ts';
import { duetEffect, duetTailEffect, pairsNeeded } from './duet.ts';

const ratios = (n: number, centre: number, noise: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => centre + noise * normalSample(random));
};
const status = (effect: ReturnType<typeof duetEffect>): string => decide([effect])[0]!.status;

describe('two targets in one run', () => {
  it('are judged by signed ranks, with the interval of the Walsh averages', () => {
    const log = ratios(12, Math.log(1.3), 0.05, 1);
    const found = duetEffect(log);
    expect(found.effect).toMatchObject({
      pairs: 12,
      delta: hodgesLehmann(log).estimate,
      lower: hodgesLehmann(log).lower,
    });
    expect(decide([found])[0]).toMatchObject({ status: 'regressed', severity: 'major' });
    expect(status(duetEffect(log.map((x) => -x)))).toBe('improved');
    expect(status(duetEffect(ratios(20, 0.005, 0.05, 2)))).toBe('no change');
  });

  it('are undecided before eight pairs', () => {
    expect(status(duetEffect(ratios(7, 2, 0.01, 3)))).toBe('inconclusive');
    expect(status(duetEffect(ratios(8, 2, 0.01, 3)))).toBe('regressed');
    expect(() => duetEffect([])).toThrow('at least one pair');
  });

  it('seldom differ when they are equal', () => {
    const alarms = Array.from({ length: 500 }, (_, i) => status(duetEffect(ratios(16, 0, 0.2, i)))).filter(
      (s) => s === 'regressed',
    );
    expect(alarms.length).toBeLessThanOrEqual(10);
  });
});

describe('the tail percentile of two targets', () => {
  const values = Array.from({ length: 400 }, (_, i) => 10 * 2 ** (i / 64));
  const block = (slower: number, level: number, random: () => number): Float64Array => {
    const counts = new Float64Array(values.length);
    for (let i = 0; i < 300; i++) {
      const latency = 20 * slower * Math.exp(level + 0.5 * normalSample(random));
      const bucket = Math.min(399, Math.max(0, Math.round(64 * Math.log2(latency / 10))));
      counts[bucket]!++;
    }
    return counts;
  };
  const simulate = (slower: number, pairs: number, seed: number) => {
    const random = seededRandom(seed);
    const levels = Array.from({ length: pairs }, () => 0.2 * normalSample(random));
    return { values, a: levels.map((l) => block(1, l, random)), b: levels.map((l) => block(slower, l, random)) };
  };

  it('is the ratio of the percentiles of the summed histograms, resampled by pairs', () => {
    const found = duetTailEffect(simulate(1.4, 20, 1), 0.99, { random: seededRandom(1), draws: 500 });
    expect(found.effect.delta).toBeCloseTo(Math.log(1.4), 1);
    expect(found.effect.lower).toBeLessThan(Math.log(1.4));
    expect(found.effect.upper).toBeGreaterThan(Math.log(1.4));
    expect(decide([found])[0]!.status).toBe('regressed');
  });

  it('covers no difference in about 95 of 100 runs', () => {
    let covered = 0;
    for (let i = 0; i < 100; i++) {
      const { effect } = duetTailEffect(simulate(1, 16, i), 0.95, { random: seededRandom(i), draws: 200 });
      if (effect.lower <= 0 && effect.upper >= 0) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(88);
  });

  it('repeats for a seed, decides nothing before eight pairs, and refuses sides without latencies', () => {
    const options = () => ({ random: seededRandom(5), draws: 100 });
    const blocks = simulate(1.2, 7, 2);
    expect(duetTailEffect(blocks, 0.9, options())).toEqual(duetTailEffect(blocks, 0.9, options()));
    expect(decide([duetTailEffect(blocks, 0.9, options())])[0]!.status).toBe('inconclusive');
    const empty = { values, a: [new Float64Array(400)], b: [new Float64Array(400)] };
    expect(() => duetTailEffect(empty, 0.9, options())).toThrow('latencies on both sides');
    expect(() => duetTailEffect({ ...blocks, b: [] }, 0.9, options())).toThrow('as many blocks of A as of B');
  });
});

describe('the pairs that it takes to see a change', () => {
  // ((1.96 + 0.8416) 0.1 / ln 1.1)^2 = 8.64.
  it('grow with the square of the noise', () => {
    expect(pairsNeeded(0.1, 0.1)).toBe(9);
    expect(pairsNeeded(0.2, 0.1)).toBe(35);
    expect(pairsNeeded(0.01, 0.5)).toBe(8);
    expect(() => pairsNeeded(0.1, 0)).toThrow('positive change');
  });
});
