/**
 * The plan of a tactical map: rooms that do not overlap, and corridors that connect them all.
 *
 * The ground is halved again and again at random (binary space partition); each part that is left gets one room, and
 * the parts are joined from the last cut back to the first, so that every room can be reached.
 */
import { integerBetween, type Random } from '../random/random.ts';

/** Squares of a grid. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Dungeon {
  readonly rooms: readonly Rectangle[];
  /** One square wide, straight. */
  readonly corridors: readonly Rectangle[];
}

const SMALLEST_PART = 7;

interface Part {
  readonly area: Rectangle;
  children?: readonly [Part, Part];
}

function split(part: Part, random: Random): boolean {
  const { x, y, width, height } = part.area;
  const acrossX = width === height ? random.next() < 0.5 : width > height;
  const length = acrossX ? width : height;
  if (length < 2 * SMALLEST_PART) return false;
  const cut = integerBetween(random, SMALLEST_PART, length - SMALLEST_PART);
  part.children = acrossX
    ? [{ area: { x, y, width: cut, height } }, { area: { x: x + cut, y, width: width - cut, height } }]
    : [{ area: { x, y, width, height: cut } }, { area: { x, y: y + cut, width, height: height - cut } }];
  return true;
}

/** A room within a part, with a wall around it. */
function roomIn({ x, y, width, height }: Rectangle, random: Random): Rectangle {
  const roomWidth = integerBetween(random, 3, width - 3);
  const roomHeight = integerBetween(random, 3, height - 3);
  return {
    x: x + integerBetween(random, 1, width - roomWidth - 1),
    y: y + integerBetween(random, 1, height - roomHeight - 1),
    width: roomWidth,
    height: roomHeight,
  };
}

const middle = ({ x, y, width, height }: Rectangle) => ({ x: x + (width >> 1), y: y + (height >> 1) });

/** An elbow of two corridors from the middle of one room to that of another. */
function connect(from: Rectangle, to: Rectangle): readonly Rectangle[] {
  const start = middle(from);
  const end = middle(to);
  return [
    { x: Math.min(start.x, end.x), y: start.y, width: Math.abs(end.x - start.x) + 1, height: 1 },
    { x: end.x, y: Math.min(start.y, end.y), width: 1, height: Math.abs(end.y - start.y) + 1 },
  ];
}

/** Rooms of a part and its children, and the corridors between them; the first room stands for the part. */
function furnish(part: Part, random: Random, corridors: Rectangle[]): Rectangle[] {
  if (part.children === undefined) return [roomIn(part.area, random)];
  const [first, second] = part.children.map((child) => furnish(child, random, corridors)) as [Rectangle[], Rectangle[]];
  corridors.push(...connect(first[first.length - 1] as Rectangle, second[0] as Rectangle));
  return [...first, ...second];
}

export function planDungeon(columns: number, rows: number, mostRooms: number, random: Random): Dungeon {
  const root: Part = { area: { x: 0, y: 0, width: columns, height: rows } };
  const leaves = [root];
  const closed: Part[] = [];
  // The largest part is cut first, so that the rooms come out of similar size.
  while (leaves.length > 0 && leaves.length + closed.length < mostRooms) {
    leaves.sort((left, right) => right.area.width * right.area.height - left.area.width * left.area.height);
    const part = leaves.shift() as Part;
    if (split(part, random) && part.children) leaves.push(...part.children);
    else closed.push(part);
  }
  const corridors: Rectangle[] = [];
  return { rooms: furnish(root, random, corridors), corridors };
}
