/**
 * Asks the service for the counts that it keeps of its caches, at the beginning of the run, at its end, and in between.
 * What it tells is a gauge, `cache:<name> evictions`, of which the last less the least is what the run has evicted.
 */
import { CACHE_KIND, evictionsMetric } from '../../measure/caches.ts';
import type { Recorder } from '../../measure/recorder.ts';
import { parseDuration } from '../../units/duration.ts';
import { BackgroundCaller } from '../background-caller.ts';
import type { Caller } from '../caller.ts';
import { ScopedHttp } from '../http/scoped.ts';
import type { HttpSession } from '../http/session.ts';
import type { CacheDefinitions, CacheStatistics } from './types.ts';

const DEFAULT_EVERY_MS = 10_000;

export interface StatisticsSamplerOptions {
  readonly caches: CacheDefinitions;
  readonly recorder: Recorder;
  readonly timers: { at(dueMs: number, alarm: { ring(dueMs: number): void }): void };
  readonly now: () => number;
  readonly openHttp: (caller: Caller) => HttpSession;
}

/**
 * One for the whole run: only one worker has it.
 *
 * @example
 * const sampler = new StatisticsSampler({ caches, recorder, timers, now, openHttp });
 * sampler.start();
 * await sampler.stop(); // before the recorder's last slice
 */
export class StatisticsSampler {
  readonly #options: StatisticsSamplerOptions;
  readonly #http: HttpSession;
  readonly #sampled: readonly (readonly [name: string, statistics: CacheStatistics])[];
  #isStopped = false;

  constructor(options: StatisticsSamplerOptions) {
    this.#options = options;
    this.#sampled = Object.entries(options.caches).flatMap(([name, { statistics }]) =>
      statistics === undefined ? [] : [[name, statistics] as const],
    );
    this.#http = options.openHttp(new BackgroundCaller());
  }

  start(): void {
    for (const [name, statistics] of this.#sampled) this.#every(name, statistics);
  }

  /** Asks once more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#sampled.map(([name, statistics]) => this.#sample(name, statistics)));
    this.#http.close();
  }

  #every(name: string, statistics: CacheStatistics): void {
    const { timers, now } = this.#options;
    const { every } = statistics;
    const everyMs = every === undefined ? DEFAULT_EVERY_MS : parseDuration(every, { bareUnit: 's' });
    const sample = (): void => {
      if (this.#isStopped) return;
      void this.#sample(name, statistics).then(() => timers.at(now() + everyMs, { ring: sample }));
    };
    sample();
  }

  /** Never rejects: what is wrong is counted with the cache. */
  async #sample(name: string, { request, evictions }: CacheStatistics): Promise<void> {
    const { recorder, now } = this.#options;
    const wrong = (message: string) => recorder.operation(name, CACHE_KIND).failed('statistics', message, now());
    try {
      const response = await request({ http: new ScopedHttp(this.#http, `cache:${name} statistics`, 'poll') });
      if (!response.ok) return wrong(`the statistics of the cache could not be had: ${response.status || 'no answer'}`);
      const count: unknown = evictions(response);
      if (typeof count === 'number' && Number.isFinite(count))
        recorder.metric(evictionsMetric(name), 'gauge').set(count);
      else wrong(`evictions() returned ${count === null ? 'null' : typeof count}; it returns a number`);
    } catch (thrown) {
      wrong(`the statistics of the cache could not be read: ${thrown instanceof Error ? thrown.message : thrown}`);
    }
  }
}
