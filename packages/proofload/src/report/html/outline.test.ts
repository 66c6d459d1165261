import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outline, type Point } from './outline.ts';

/** The places that a path comes through. */
function placesOf(path: string): readonly Point[] {
  const numbers = (path.match(/-?[\d.]+/g) ?? []).map(Number);
  let [x, y] = [0, 0];
  return Array.from({ length: numbers.length / 2 }, (_, index) => {
    x += numbers[2 * index] ?? 0;
    y += numbers[2 * index + 1] ?? 0;
    return { x, y };
  });
}

const lines = fc
  .record({ ys: fc.array(fc.double({ min: 14, max: 238, noNaN: true }), { minLength: 1, maxLength: 900 }) })
  .map(({ ys }) => ys.map((y, index): Point => ({ x: 58 + (846 * index) / ys.length, y })));

describe('outline', () => {
  it('steps from point to point', () => {
    const points = [
      { x: 58, y: 100 },
      { x: 66, y: 90.52 },
      { x: 74.04, y: 95 },
    ];
    expect(outline(points)).toBe('M58 100l8-9.5 8 4.5');
    expect(outline(points.slice(0, 1))).toBe('M58 100');
    expect(outline([])).toBe('');
  });

  it('never strays, however many steps there are', () => {
    fc.assert(
      fc.property(lines, (points) => {
        const places = placesOf(outline(points));
        const [first, last] = [points[0]!, points.at(-1)!];
        for (const [place, point] of [
          [places[0]!, first],
          [places.at(-1)!, last],
        ] as const) {
          expect(Math.abs(place.x - point.x)).toBeLessThan(0.26);
          expect(Math.abs(place.y - point.y)).toBeLessThan(0.26);
        }
      }),
    );
  });

  it('keeps every peak, and no more than two points of what is as narrow as the line', () => {
    fc.assert(
      fc.property(lines, (points) => {
        const places = placesOf(outline(points));
        expect(places.length).toBeLessThanOrEqual(846 + 2);
        for (const pick of [Math.min, Math.max]) {
          const [drawn, measured] = [places, points].map((all) => pick(...all.map(({ y }) => y)));
          expect(Math.abs(drawn! - measured!)).toBeLessThan(0.26);
        }
      }),
    );
  });

  it('takes a few bytes a point', () => {
    const noisy = Array.from({ length: 600 }, (_, index) => ({
      x: 58 + 1.41 * index,
      y: 126 + 112 * Math.sin(index * index),
    }));
    expect(outline(noisy).length).toBeLessThan(600 * 8);
  });
});
