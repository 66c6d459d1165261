import { describe, expect, it } from 'vitest';
import { type Happening, measure, request, sliceSeconds } from '../record/measured.fixture.ts';
import { normalSample, type RandomSource, seededRandom } from '../stats/index.ts';
import { judgeDuet } from './duet.ts';
import { blockOrder, blockSpans, type Side } from './duet-blocks.ts';
import { DEFAULT_FAIL_ON } from './fail-on.ts';

describe('the order of blocks', () => {
  it('has both targets in every pair, and mirrors every second pair', () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const text = blockOrder(8, seededRandom(seed)).join('');
      expect(text).toMatch(/^(abba|baab){4}$/);
    }
  });

  it('differs from seed to seed', () => {
    const orders = Array.from({ length: 20 }, (_, seed) => blockOrder(8, seededRandom(seed)).join(''));
    expect(new Set(orders).size).toBeGreaterThan(5);
  });

  it('counts of a block what is answered until the next of the same target, but for the first second', () => {
    expect(blockSpans(['a', 'b', 'b', 'a'], 'a', 3)).toEqual([
      { from: 1, to: 9 },
      { from: 10, to: Number.POSITIVE_INFINITY },
    ]);
  });
});

const BLOCK = 3;

/** A side's seconds: log-normal latencies around a mean, on a machine that drifts and is now and then slow for both. */
function side(own: Side, order: readonly Side[], meanMs: number, random: RandomSource, failing = 0) {
  const happening: Happening = (recorder, second, nowMs) => {
    if (order[Math.floor(second / BLOCK)] !== own) return;
    const machine = 1 + second / 200 + 0.3 * Math.sin(second / 9);
    for (let i = 0; i < 40; i += 1) {
      const latencyMs = meanMs * machine * Math.exp(0.3 * normalSample(random));
      request(recorder, 'GET /', nowMs, latencyMs, random() < failing ? 500 : 200);
    }
  };
  return measure(sliceSeconds(order.length * BLOCK, happening));
}

interface Difference {
  readonly slower?: number;
  readonly failing?: number;
  readonly pairs?: number;
  readonly seed?: number;
}

function duet({ slower = 1, failing = 0, pairs = 12, seed = 1 }: Difference = {}) {
  const random = seededRandom(seed);
  const order = blockOrder(pairs, random);
  return judgeDuet({
    a: side('a', order, 20, random),
    b: side('b', order, 20 * slower, random, failing),
    ...{ order, blockSeconds: BLOCK, comparesRate: false, failOn: DEFAULT_FAIL_ON, random },
  });
}

const byMetric = ({ comparisons }: ReturnType<typeof duet>, metric: string) =>
  comparisons.find((each) => each.metric === metric)!;

describe('a duet', () => {
  it('finds what is slower on a machine that drifts by more than that, and how bad it is', () => {
    const found = duet({ slower: 1.35 });
    expect(found.status).toBe('failed');
    const p50 = byMetric(found, 'p50');
    expect(p50).toMatchObject({ status: 'regressed', severity: 'major', gate: true, pairs: 12 });
    expect(p50.change).toBeGreaterThan(0.25);
    expect(p50.change).toBeLessThan(0.45);
  });

  it('finds what is faster', () => {
    expect(byMetric(duet({ slower: 0.7 }), 'p50')).toMatchObject({ status: 'improved' });
  });

  it('of equal targets finds no regression, whatever the seed', () => {
    for (let seed = 1; seed <= 10; seed += 1) expect(duet({ seed }).status).not.toBe('failed');
  });

  it('finds that one fails more often, in points', () => {
    const errors = byMetric(duet({ failing: 0.08 }), 'errors');
    expect(errors).toMatchObject({ status: 'regressed', severity: 'critical' });
    expect(errors.change).toBeGreaterThan(0.05);
    expect(errors.change).toBeLessThan(0.11);
  });

  it('decides nothing by fewer than eight pairs, and says how many more would', () => {
    const { status, morePairs } = duet({ slower: 2, pairs: 7 });
    expect(status).toBe('inconclusive');
    expect(morePairs).toBeGreaterThan(0);
  });

  it('advises no number of pairs that nobody would run', () => {
    const order = blockOrder(8, seededRandom(1));
    const random = seededRandom(5);
    const wild: Happening = (recorder, _, nowMs) => {
      const block = Math.exp(3 * normalSample(random));
      for (let i = 0; i < 20; i += 1) request(recorder, 'GET /', nowMs, block * (1 + random()));
    };
    const wildly = () => measure(sliceSeconds(order.length * BLOCK, wild));
    const input = { order, blockSeconds: BLOCK, comparesRate: false, failOn: DEFAULT_FAIL_ON, random: seededRandom(1) };
    const { morePairs, comparisons } = judgeDuet({ ...input, a: wildly(), b: wildly() });
    expect(morePairs).toBeUndefined();
    expect(comparisons.find(({ metric }) => metric === 'p50')?.reason).toContain('too noisy');
  });

  it('has nothing to judge where no operation was answered by both', () => {
    const order = blockOrder(8, seededRandom(1));
    const nothing = measure(sliceSeconds(48, () => {}));
    const input = { order, blockSeconds: BLOCK, comparesRate: false, failOn: DEFAULT_FAIL_ON, random: seededRandom(1) };
    expect(judgeDuet({ ...input, a: nothing, b: nothing })).toMatchObject({ status: 'inconclusive', comparisons: [] });
  });
});
