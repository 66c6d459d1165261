/** Asks all probes of a run and keeps what they say, and what they could not. */
import { ResourceError, type ResourceProbe, type ResourceReading } from './probe.ts';
import { ResourceLog, type SampledResource } from './series.ts';

/** How often a probe failed, and why the last time. */
interface Trouble {
  failures: number;
  reason: string;
}

/** Hears of what a resource said at a moment, in ms since the run's start. */
export type OnReadings = (name: string, atMs: number, readings: readonly ResourceReading[]) => void;

/**
 * Samples probes; when it is time to look is up to the caller.
 *
 * @example
 * const sampler = new ResourceSampler([new ProcessProbe('api', { pid: 4711 })]);
 * await sampler.look(0);     // counters begin here
 * await sampler.look(1_000);
 * sampler.resources();       // [{ name: 'api', metric: 'memory', … }]
 */
export class ResourceSampler {
  readonly #probes: readonly ResourceProbe[];
  readonly #log = new ResourceLog();
  readonly #onReadings: OnReadings;
  readonly #troubles = new Map<string, Trouble>();
  readonly #asking = new Set<ResourceProbe>();
  #looks = 0;

  constructor(probes: readonly ResourceProbe[], onReadings: OnReadings = () => {}) {
    this.#probes = probes;
    this.#onReadings = onReadings;
  }

  /**
   * Asks every probe that has answered the last time; a slow one misses seconds and is not asked twice at once.
   *
   * @param atMs - since the run's start
   */
  async look(atMs: number): Promise<void> {
    this.#looks += 1;
    await Promise.all(this.#probes.map((probe) => this.#ask(probe, atMs)));
  }

  /** Everything sampled so far, by resource in the order of the probes. */
  resources(): readonly SampledResource[] {
    return this.#log.summaries();
  }

  /** A sentence for each resource that could not be read, some of the time or ever. */
  notes(): readonly string[] {
    return [...this.#troubles].map(([name, { failures, reason }]) => {
      const share = failures === this.#looks ? 'was never read' : `was not read ${failures} of ${this.#looks} times`;
      return `The resource "${name}" ${share}: ${reason}`;
    });
  }

  async #ask(probe: ResourceProbe, atMs: number): Promise<void> {
    if (this.#asking.has(probe)) {
      this.#trouble(probe.name, 'it takes longer than a second to answer.');
      return;
    }
    this.#asking.add(probe);
    try {
      const readings = await probe.read();
      this.#log.add(probe.name, atMs, readings);
      this.#onReadings(probe.name, atMs, readings);
    } catch (error) {
      if (!(error instanceof ResourceError)) throw error;
      this.#trouble(probe.name, error.message);
    } finally {
      this.#asking.delete(probe);
    }
  }

  #trouble(name: string, reason: string): void {
    const known = this.#troubles.get(name);
    this.#troubles.set(name, { failures: (known?.failures ?? 0) + 1, reason });
  }
}
