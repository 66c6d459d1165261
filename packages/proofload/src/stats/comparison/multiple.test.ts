import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, holm } from './multiple.ts';

const levels = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

describe('p-values of many metrics', () => {
  // The fifteen p-values of Benjamini and Hochberg (1995), section 4, adjusted as by R's p.adjust.
  const paper = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1,
  ];

  it('by Holm keep three of the paper, by Benjamini and Hochberg four', () => {
    expect(holm(paper).filter((p) => p <= 0.05)).toHaveLength(3);
    expect(benjaminiHochberg(paper).filter((p) => p <= 0.05)).toHaveLength(4);
    expect(holm(paper)[3]).toBeCloseTo(0.114, 12);
    expect(benjaminiHochberg(paper)[3]).toBeCloseTo(0.035625, 12);
  });

  it('keep their order and never shrink', () => {
    fc.assert(
      fc.property(levels, (p) => {
        for (const adjusted of [holm(p), benjaminiHochberg(p)]) {
          p.forEach((value, i) => {
            expect(adjusted[i]).toBeGreaterThanOrEqual(value * (1 - 1e-12));
            expect(adjusted[i]).toBeLessThanOrEqual(1);
            p.forEach((other, j) => {
              if (value < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
            });
          });
        }
      }),
    );
  });

  it('must be p-values', () => expect(() => holm([0.5, Number.NaN])).toThrow('p-values from 0 to 1'));
});
