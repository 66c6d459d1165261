/**
 * Ground truth: what the service was told to do and what it really did, to hold a client's report against.
 *
 * Per route: the delays that were scheduled, and the time that each request was held, from its arrival (it could be
 * read) to the moment its answer was handed to the socket. Besides, named series of the generative half (`provider.ttft`,
 * `images.run`) and counters (`images.hit`).
 */

import { fits } from '../http/routeTable.ts';
import { type Distribution, drawMs } from '../random/distribution.ts';
import { type Random, randomOf } from '../random/random.ts';
import { LogHistogram, type Summary } from './histogram.ts';

interface RouteTruth {
  readonly random: Random;
  readonly distribution: Distribution | undefined;
  readonly scheduled: LogHistogram;
  readonly held: LogHistogram;
}

/** A histogram as it is told: its summary, and its buckets when asked for. */
type Told = (Summary & { readonly buckets?: readonly (readonly [number, number])[] }) | undefined;

/** The answer to `GET /__truth`. */
export interface TruthReport {
  readonly seed: number;
  readonly delays: Readonly<Record<string, Distribution>>;
  readonly routes: Readonly<Record<string, { readonly scheduled: Told; readonly held: Told }>>;
  readonly series: Readonly<Record<string, Told>>;
  readonly counters: Readonly<Record<string, number>>;
}

/** What the generative half writes to; without ground truth it is left out and costs nothing. */
export interface TruthLog {
  /** A time in milliseconds of a named series. */
  time(series: string, valueMs: number): void;
  /** One more of a thing. */
  count(counter: string): void;
}

/** What the service holds back where nothing else is asked for: a log-normal of median 5 ms on the plain endpoints. */
const PLAIN: Distribution = { kind: 'lognormal', medianMs: 5, sigma: 0.4 };
const DEFAULT_DELAYS: Readonly<Record<string, Distribution>> = { 'GET /books*': PLAIN, '/api/v1/tasks*': PLAIN };

export class Truth implements TruthLog {
  #seed: number;
  #delays: Map<string, Distribution>;
  readonly #routes = new Map<string, RouteTruth>();
  readonly #series = new Map<string, LogHistogram>();
  readonly #counters = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
    this.#delays = new Map(Object.entries(DEFAULT_DELAYS));
  }

  /**
   * Sets distributions by route name or pattern (null takes one away), and the seed. Measurements and the random
   * streams start again, so that what is told next belongs to one configuration.
   */
  configure(change: {
    readonly seed?: number | undefined;
    readonly delays?: Readonly<Record<string, Distribution | null>> | undefined;
  }): void {
    this.#seed = change.seed ?? this.#seed;
    for (const [pattern, distribution] of Object.entries(change.delays ?? {})) {
      if (distribution === null) this.#delays.delete(pattern);
      else this.#delays.set(pattern, distribution);
    }
    this.reset();
  }

  /** Forgets what was measured and starts the random streams again. */
  reset(): void {
    this.#routes.clear();
    this.#series.clear();
    this.#counters.clear();
  }

  /** The delay of a route's next request, in milliseconds: the i-th request of a route always gets the same. */
  nextDelayMs(route: string): number {
    const { distribution, random, scheduled } = this.#route(route);
    const delayMs = distribution ? drawMs(distribution, random) : 0;
    scheduled.record(delayMs);
    return delayMs;
  }

  held(route: string, heldMs: number): void {
    this.#route(route).held.record(heldMs);
  }

  time(series: string, valueMs: number): void {
    let histogram = this.#series.get(series);
    if (histogram === undefined) {
      histogram = new LogHistogram();
      this.#series.set(series, histogram);
    }
    histogram.record(valueMs);
  }

  count(counter: string): void {
    this.#counters.set(counter, (this.#counters.get(counter) ?? 0) + 1);
  }

  report(withBuckets: boolean): TruthReport {
    const told = (histogram: LogHistogram): Told => {
      const summary = histogram.summary();
      return summary && withBuckets ? { ...summary, buckets: histogram.buckets() } : summary;
    };
    return {
      seed: this.#seed,
      delays: Object.fromEntries(this.#delays),
      routes: Object.fromEntries(
        [...this.#routes].map(([name, { scheduled, held }]) => [
          name,
          { scheduled: told(scheduled), held: told(held) },
        ]),
      ),
      series: Object.fromEntries([...this.#series].map(([name, histogram]) => [name, told(histogram)])),
      counters: Object.fromEntries(this.#counters),
    };
  }

  #route(name: string): RouteTruth {
    let route = this.#routes.get(name);
    if (route === undefined) {
      route = {
        random: randomOf(this.#seed, 'delay', name),
        distribution: this.#distributionOf(name),
        scheduled: new LogHistogram(),
        held: new LogHistogram(),
      };
      this.#routes.set(name, route);
    }
    return route;
  }

  /** The longest pattern that fits is the one meant most closely. */
  #distributionOf(name: string): Distribution | undefined {
    const fitting = [...this.#delays].filter(([pattern]) => fits(pattern, name));
    return fitting.sort(([left], [right]) => right.length - left.length)[0]?.[1];
  }
}
