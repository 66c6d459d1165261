import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKinds, createPicker } from './pick.ts';

const weights = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 5, noNaN: true })), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((all) => all.reduce((sum, weight) => sum + weight, 0) > 1e-3);

describe('a weighted choice', () => {
  it('divides [0, 1) in proportion', () => {
    fc.assert(
      fc.property(weights, (all) => {
        const pick = createPicker(all);
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const counts = new Array<number>(all.length).fill(0);
        for (let step = 0; step < 1000; step += 1) counts[pick((step + 0.5) / 1000)]! += 1;
        const off = all.map((weight, index) => Math.abs(counts[index]! - (1000 * weight) / total));
        expect(Math.max(...off)).toBeLessThanOrEqual(1.001);
      }),
    );
  });

  it('never chooses what has no weight', () => {
    const pick = createPicker([0, 1, 0, 2, 0]);
    expect(new Set([0, 0.2, 0.34, 0.99, 1 - 2 ** -53, 1].map(pick))).toEqual(new Set([1, 3]));
  });
});

describe('the kinds of virtual users', () => {
  it('are in proportion, to within one, at any number of users', () => {
    fc.assert(
      fc.property(weights, fc.integer({ min: 1, max: 200 }), (all, users) => {
        const kindOf = createKinds(all.map((weight) => ({ weight, count: undefined })));
        const total = all.reduce((sum, weight) => sum + weight, 0);
        const counts = new Array<number>(all.length).fill(0);
        let worst = 0;
        for (let user = 0; user < users; user += 1) {
          counts[kindOf(user)]! += 1;
          const off = all.map((weight, kind) => Math.abs(counts[kind]! - ((user + 1) * weight) / total));
          worst = Math.max(worst, ...off);
        }
        expect(worst).toBeLessThan(1);
      }),
    );
  });

  it('have the fixed counts first', () => {
    const kindOf = createKinds([
      { weight: 1, count: undefined },
      { weight: 1, count: 2 },
      { weight: 0, count: undefined },
    ]);
    expect([0, 1, 2, 3, 4].map(kindOf)).toEqual([1, 1, 0, 0, 0]);
  });

  it('are in proportion to the counts when there is nothing else', () => {
    const kindOf = createKinds([
      { weight: 1, count: 2 },
      { weight: 1, count: 1 },
    ]);
    expect(Array.from({ length: 9 }, (_, user) => kindOf(user)).filter((kind) => kind === 0)).toHaveLength(6);
  });

  it('do not depend on the order in which they are asked for', () => {
    const shares = [3, 2, 1].map((weight) => ({ weight, count: undefined }));
    const [forwards, backwards] = [createKinds(shares), createKinds(shares)];
    const numbers = [0, 1, 2, 3, 4, 5, 6, 7];
    expect(numbers.toReversed().map(backwards).toReversed()).toEqual(numbers.map(forwards));
  });
});
