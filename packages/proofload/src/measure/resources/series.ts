/** The values of one metric of a resource over a run: their summary, and points for charts and the test for leaks. */
import type { ResourceReading, ResourceUnit } from './probe.ts';

/** A resource's metric as the run record has it. */
export interface SampledResource {
  readonly name: string;
  readonly metric: string;
  readonly unit: ResourceUnit;
  readonly last: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
  readonly samples: number;
  /** Milliseconds since the run's start, and the value. */
  readonly points: readonly (readonly [number, number])[];
}

/** Past so many points every two become one, so that a run of days makes no larger a record than one of an hour. */
const MOST_POINTS = 1_200;

interface Sum {
  atMs: number;
  total: number;
  samples: number;
}

/**
 * Collects values in order of time.
 *
 * @example
 * const series = new ResourceSeries('api', 'memory', 'bytes');
 * series.add(1_000, { metric: 'memory', unit: 'bytes', value: 52e6, counter: false });
 * series.summary()?.max; // 52000000
 */
export class ResourceSeries {
  readonly #name: string;
  readonly #metric: string;
  readonly #unit: ResourceUnit;
  #points: Sum[] = [];
  /** How many values a point holds, at present. */
  #perPoint = 1;
  #last = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #total = 0;
  #samples = 0;
  #counted: { readonly atMs: number; readonly value: number } | undefined;

  constructor(name: string, metric: string, unit: ResourceUnit) {
    this.#name = name;
    this.#metric = metric;
    this.#unit = unit;
  }

  /** A counter's first value, and one that ran back because what counts was started anew, only begin a difference. */
  add(atMs: number, { value, counter }: ResourceReading): void {
    if (!Number.isFinite(value)) return;
    if (!counter) {
      this.#take(atMs, value);
      return;
    }
    const before = this.#counted;
    this.#counted = { atMs, value };
    if (before === undefined || value < before.value || atMs <= before.atMs) return;
    this.#take(atMs, ((value - before.value) * 1_000) / (atMs - before.atMs));
  }

  /** `undefined` while there is no value. */
  summary(): SampledResource | undefined {
    if (this.#samples === 0) return undefined;
    return {
      name: this.#name,
      metric: this.#metric,
      unit: this.#unit,
      last: this.#last,
      min: this.#min,
      mean: this.#total / this.#samples,
      max: this.#max,
      samples: this.#samples,
      points: this.#points.map(({ atMs, total, samples }) => [Math.round(atMs), rounded(total / samples)] as const),
    };
  }

  #take(atMs: number, value: number): void {
    this.#last = value;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#total += value;
    this.#samples += 1;
    const open = this.#points.at(-1);
    if (open !== undefined && open.samples < this.#perPoint) {
      open.total += value;
      open.samples += 1;
      return;
    }
    if (this.#points.length === MOST_POINTS) this.#halve();
    this.#points.push({ atMs, total: value, samples: 1 });
  }

  #halve(): void {
    this.#points = this.#points.flatMap((first, index) => {
      const second = this.#points[index + 1];
      if (index % 2 === 1 || second === undefined) return [];
      return [{ atMs: first.atMs, total: first.total + second.total, samples: first.samples + second.samples }];
    });
    this.#perPoint *= 2;
  }
}

/**
 * The series of all resources, in the order in which they were first heard of.
 *
 * @example
 * const log = new ResourceLog();
 * log.add('api', 1_000, [{ metric: 'memory', unit: 'bytes', value: 52e6, counter: false }]);
 * log.summaries(); // [{ name: 'api', metric: 'memory', … }]
 */
export class ResourceLog {
  readonly #series = new Map<string, ResourceSeries>();

  /**
   * What a resource said at a moment.
   *
   * @param atMs - since the run's start
   */
  add(name: string, atMs: number, readings: readonly ResourceReading[]): void {
    for (const reading of readings) {
      const { metric, unit } = reading;
      const key = JSON.stringify([name, metric]);
      const series = this.#series.get(key) ?? new ResourceSeries(name, metric, unit);
      this.#series.set(key, series);
      series.add(atMs, reading);
    }
  }

  summaries(): readonly SampledResource[] {
    return [...this.#series.values()].flatMap((series) => series.summary() ?? []);
  }
}

/** Six digits are more than any probe is good for. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
