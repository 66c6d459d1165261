/** How caches are recorded: under which kind, and where what they evict is counted. */

/** The kind of a cache's operation: none of requests, but of what served them. */
export const CACHE_KIND = 'cache';

/** The custom metric, a gauge, that holds how many entries a cache has evicted since its service began to count. */
export function evictionsMetric(cache: string): string {
  return `cache:${cache} evictions`;
}
