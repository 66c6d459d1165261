import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CapacitySearch, type SearchOptions } from './capacity-search.ts';

const OPTIONS: SearchOptions = { start: 10, most: 1e6, least: 0.1, precision: 0.05, whole: false };

function search(passes: (level: number, turn: number) => boolean, options: Partial<SearchOptions> = {}) {
  const found = new CapacitySearch({ ...OPTIONS, ...options });
  const steps: string[] = [];
  for (let step = found.next(); step !== undefined; step = found.next()) {
    steps.push(`${step.purpose} ${step.level}`);
    found.tell(passes(step.level, steps.length));
    if (steps.length > 200) throw new Error('The search does not end.');
  }
  return { ...found.result, steps };
}

describe('the search for a capacity', () => {
  it('doubles until a level fails, bisects, and tries both ends of the bracket again', () => {
    const { steps, passing, failing, confirmed } = search((level) => level <= 55);
    expect(steps.slice(0, 4)).toEqual(['rise 10', 'rise 20', 'rise 40', 'rise 80']);
    expect(steps[4]).toBe('bisect 56.57');
    expect(steps.slice(-2)).toEqual([`retest ${failing}`, `retest ${passing}`]);
    expect(confirmed).toBe(true);
  });

  it('finds any capacity to its precision', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.3, max: 1e5, noNaN: true }),
        fc.constantFrom(0.02, 0.05, 0.2),
        (truth, precision) => {
          const { passing, failing } = search((level) => level <= truth, { precision });
          expect(passing).toBeLessThanOrEqual(truth);
          expect(failing).toBeGreaterThan(truth);
          expect(failing! / passing!).toBeLessThanOrEqual(1 + precision + 1e-3);
        },
      ),
    );
  });

  it('of users is one of whole numbers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), (truth) => {
        const { passing, failing } = search((level) => level <= truth, { start: 1, whole: true, precision: 0.0001 });
        expect([passing, failing]).toEqual([truth, truth + 1]);
      }),
    );
  });

  it('falls when already the first level fails, and ends where nothing passes', () => {
    expect(search((level) => level <= 3).passing).toBeGreaterThan(2.8);
    expect(search(() => false)).toMatchObject({ passing: undefined, confirmed: false });
  });

  it('ends at the highest level that it may try', () => {
    expect(search(() => true, { most: 100 })).toMatchObject({ passing: 100, failing: undefined, confirmed: false });
  });

  it('goes on from an end of the bracket that a second try contradicts', () => {
    // What failed once by bad luck passes the next time: the truth is 200.
    const { passing, confirmed } = search((level, turn) => (turn === 3 ? false : level <= 200));
    expect(passing).toBeGreaterThan(188);
    expect(confirmed).toBe(true);
  });

  it('gives up on a target that contradicts itself again and again', () => {
    const last = new Map<number, boolean>();
    const { confirmed } = search((level) => {
      const passes = !(last.get(level) ?? level > 100);
      last.set(level, passes);
      return passes;
    });
    expect(confirmed).toBe(false);
  });
});
