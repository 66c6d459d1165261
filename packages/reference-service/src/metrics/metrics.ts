/**
 * The service's own metrics for Prometheus: process memory, CPU, heap and event loop; requests by route; and whatever
 * a subject registers (queue depth, caches, streams).
 */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Seconds; fine where an API answers, coarse where a model does. */
const BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class Metrics {
  readonly #registry = new Registry();
  readonly #requests: Histogram;
  readonly #observers = new Map<string, { observe(seconds: number): void }>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer.',
      labelNames: ['route', 'status'],
      buckets: BUCKETS_S,
      registers: [this.#registry],
    });
  }

  /** One request is over. `status` is 0 when the connection closed without an answer. */
  request(route: string, status: number, seconds: number): void {
    // Looking labels up by hash for each request costs more than the observation.
    const key = `${status} ${route}`;
    let observer = this.#observers.get(key);
    if (observer === undefined) {
      observer = this.#requests.labels(route, String(status));
      this.#observers.set(key, observer);
    }
    observer.observe(seconds);
  }

  /** A number that is read when Prometheus asks. */
  gauge(name: string, help: string, read: () => number | Readonly<Record<string, number>>, label = 'kind'): void {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [this.#registry],
      collect() {
        const value = read();
        if (typeof value === 'number') this.set(value);
        else for (const [key, part] of Object.entries(value)) this.set({ [label]: key }, part);
      },
    });
  }

  /** A number that only grows, one for each combination of the labels' values. */
  counter<Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ): (labels: Readonly<Record<Label, string>>) => void {
    const counter = new Counter({ name, help, labelNames, registers: [this.#registry] });
    return (labels) => counter.inc(labels);
  }

  /** Prometheus' text format, and its content type. */
  async text(): Promise<{ readonly body: string; readonly contentType: string }> {
    return { body: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }

  close(): void {
    this.#registry.clear();
  }
}
