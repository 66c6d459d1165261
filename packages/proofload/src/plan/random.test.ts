import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

const draw = (count: number, next: () => number) => Array.from({ length: count }, next);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) => {
  const middle = mean(values);
  return mean(values.map((value) => (value - middle) ** 2));
};

describe('random numbers', () => {
  it('are repeated by seed, stream and index', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.string(), fc.nat(), (seed, stream, index) => {
        const [one, other] = [new Random(seed, stream, index), new Random(seed, stream)];
        other.uniform();
        other.restart(index);
        expect(draw(5, () => one.uniform())).toEqual(draw(5, () => other.uniform()));
      }),
    );
  });

  it('never change from version to version, since a seed is written into records', () => {
    const random = new Random(1, 'wait', 7);
    expect(draw(3, () => random.uniform())).toMatchInlineSnapshot(`
      [
        0.38406776711285007,
        0.7289254924755557,
        0.14532322793915342,
      ]
    `);
  });

  it('differ between seeds, streams and indices', () => {
    const firsts = [new Random(1, 'a'), new Random(2, 'a'), new Random(1 + 2 ** 40, 'a'), new Random(-1, 'a')]
      .concat([new Random(1, 'b'), new Random(1, 'a', 1), new Random(1, 'a', 2 ** 33)])
      .map((random) => random.uniform());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('are even across the indices of a stream, of which each may give only its first', () => {
    const random = new Random(5, 'task');
    const firsts = Array.from({ length: 20_000 }, (_, index) => {
      random.restart(index);
      return random.uniform();
    });
    expect(mean(firsts)).toBeCloseTo(0.5, 1.7);
    expect(variance(firsts)).toBeCloseTo(1 / 12, 2);
  });

  it('lie in [0, 1) and fill it evenly', () => {
    const random = new Random(3, 'even');
    const counts = new Array<number>(10).fill(0);
    for (const value of draw(100_000, () => random.uniform())) counts[Math.floor(value * 10)]! += 1;
    // Chi-squared with 9 degrees of freedom: 27.9 is its 99.9 % quantile; the seed is fixed.
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquared).toBeLessThan(27.9);
  });

  it('have the moments of their distributions', () => {
    const random = new Random(4, 'moments');
    const exponential = draw(100_000, () => random.exponential());
    expect(mean(exponential)).toBeCloseTo(1, 1);
    expect(variance(exponential)).toBeCloseTo(1, 1);
    const normal = draw(100_000, () => random.normal());
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(variance(normal)).toBeCloseTo(1, 1);
    for (const shape of [0.25, 1, 4]) {
      const gamma = draw(100_000, () => random.gamma(shape));
      expect(mean(gamma) / shape).toBeCloseTo(1, 1);
      expect(variance(gamma) / shape).toBeCloseTo(1, 1);
    }
  });

  it('give whole numbers below a limit', () => {
    const random = new Random(6, 'whole');
    expect(new Set(draw(200, () => random.integer(3)))).toEqual(new Set([0, 1, 2]));
  });
});
