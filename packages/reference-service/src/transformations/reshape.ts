/** JSON in another shape: take a list out of a document, keep what fits, rename fields, sort, group. */
import { z } from 'zod';

export const reshapeSchema = z.strictObject({
  /** Where the list is: `shop.items`; left out, the document is the list (or becomes a list of one). */
  from: z.string().optional(),
  /** Keeps items whose value at a path equals one of these. */
  where: z
    .strictObject({ path: z.string(), in: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])) })
    .optional(),
  /** Names of the new fields, each with the path of its value; left out, items stay as they are. */
  fields: z.record(z.string(), z.string()).optional(),
  /** A path of the new items; a minus in front sorts downwards. */
  sortBy: z.string().optional(),
  /** A path of the new items, whose values become keys. */
  groupBy: z.string().optional(),
});
export type Reshape = z.infer<typeof reshapeSchema>;

/** The value at a dotted path; undefined where there is none. */
function valueAt(value: unknown, path: string): unknown {
  let current = value;
  for (const key of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

/** @example reshape({ b: [{ n: 2 }, { n: 1 }] }, { from: 'b', fields: { m: 'n' }, sortBy: 'm' }) // [{ m: 1 }, { m: 2 }] */
export function reshape(document: unknown, { from, where, fields, sortBy, groupBy }: Reshape): unknown {
  const found = from === undefined ? document : valueAt(document, from);
  let items = Array.isArray(found) ? found : [found];
  if (where) items = items.filter((item) => where.in.includes(valueAt(item, where.path) as never));
  if (fields) {
    const entries = Object.entries(fields);
    items = items.map((item) => Object.fromEntries(entries.map(([name, path]) => [name, valueAt(item, path) ?? null])));
  }
  if (sortBy) {
    const sign = sortBy.startsWith('-') ? -1 : 1;
    const path = sortBy.replace(/^-/, '');
    items = items.toSorted((left, right) => sign * compare(valueAt(left, path), valueAt(right, path)));
  }
  if (groupBy === undefined) return items;
  const groups = new Map<string, unknown[]>();
  for (const item of items) {
    const key = String(valueAt(item, groupBy) ?? null);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return Object.fromEntries(groups);
}
