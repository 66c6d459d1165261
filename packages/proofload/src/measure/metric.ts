/**
 * Custom metrics: what a suite counts for itself, by name.
 */
import { ByteReader, ByteWriter, fromBase64, toBase64 } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import { Histogram } from './histogram.ts';

/** `counter`: a sum; `gauge`: the last value; `rate`: a share; `trend`: a distribution. */
export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/** What a metric counted since it was last reset, as plain data: numbers in the metric's order, or a packed histogram. */
export type MetricData = readonly number[] | string;

/** A metric's name that was first used with another type: a mistake in the suite. */
export class MetricTypeError extends Error {
  override readonly name = 'MetricTypeError';
  readonly code = 'metric-type';
  readonly metric: string;

  constructor(metric: string, usedAs: MetricType, isA: MetricType) {
    super(
      `The metric "${metric}" is a ${isA} and cannot be used as a ${usedAs} too. Give one of the two another name.`,
    );
    this.metric = metric;
  }
}

interface Metric {
  /** True when nothing was counted since the last reset. */
  readonly empty: boolean;
  /** What was counted, for a slice. */
  data(): MetricData;
  /** Adds what another one counted. */
  merge(data: MetricData): void;
  reset(): void;
}

/** A sum. What is not a finite number is not added, here as in every metric. */
export class CounterMetric implements Metric {
  readonly type = 'counter';
  sum = 0;

  get empty(): boolean {
    return this.sum === 0;
  }

  /** @param value - 1 when left out */
  add(value = 1): void {
    if (Number.isFinite(value)) this.sum += value;
  }

  data(): MetricData {
    return [this.sum];
  }

  merge(data: MetricData): void {
    this.sum += numbers(data, 1)[0]!;
  }

  reset(): void {
    this.sum = 0;
  }
}

/** The value last set, with the least and the largest. Of several workers in one second the last in order counts. */
export class GaugeMetric implements Metric {
  readonly type = 'gauge';
  last = Number.NaN;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  get empty(): boolean {
    return Number.isNaN(this.last);
  }

  set(value: number): void {
    if (!Number.isFinite(value)) return;
    this.last = value;
    this.min = Math.min(this.min, value);
    this.max = Math.max(this.max, value);
  }

  data(): MetricData {
    return [this.last, this.min, this.max];
  }

  merge(data: MetricData): void {
    const [last, min, max] = numbers(data, 3) as [number, number, number];
    this.last = last;
    this.min = Math.min(this.min, min);
    this.max = Math.max(this.max, max);
  }

  reset(): void {
    this.last = Number.NaN;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
  }
}

/** A share of hits. */
export class RateMetric implements Metric {
  readonly type = 'rate';
  hits = 0;
  total = 0;

  get empty(): boolean {
    return this.total === 0;
  }

  add(hit: boolean): void {
    this.hits += hit ? 1 : 0;
    this.total += 1;
  }

  data(): MetricData {
    return [this.hits, this.total];
  }

  merge(data: MetricData): void {
    const [hits, total] = numbers(data, 2) as [number, number];
    this.hits += hits;
    this.total += total;
  }

  reset(): void {
    this.hits = 0;
    this.total = 0;
  }
}

/** A distribution. */
export class TrendMetric implements Metric {
  readonly type = 'trend';
  readonly histogram = new Histogram();

  get empty(): boolean {
    return this.histogram.count === 0;
  }

  add(value: number): void {
    this.histogram.record(value);
  }

  data(): MetricData {
    return packHistogram(this.histogram);
  }

  merge(data: MetricData): void {
    if (typeof data !== 'string') throw new CorruptMeasurementError('a trend has no histogram');
    mergePacked(this.histogram, data);
  }

  reset(): void {
    this.histogram.reset();
  }
}

/** The class of each type of metric. */
export interface MetricOfType {
  readonly counter: CounterMetric;
  readonly gauge: GaugeMetric;
  readonly rate: RateMetric;
  readonly trend: TrendMetric;
}

/** A metric's counts, told apart by `type`. */
export type AnyMetric = MetricOfType[MetricType];

/** A new metric of a type. */
export function createMetric(type: MetricType): AnyMetric {
  switch (type) {
    case 'counter':
      return new CounterMetric();
    case 'gauge':
      return new GaugeMetric();
    case 'rate':
      return new RateMetric();
    case 'trend':
      return new TrendMetric();
  }
}

/** A histogram packed as `histogram.ts` says, in base64. */
export function packHistogram(histogram: Histogram): string {
  const writer = new ByteWriter();
  histogram.write(writer);
  return toBase64(writer.take());
}

/** Adds what {@link packHistogram} packed. */
export function mergePacked(histogram: Histogram, text: string): void {
  histogram.mergeFrom(new ByteReader(fromBase64(text)));
}

function numbers(data: MetricData, length: number): readonly number[] {
  if (typeof data === 'string' || data.length !== length) {
    throw new CorruptMeasurementError('a metric has not the numbers of its type');
  }
  return data;
}
