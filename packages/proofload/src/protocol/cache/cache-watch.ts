/**
 * Watches the answers of a service for whether its caches gave them. What is recorded of a cache is one operation of kind
 * `cache` under its name, with each answer that it served in one of these trends:
 *
 * | trend | |
 * | --- | --- |
 * | `hit`, `miss`, `stale`, `coalesced` | the latency, from the intended start; their numbers, second by second, are those of the answers |
 * | `hitService`, `missService` | the time from the actual send, of which the speed-up is made |
 *
 * Its failures tell of answers that could not be classified, by a sentence for each reason: `unmarked`, `hit`.
 */
import { CACHE_KIND } from '../../measure/caches.ts';
import type { OperationRecorder, TrendRecorder } from '../../measure/operation-recorder.ts';
import type { Recorder } from '../../measure/recorder.ts';
import { patternToRegExp } from '../../units/pattern.ts';
import type { ResponseObserver } from '../http/target.ts';
import type { HttpResponse } from '../http/types.ts';
import { ResponseProbe } from './probe.ts';
import type { CacheDefinition, CacheDefinitions, CacheOutcome } from './types.ts';

/**
 * Watches all caches of a suite, in one worker.
 *
 * @example
 * httpSessions({ baseUrl, timeoutMs, recorder, now, observer: new CacheWatches(suite.caches, recorder) });
 */
export class CacheWatches implements ResponseObserver {
  readonly #watches: readonly CacheWatch[];

  constructor(caches: CacheDefinitions, recorder: Recorder) {
    this.#watches = Object.entries(caches).map(([name, cache]) => new CacheWatch(name, cache, recorder));
  }

  answered(operation: string, response: HttpResponse, endMs: number): void {
    if (response.status >= 400) return;
    for (const watch of this.#watches) watch.answered(operation, response, endMs);
  }
}

/** More names than a run has operations; past this, names are made up and each is looked at anew. */
const MOST_NAMES = 2000;

const OUTCOMES: readonly string[] = ['hit', 'miss', 'stale', 'coalesced'] satisfies readonly CacheOutcome[];

class CacheWatch {
  readonly #hit: CacheDefinition['hit'];
  readonly #patterns: readonly RegExp[] | undefined;
  readonly #operation: OperationRecorder;
  readonly #trends: Readonly<Record<CacheOutcome, TrendRecorder>>;
  readonly #hitService: TrendRecorder;
  readonly #missService: TrendRecorder;
  /** Whether the cache serves an operation, as far as that is known. */
  readonly #serves = new Map<string, boolean>();
  #probe: ResponseProbe | undefined;

  constructor(name: string, { hit, operations }: CacheDefinition, recorder: Recorder) {
    this.#hit = hit;
    this.#patterns = operations === undefined ? undefined : [operations].flat().map(patternToRegExp);
    const operation = recorder.operation(name, CACHE_KIND);
    this.#operation = operation;
    this.#trends = {
      hit: operation.trend('hit'),
      miss: operation.trend('miss'),
      stale: operation.trend('stale'),
      coalesced: operation.trend('coalesced'),
    };
    this.#hitService = operation.trend('hitService');
    this.#missService = operation.trend('missService');
  }

  answered(name: string, response: HttpResponse, endMs: number): void {
    if (this.#patterns !== undefined && !this.#isNamed(name, this.#patterns)) return;
    this.#probe ??= new ResponseProbe(response);
    const probe = this.#probe.show(response);
    let said: unknown;
    try {
      said = this.#hit(probe);
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      this.#operation.failed('hit', `hit() threw for an answer of ${name}: ${message}`, endMs);
      return;
    }
    const { missingHeader } = probe;
    if (missingHeader !== undefined && (said === false || said === undefined)) {
      const message = `an answer of ${name} has no header ${missingHeader}, which hit() asks for`;
      this.#operation.failed('unmarked', message, endMs);
    }
    const outcome = outcomeOf(said);
    if (outcome === 'unknown') {
      const message = `hit() returned ${show(said)}; it returns true, false, "hit", "miss", "stale" or "coalesced", or undefined for what is not cached`;
      this.#operation.failed('hit', message, endMs);
    } else if (outcome !== undefined && this.#isServed(name, missingHeader === undefined || said !== false)) {
      this.#count(outcome, response, endMs);
    }
  }

  #isNamed(name: string, patterns: readonly RegExp[]): boolean {
    const known = this.#serves.get(name);
    if (known !== undefined) return known;
    const serves = patterns.some((pattern) => pattern.test(name));
    if (this.#serves.size < MOST_NAMES) this.#serves.set(name, serves);
    return serves;
  }

  /** Without patterns, an operation is served from the first answer on that has the mark of the cache. */
  #isServed(name: string, isMarked: boolean): boolean {
    if (this.#patterns !== undefined || this.#serves.has(name)) return true;
    if (isMarked && this.#serves.size < MOST_NAMES) this.#serves.set(name, true);
    return isMarked;
  }

  #count(outcome: CacheOutcome, response: HttpResponse, endMs: number): void {
    const { latencyMs, serviceMs } = response.timings;
    this.#operation.answered(endMs, latencyMs, serviceMs, 0);
    this.#trends[outcome].record(latencyMs);
    if (outcome === 'hit') this.#hitService.record(serviceMs);
    else if (outcome === 'miss') this.#missService.record(serviceMs);
  }
}

function outcomeOf(said: unknown): CacheOutcome | 'unknown' | undefined {
  if (said === undefined) return undefined;
  if (said === true) return 'hit';
  if (said === false) return 'miss';
  const word = typeof said === 'string' ? said.toLowerCase() : '';
  return OUTCOMES.includes(word) ? (word as CacheOutcome) : 'unknown';
}

function show(said: unknown): string {
  if (typeof said === 'string') return JSON.stringify(said.slice(0, 40));
  return said === null ? 'null' : typeof said === 'object' ? 'an object' : String(said);
}
