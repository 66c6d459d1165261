/** The service's caches by name, with their settings, and the endpoints that tell of them. */
import { z } from 'zod';
import { type Route, route } from '../http/route.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TruthLog } from '../truth/truth.ts';
import { Cache, type CacheSettings } from './cache.ts';

/** Times are real ones: the speed factor scales work, not how long its product keeps. */
export const cacheSchema = z.strictObject({
  ttlMs: z.number().min(0).default(600_000),
  staleMs: z.number().min(0).default(0),
  entries: z.int().min(0).default(1000),
});

export interface CachesParts {
  readonly settings: CacheSettings;
  readonly now: () => number;
  readonly isOff: () => boolean;
  readonly metrics: Metrics;
  readonly truth: TruthLog | undefined;
}

export class Caches {
  readonly #parts: CachesParts;
  readonly #caches = new Map<string, Cache<unknown>>();
  readonly #count: (labels: { readonly cache: string; readonly state: string }) => void;

  constructor(parts: CachesParts) {
    this.#parts = parts;
    this.#count = parts.metrics.counter('cache_answers_total', 'Answers of each cache by how they came about.', [
      'cache',
      'state',
    ]);
    parts.metrics.gauge(
      'cache_entries',
      'Entries of each cache.',
      () => Object.fromEntries(Object.entries(this.statistics()).map(([name, { entries }]) => [name, entries])),
      'cache',
    );
  }

  open<T>(name: string): Cache<T> {
    const { settings, now, isOff, truth } = this.#parts;
    const cache = new Cache<T>({
      settings,
      now,
      isOff,
      onAnswer: (state) => {
        const kind = state.toLowerCase();
        this.#count({ cache: name, state: kind });
        truth?.count(`${name}.${kind}`);
      },
    });
    this.#caches.set(name, cache as Cache<unknown>);
    return cache;
  }

  statistics() {
    return Object.fromEntries([...this.#caches].map(([name, cache]) => [name, cache.statistics()]));
  }

  clear(): void {
    for (const cache of this.#caches.values()) cache.clear();
  }
}

export function cacheRoutes(caches: Caches): readonly Route[] {
  const subject = 'caches';
  return [
    route({
      method: 'GET',
      path: '/api/v1/cache/stats',
      subject,
      summary: 'Hits, misses, evictions and entries of each cache',
      answers: { 200: 'The counts.' },
      handle: ({ c }) => c.json(caches.statistics()),
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/cache',
      subject,
      summary: 'Forget everything that is cached, and the counts',
      answers: { 204: 'Done.' },
      handle: ({ c }) => {
        caches.clear();
        return c.body(null, 204);
      },
    }),
  ];
}
