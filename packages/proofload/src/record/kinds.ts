/** Kinds of operations, and which of them stand apart from everything that is judged together. */

const STANDS_APART: ReadonlySet<string> = new Set([
  ...['code', 'task', 'poll', 'health'],
  ...['step', 'cache', 'batch'],
]);

/**
 * Whether operations of this kind are left out of the totals, of `*`, of patterns and of tags: measured code, what tasks
 * throw, polls and health checks are judged only where a requirement names them exactly.
 */
export function standsApart(kind: string): boolean {
  return STANDS_APART.has(kind);
}
