import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embed, toBase64 } from './embedding.ts';

const cosine = (left: readonly number[], right: readonly number[]): number =>
  left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);

describe('an embedding', () => {
  it('is a vector of length 1 in as many dimensions as asked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 64 }), (text, dimensions) => {
        const vector = embed(text, dimensions);
        expect(vector).toHaveLength(dimensions);
        // Signed features may cancel each other out; then it is the first unit vector.
        expect(Math.hypot(...vector)).toBeCloseTo(1, 6);
      }),
    );
  });

  it('is closer to a text that shares words than to one that does not', () => {
    const [river, same, other] = ['the silent river', 'a silent river at night', 'quarterly tax report'].map((text) =>
      embed(text, 256),
    );
    expect(cosine(river ?? [], same ?? [])).toBeGreaterThan(cosine(river ?? [], other ?? []) + 0.3);
  });

  it('is the same numbers in base64', () => {
    const bytes = Buffer.from(toBase64([0.5, -0.25]), 'base64');
    expect([bytes.readFloatLE(0), bytes.readFloatLE(4)]).toEqual([0.5, -0.25]);
  });
});
