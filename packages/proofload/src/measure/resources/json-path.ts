/**
 * A number inside a JSON document, by its path:
 *
 *     path = step { '.' step | '[' index ']' | '["' key '"]' }
 */
import { ResourceError } from './probe.ts';

type Step = string | number;

const STEP = /\.?([^.[\]]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/gy;

/**
 * Reads a path.
 *
 * @returns `undefined` for a text that is none
 * @example
 * parseJsonPath('queues[0].depth'); // ['queues', 0, 'depth']
 */
export function parseJsonPath(text: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  let end = 0;
  for (const match of text.matchAll(STEP)) {
    if (match.index === 0 && match[0].startsWith('.')) return undefined;
    const [, name, index, quoted] = match;
    steps.push(index === undefined ? (name ?? (quoted as string).replace(/\\(.)/g, '$1')) : Number(index));
    end = match.index + match[0].length;
  }
  return steps.length > 0 && end === text.length ? steps : undefined;
}

/**
 * The number at a path; true and false are 1 and 0.
 *
 * @throws {ResourceError} when there is none
 */
export function numberAt(document: unknown, path: readonly Step[], written: string): number {
  let value = document;
  for (const step of path) {
    const inside = typeof value === 'object' && value !== null && Object.hasOwn(value, step);
    value = inside ? (value as Record<Step, unknown>)[step] : undefined;
  }
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ResourceError(`the answer has no number at ${written}.`);
}
