/**
 * A cache of the service under test, as a suite describes it.
 */
import type { Http, HttpResponse } from '../http/types.ts';

/** How an answer came about: out of the cache, made anew, old while the new is made, or made once for several who asked. */
export type CacheOutcome = 'hit' | 'miss' | 'stale' | 'coalesced';

/** Counts that the service itself keeps of its cache, which nothing else tells. */
export interface CacheStatistics {
  readonly request: (context: { readonly http: Http }) => Promise<HttpResponse>;
  /** How many entries have been evicted since the service began to count. */
  readonly evictions: (response: HttpResponse) => number;
  /** How often they are asked for, beside the run's beginning and end; default 10 s. */
  readonly every?: string | number;
}

export interface CacheDefinition {
  /**
   * How an answer came about: `true` or `'hit'`, `false` or `'miss'`, `'stale'`, `'coalesced'`, in upper or lower case;
   * `undefined` for what was not cached at all. Asked of answers with a status below 400.
   *
   * @example
   * const hit = (response) => response.headers.get('x-cache') === 'HIT';
   */
  readonly hit: (response: HttpResponse) => boolean | string | undefined;
  /**
   * The operations that the cache serves: names, or patterns such as `'GET /images*'`. Default: every operation from its
   * first answer on that has a header which `hit` asks for, so that where only hits have one, the operations must be named.
   */
  readonly operations?: string | readonly string[];
  readonly statistics?: CacheStatistics;
}

/** The caches of a suite, by name. */
export type CacheDefinitions = Readonly<Record<string, CacheDefinition>>;
