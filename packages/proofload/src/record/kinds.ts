/** Kinds of operations: which of them are no operations at all, and which stand apart from what is judged together. */
import { CACHE_KIND } from '../measure/caches.ts';
import type { OperationCounts } from '../measure/operation-counts.ts';

const STANDS_APART: ReadonlySet<string> = new Set([
  ...['code', 'group', 'task', 'poll', 'health'],
  ...['step', 'batch', CACHE_KIND],
]);

/**
 * Whether operations of this kind are left out of the totals, of `*`, of patterns and of tags: measured code, groups,
 * what tasks throw, polls and health checks are judged only where a requirement names them exactly.
 */
export function standsApart(kind: string): boolean {
  return STANDS_APART.has(kind);
}

/** Whether what is recorded as an operation is a cache, which has a record of its own. */
export function isCache(kind: string): boolean {
  return kind === CACHE_KIND;
}

/** Whether an operation is one of those in the record: something happened to it, and it is no cache. */
export function wasActive({ kind, counts }: { readonly kind: string; readonly counts: OperationCounts }): boolean {
  return counts.count + counts.censored + counts.dropped > 0 && !isCache(kind);
}
