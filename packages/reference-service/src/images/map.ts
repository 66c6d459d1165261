/** A tactical map drawn from its plan: rock, floors with a grid, shadows along the walls, and things in the rooms. */
import { integerBetween, pick, type Random, randomOf } from '../random/random.ts';
import { planDungeon, type Rectangle } from './dungeon.ts';
import { drawing, element, num } from './svg.ts';
import type { MapWish } from './wishes.ts';

const SQUARE = 16;

const THEMES = {
  dungeon: { rock: '#23201d', floor: '#b7a98c', line: '#8d8066', wall: '#14110f' },
  castle: { rock: '#2c3036', floor: '#c3c6c9', line: '#989da3', wall: '#15181c' },
  cavern: { rock: '#1c2422', floor: '#93a08a', line: '#74806d', wall: '#0c1210' },
} as const;

function area({ x, y, width, height }: Rectangle, attributes: Readonly<Record<string, string | number>>): string {
  const box = { x: x * SQUARE, y: y * SQUARE, width: width * SQUARE, height: height * SQUARE };
  return element('rect', { ...box, ...attributes });
}

/** The squares' edges within an area as one path. */
function grid({ x, y, width, height }: Rectangle, stroke: string): string {
  const down = Array.from({ length: width + 1 }, (_, i) => `M${(x + i) * SQUARE} ${y * SQUARE}v${height * SQUARE}`);
  const across = Array.from({ length: height + 1 }, (_, i) => `M${x * SQUARE} ${(y + i) * SQUARE}h${width * SQUARE}`);
  return element('path', { d: down.concat(across).join(''), stroke, 'stroke-width': 0.7, fill: 'none' });
}

function rubble(random: Random, columns: number, rows: number, fill: string): string {
  const stones = Array.from({ length: columns * 3 }, () =>
    element('circle', {
      cx: random.next() * columns * SQUARE,
      cy: random.next() * rows * SQUARE,
      r: 1 + random.next() * 4,
      fill,
      opacity: 0.5,
    }),
  );
  return stones.join('');
}

/** A pillar, a chest or a pool in some square of a room. */
function furniture(room: Rectangle, random: Random): string {
  const cx = (room.x + integerBetween(random, 0, room.width - 1) + 0.5) * SQUARE;
  const cy = (room.y + integerBetween(random, 0, room.height - 1) + 0.5) * SQUARE;
  const things = [
    () => element('circle', { cx, cy, r: 6, fill: '#5f5a52', stroke: '#2b2824', 'stroke-width': 1.5 }),
    () =>
      element('rect', {
        x: cx - 6,
        y: cy - 4,
        width: 12,
        height: 8,
        fill: '#8a5a24',
        stroke: '#3d2610',
        'stroke-width': 1.2,
      }),
    () => element('path', { d: `M${num(cx - 7)} ${num(cy)}q7 -11 14 0q-4 9 -14 0Z`, fill: '#3f7fa6', opacity: 0.85 }),
  ];
  return pick(random, things)();
}

export function drawMap({ theme, columns, rows, rooms, seed, size }: MapWish): string {
  const random = randomOf(seed, 'map', theme, columns, rows, rooms);
  const plan = planDungeon(columns, rows, rooms, random);
  const colours = THEMES[theme];
  const open = [...plan.corridors, ...plan.rooms];
  const parts = [
    element('rect', { width: columns * SQUARE, height: rows * SQUARE, fill: colours.rock }),
    rubble(random, columns, rows, colours.wall),
    // Walls first and wider, floors over them: where two areas meet, the floor covers the wall between them.
    ...open.map((each) => area(each, { fill: colours.wall, stroke: colours.wall, 'stroke-width': 6 })),
    // Rooms after corridors, so that the grid of a corridor ends at the room that it leads into.
    ...open.map((each) => area(each, { fill: colours.floor }) + grid(each, colours.line)),
    ...plan.rooms.map((room) => area(room, { fill: 'none', stroke: '#0006', 'stroke-width': 2 })),
    ...plan.rooms.flatMap((room) =>
      Array.from({ length: integerBetween(random, 1, 3) }, () => furniture(room, random)),
    ),
  ];
  return drawing(columns * SQUARE, rows * SQUARE, size, parts.join(''));
}
