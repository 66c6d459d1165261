import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomOf } from '../random/random.ts';
import { type Dungeon, planDungeon, type Rectangle } from './dungeon.ts';

const sides = fc.integer({ min: 16, max: 128 });

function squares({ x, y, width, height }: Rectangle): string[] {
  return Array.from(
    { length: width * height },
    (_, index) => `${x + (index % width)},${y + Math.floor(index / width)}`,
  );
}

/** The floor that can be walked to from the first room. */
function reachable({ rooms, corridors }: Dungeon): Set<string> {
  const floor = new Set([...rooms, ...corridors].flatMap(squares));
  const reached = new Set<string>();
  const open = [squares(rooms[0] as Rectangle)[0] as string];
  for (let square = open.pop(); square !== undefined; square = open.pop()) {
    if (reached.has(square) || !floor.has(square)) continue;
    reached.add(square);
    const [x = 0, y = 0] = square.split(',').map(Number);
    open.push(`${x + 1},${y}`, `${x - 1},${y}`, `${x},${y + 1}`, `${x},${y - 1}`);
  }
  return reached;
}

describe('the plan of a map', () => {
  it('has rooms within the grid that do not touch, and corridors by which all are reached', () => {
    fc.assert(
      fc.property(fc.integer(), sides, sides, fc.integer({ min: 2, max: 64 }), (seed, columns, rows, most) => {
        const plan = planDungeon(columns, rows, most, randomOf(seed, 'plan'));
        expect(plan.rooms.length).toBeGreaterThanOrEqual(2);
        expect(plan.rooms.length).toBeLessThanOrEqual(most);
        const taken = plan.rooms.flatMap(squares);
        expect(new Set(taken).size).toBe(taken.length);
        for (const { x, y, width, height } of [...plan.rooms, ...plan.corridors]) {
          expect(x >= 0 && y >= 0 && x + width <= columns && y + height <= rows).toBe(true);
        }
        const reached = reachable(plan);
        expect(taken.every((square) => reached.has(square))).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
