import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/generator.ts';
import { wilson } from './proportion.ts';
import { ratioInterval } from './ratio.ts';

/** Errors that come in bursts of `length` seconds, at rates that alternate between two values. */
function bursts(seconds: number, length: number, seed: number): { counts: number[]; events: number[] } {
  const random = seededRandom(seed);
  const counts: number[] = [];
  const events: number[] = [];
  let bad = false;
  for (let i = 0; i < seconds; i++) {
    if (i % length === 0) bad = random() < 0.3;
    counts.push(100);
    events.push(Array.from({ length: 100 }, random).filter((x) => x < (bad ? 0.1 : 0.01)).length);
  }
  return { counts, events };
}

describe('the interval of a ratio', () => {
  it('is wider than Wilson where errors come in bursts', () => {
    const slices = bursts(300, 10, 1);
    const found = ratioInterval(slices);
    const naive = wilson(
      slices.events.reduce((a, b) => a + b),
      30_000,
    );
    expect(found).toMatchObject({ method: 'blocks', optimistic: false });
    expect(found.upper - found.lower).toBeGreaterThan(2 * (naive.upper - naive.lower));
    expect(found.designEffect).toBeGreaterThan(4);
  });

  it('covers the true rate in about 95 of 100 runs', () => {
    let covered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { lower, upper } = ratioInterval(bursts(300, 5, seed));
      if (lower <= 0.037 && 0.037 <= upper) covered++;
    }
    expect(covered / 200).toBeGreaterThan(0.9);
  });

  it("is Wilson's without blocks, and says that it is optimistic unless told that requests are independent", () => {
    const calm = { counts: new Array<number>(60).fill(50), events: new Array<number>(60).fill(0) };
    expect(ratioInterval(calm)).toMatchObject({ ...wilson(0, 3000), method: 'wilson', optimistic: true, lower: 0 });
    expect(ratioInterval(bursts(300, 10, 2), { independent: true })).toMatchObject({
      method: 'wilson',
      optimistic: false,
    });
  });

  it('stays within 0 and 1', () => {
    const counts = new Array<number>(20).fill(3);
    const events = counts.map((_, i) => (i % 4 === 0 ? 2 : 3));
    expect(ratioInterval({ counts, events }).upper).toBeLessThanOrEqual(1);
  });

  it('refuses a run without requests', () => {
    expect(() => ratioInterval({ counts: [0], events: [0] })).toThrow('at least one request');
  });
});
