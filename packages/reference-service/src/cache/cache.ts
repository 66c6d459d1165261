/**
 * A cache of products that cost much to make: single flight (whoever asks for what is being made waits for it), a time
 * to live, a stretch in which the old is given while the new is made, and the least recently used leave first.
 */

/** How an answer came about. */
export type CacheState = 'HIT' | 'MISS' | 'COALESCED' | 'STALE';

export interface CacheSettings {
  readonly ttlMs: number;
  /** After the time to live, how long the old is still given while the new is made. */
  readonly staleMs: number;
  readonly entries: number;
}

export interface CacheStatistics {
  readonly hits: number;
  readonly misses: number;
  readonly coalesced: number;
  readonly stale: number;
  readonly evictions: number;
  readonly expirations: number;
  readonly entries: number;
  /** Answers that cost no work of their own, of all answers; null before the first. */
  readonly hitRatio: number | null;
}

interface Entry<T> {
  readonly value: T;
  readonly freshUntilMs: number;
}

export interface CacheParts {
  readonly settings: CacheSettings;
  readonly now: () => number;
  /** While it says so, nothing is kept and nothing is shared. */
  readonly isOff: () => boolean;
  /** Is told of every answer. */
  readonly onAnswer: (state: CacheState) => void;
}

export class Cache<T> {
  readonly #parts: CacheParts;
  /** In the order of use; a Map iterates in the order of insertion. */
  readonly #entries = new Map<string, Entry<T>>();
  readonly #flights = new Map<string, Promise<T>>();
  readonly #counts = { HIT: 0, MISS: 0, COALESCED: 0, STALE: 0 };
  #evictions = 0;
  #expirations = 0;

  constructor(parts: CacheParts) {
    this.#parts = parts;
  }

  /** The value of a key, made if need be. A failure is passed on to all who waited, and not kept. */
  async get(key: string, make: () => Promise<T>): Promise<{ readonly value: T; readonly state: CacheState }> {
    const { isOff, now, settings } = this.#parts;
    if (isOff()) {
      this.#answered('MISS');
      return { value: await make(), state: 'MISS' };
    }
    const entry = this.#entries.get(key);
    const ageMs = entry === undefined ? Number.POSITIVE_INFINITY : now() - entry.freshUntilMs;
    if (entry !== undefined && ageMs < settings.staleMs) {
      this.#entries.delete(key);
      this.#entries.set(key, entry);
      const state = ageMs < 0 ? 'HIT' : 'STALE';
      // Whoever got the old is answered; that the new could not be made concerns the next who asks.
      if (state === 'STALE' && !this.#flights.has(key)) this.#fly(key, make).catch(() => {});
      this.#answered(state);
      return { value: entry.value, state };
    }
    if (entry !== undefined) {
      this.#entries.delete(key);
      this.#expirations++;
    }
    const flight = this.#flights.get(key);
    const state = flight === undefined ? 'MISS' : 'COALESCED';
    this.#answered(state);
    return { value: await (flight ?? this.#fly(key, make)), state };
  }

  /** What is there now, without making it and without counting. */
  peek(key: string): T | undefined {
    return this.#entries.get(key)?.value;
  }

  statistics(): CacheStatistics {
    const { HIT, MISS, COALESCED, STALE } = this.#counts;
    const all = HIT + MISS + COALESCED + STALE;
    return {
      hits: HIT,
      misses: MISS,
      coalesced: COALESCED,
      stale: STALE,
      evictions: this.#evictions,
      expirations: this.#expirations,
      entries: this.#entries.size,
      hitRatio: all === 0 ? null : (HIT + STALE) / all,
    };
  }

  /** Forgets everything, the counts too. What is being made is finished, and kept. */
  clear(): void {
    this.#entries.clear();
    Object.assign(this.#counts, { HIT: 0, MISS: 0, COALESCED: 0, STALE: 0 });
    this.#evictions = 0;
    this.#expirations = 0;
  }

  #answered(state: CacheState): void {
    this.#counts[state]++;
    this.#parts.onAnswer(state);
  }

  #fly(key: string, make: () => Promise<T>): Promise<T> {
    const flight = make()
      .then((value) => {
        this.#keep(key, value);
        return value;
      })
      .finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  #keep(key: string, value: T): void {
    const { settings, now } = this.#parts;
    this.#entries.delete(key);
    this.#entries.set(key, { value, freshUntilMs: now() + settings.ttlMs });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= settings.entries) break;
      this.#entries.delete(oldest);
      this.#evictions++;
    }
  }
}
