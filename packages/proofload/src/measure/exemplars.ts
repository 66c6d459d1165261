/**
 * Exemplars: of each operation the ten slowest and ten failed exchanges, kept whole, since they explain what a
 * percentile or a count of failures only states.
 */

/** One exchange. It must be redacted and its texts bounded by whoever makes it. */
export interface Exemplar {
  /** Intended start and actual send, in ms since the run's start. */
  readonly intendedMs: number;
  readonly sentMs?: number | undefined;
  /** From the intended start to the answer; absent when there was none. */
  readonly latencyMs?: number | undefined;
  /** From the actual send to the answer; absent when there was none. */
  readonly serviceMs?: number | undefined;
  /** As the protocol has it: `200`. */
  readonly status?: string | undefined;
  /** The virtual user's number. */
  readonly user?: number | undefined;
  readonly task?: string | undefined;
  readonly traceId?: string | undefined;
  /** Why it counts as failed; absent when it does not. */
  readonly error?: string | undefined;
  /** The beginning of the answer. */
  readonly excerpt?: string | undefined;
}

const MOST_EXEMPLARS = 10;

/**
 * Keeps the exemplars of one operation. Whoever hands them on (`takeFresh`) goes on knowing how slow they were, and lets
 * go of the rest: ten excerpts of each of a thousand operations are megabytes.
 */
export class ExemplarKeeper {
  readonly #slowest: Exemplar[] = [];
  readonly #failed: Exemplar[] = [];
  /** How many were kept as failed, those that were handed on included. */
  #failures = 0;
  /** Of those that are kept, which were not handed on yet. */
  #fresh: Exemplar[] = [];
  #thresholdMs = Number.NEGATIVE_INFINITY;

  /** The slowest first; of those that were handed on only the latency. */
  get slowest(): readonly Exemplar[] {
    return this.#slowest;
  }

  /** The earliest first; without those that were handed on. */
  get failed(): readonly Exemplar[] {
    return this.#failed;
  }

  /** Whether an exchange of this latency would be among the slowest: asked before an exemplar is made of it. */
  slowerThanKept(latencyMs: number): boolean {
    return latencyMs > this.#thresholdMs;
  }

  /** Whether there is room for another failed one: asked before an exemplar is made of it. */
  get wantsFailed(): boolean {
    return this.#failures < MOST_EXEMPLARS;
  }

  /** Keeps an exemplar, among the failed when it has an error, and among the slowest when it is one of them. */
  keep(exemplar: Exemplar): void {
    const failed = exemplar.error !== undefined && this.wantsFailed;
    if (failed) {
      this.#failed.push(exemplar);
      this.#failures += 1;
    }
    const slow = this.#keepSlow(exemplar);
    if (slow || failed) this.#fresh.push(exemplar);
  }

  #keepSlow(exemplar: Exemplar): boolean {
    const { latencyMs } = exemplar;
    if (latencyMs === undefined || !this.slowerThanKept(latencyMs)) return false;
    const slowest = this.#slowest;
    const place = slowest.findIndex((kept) => latencyMs > (kept.latencyMs ?? 0));
    slowest.splice(place < 0 ? slowest.length : place, 0, exemplar);
    if (slowest.length > MOST_EXEMPLARS) this.#letGo(slowest.pop()!);
    if (slowest.length === MOST_EXEMPLARS) this.#thresholdMs = slowest.at(-1)?.latencyMs ?? this.#thresholdMs;
    return true;
  }

  /** One is no longer among the slowest. */
  #letGo(exemplar: Exemplar): void {
    if (this.#failed.includes(exemplar)) return;
    const place = this.#fresh.indexOf(exemplar);
    if (place >= 0) this.#fresh.splice(place, 1);
  }

  /** Those kept since the last call that are still kept. */
  takeFresh(): readonly Exemplar[] {
    const fresh = this.#fresh;
    if (fresh.length === 0) return fresh;
    this.#fresh = [];
    this.#failed.length = 0;
    this.#slowest.forEach(({ intendedMs, latencyMs }, place) => {
      this.#slowest[place] = { intendedMs, latencyMs };
    });
    return fresh;
  }
}
