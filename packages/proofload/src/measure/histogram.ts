/**
 * The histogram that every latency goes into: base-2 exponential buckets of 0.54 % width (`buckets.ts`), with exact
 * count, sum, sum of squares, least and largest beside them. A value is known to 0.27 %, merging is addition, and
 * the percentiles of merged histograms are those of one histogram that saw everything.
 *
 * ## Encoding
 * The buckets are a list of numbers as `bytes.ts` writes them, in base64 (RFC 4648):
 *
 *     varint         how many values were counted as zero (up to 2^-30 s, or negative)
 *     then for each bucket that is not empty, in ascending order:
 *     signed varint  its index less that of the one before it; the first less 0
 *     varint         how many values it holds, at least 1
 *
 * Bucket i holds the values v with 2^(i/128) < v in seconds <= 2^((i+1)/128). So `AA8B` is the bytes 0, 15, 1: no
 * zeros, index -8, one value, between 957.6 and 962.8 ms. Packed into a slice, the moments stand before it:
 *
 *     varint         count; 0 and 1 end early: nothing more follows 0
 *     value          sum; of a count of 1 it is the value itself, and nothing more follows
 *     value × 3      sum of squares, least, largest
 *     varint         how many buckets are not empty, then the list above
 */
import { bucketOf, middleMs, OCTAVE, SCALE, upperEndMs, ZERO_BUCKET } from './buckets.ts';
import { ByteReader, ByteWriter, fromBase64, toBase64 } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';

/** A histogram as plain data. All in milliseconds; of an empty one `min` and `max` are 0. */
export interface EncodedHistogram {
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly min: number;
  readonly max: number;
  /** The buckets, encoded as the head of this file says. */
  readonly buckets: string;
}

/** The buckets of a histogram at a coarser scale, as Prometheus and OpenTelemetry take them. */
export interface ScaledBuckets {
  /** Bucket i holds (2^(i / 2^scale), 2^((i + 1) / 2^scale)] seconds. */
  readonly scale: number;
  readonly zeroCount: number;
  /** Index (OpenTelemetry's; Prometheus's is larger by one) and count of each bucket that is not empty, ascending. */
  readonly buckets: readonly (readonly [index: number, count: number])[];
}

/** Counts may not pass this in an array of 32-bit numbers. */
const LARGEST_UINT32 = 0xffffffff;
const NO_COUNTS = new Uint32Array(0);
const NO_VALUES = new Float64Array(0);

/** Up to so many values are kept as they came. */
export const MOST_LOOSE = 8;

/**
 * A distribution of milliseconds (or of any numbers: then read "unit / 1000" for "seconds").
 *
 * The first eight values are kept loose, as they came: of a thousand operations with a request or two a second none
 * then needs buckets, which are some kilobytes each, in a worker's current second.
 *
 * @example
 * const latency = new Histogram();
 * for (const ms of [10, 20, 30]) latency.record(ms);
 * latency.quantile(0.5); // 20 ± 0.27 %
 */
export class Histogram {
  #count = 0;
  #sum = 0;
  #sumOfSquares = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #zeroCount = 0;
  /** All values in order, as long as there are at most `#looseRoom`, which is 0 once they are in buckets. */
  #loose = NO_VALUES;
  #looseRoom = MOST_LOOSE;
  /** Whole octaves from `#base` on, made longer as values need it; 64-bit numbers only once 32 bits may not do. */
  #counts: Uint32Array | Float64Array = NO_COUNTS;
  /** The bucket of the first count. */
  #base = 0;

  /** The histogram of the given values. */
  static of(valuesMs: Iterable<number>): Histogram {
    const histogram = new Histogram();
    for (const valueMs of valuesMs) histogram.record(valueMs);
    return histogram;
  }

  get count(): number {
    return this.#count;
  }

  /** The sum of all values, in ms; exact but for the rounding of additions. */
  get sum(): number {
    return this.#sum;
  }

  /** The sum of the squares of all values, in ms². */
  get sumOfSquares(): number {
    return this.#sumOfSquares;
  }

  /** The least value, exactly; NaN when empty. */
  get min(): number {
    return this.#count === 0 ? Number.NaN : this.#min;
  }

  /** The largest value, exactly; NaN when empty. */
  get max(): number {
    return this.#count === 0 ? Number.NaN : this.#max;
  }

  /** NaN when empty. */
  get mean(): number {
    return this.#sum / this.#count;
  }

  /** The sample standard deviation (n - 1), in ms; 0 for one value, NaN when empty. */
  get stddev(): number {
    if (this.#count < 2) return this.#count === 0 ? Number.NaN : 0;
    const squares = this.#sumOfSquares - this.#sum * this.mean;
    return Math.sqrt(Math.max(0, squares / (this.#count - 1)));
  }

  /**
   * Counts a value. Allocates nothing, unless it is the first one or lies outside of every octave seen so far.
   * Not-finite ones are ignored.
   */
  record(valueMs: number): void {
    if (valueMs - valueMs !== 0) return;
    const place = this.#count;
    if (place === this.#looseRoom) this.#intoBuckets();
    this.#count = place + 1;
    this.#sum += valueMs;
    this.#sumOfSquares += valueMs * valueMs;
    if (valueMs < this.#min) this.#min = valueMs;
    if (valueMs > this.#max) this.#max = valueMs;
    if (place < this.#looseRoom) {
      if (this.#loose.length === 0) this.#loose = new Float64Array(MOST_LOOSE);
      this.#loose[place] = valueMs;
      return;
    }
    const bucket = bucketOf(valueMs);
    const position = bucket - this.#base;
    if (position >= 0 && position < this.#counts.length && this.#count <= LARGEST_UINT32) {
      this.#counts[position]! += 1;
    } else {
      this.#addTo(bucket, 1);
    }
  }

  /** Whether all values are still known as they came; then {@link Histogram.looseValue} tells them. */
  get isLoose(): boolean {
    return this.#looseRoom !== 0;
  }

  /** A value by its place from 0, in the order in which they came, in ms. */
  looseValue(place: number): number {
    return this.#loose[place]!;
  }

  /** Puts loose values into buckets, and all that come after them. */
  #intoBuckets(): void {
    if (this.#looseRoom === 0) return;
    this.#looseRoom = 0;
    for (let place = 0; place < this.#count; place += 1) this.#addTo(bucketOf(this.#loose[place]!), 1);
  }

  /** Counts `count` values of exactly zero. */
  recordZeros(count: number): void {
    if (count <= 0) return;
    this.#intoBuckets();
    this.#addMoments(count, 0, 0, 0, 0);
    this.#zeroCount += count;
  }

  /** The slow way into a bucket: makes room where there is none yet. */
  #addTo(bucket: number, count: number): void {
    if (bucket === ZERO_BUCKET) {
      this.#zeroCount += count;
      return;
    }
    this.#reserve(bucket, bucket);
    this.#counts[bucket - this.#base]! += count;
  }

  /** Makes room for the octaves of both buckets, and for the count so far in any one bucket. */
  #reserve(lowest: number, highest: number): void {
    const counts = this.#counts;
    const from = Math.floor(lowest / OCTAVE) * OCTAVE;
    const to = (Math.floor(highest / OCTAVE) + 1) * OCTAVE;
    const wide = this.#count > LARGEST_UINT32;
    const end = this.#base + counts.length;
    const fits = counts.length > 0 && from >= this.#base && to <= end;
    if (fits && (!wide || counts instanceof Float64Array)) return;
    const base = counts.length === 0 ? from : Math.min(from, this.#base);
    const length = (counts.length === 0 ? to : Math.max(to, end)) - base;
    const larger = wide ? new Float64Array(length) : new Uint32Array(length);
    if (counts.length > 0) larger.set(counts, this.#base - base);
    this.#counts = larger;
    this.#base = base;
  }

  /**
   * The p-quantile by nearest rank: the value that at least a share of `p` of all values do not exceed. Known to
   * 0.27 %; the least and the largest value are exact.
   *
   * @param p - from 0 to 1
   * @returns milliseconds; NaN when empty
   */
  quantile(p: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = nearestRank(p, this.#count);
    if (rank <= 1) return this.#min;
    if (rank >= this.#count) return this.#max;
    return Math.min(this.#max, Math.max(this.#min, middleMs(this.#bucketOfRank(rank))));
  }

  #bucketOfRank(rank: number): number {
    this.#intoBuckets();
    let seen = this.#zeroCount;
    if (seen >= rank) return ZERO_BUCKET;
    const counts = this.#counts;
    for (let position = 0; position < counts.length; position += 1) {
      seen += counts[position]!;
      if (seen >= rank) return this.#base + position;
    }
    throw new CorruptMeasurementError('a histogram holds fewer values than it counts');
  }

  /** How many values lie in buckets above the one that `valueMs` falls into. */
  countAbove(valueMs: number): number {
    if (this.#count === 0 || valueMs >= this.#max) return 0;
    if (valueMs < this.#min) return this.#count;
    this.#intoBuckets();
    const bucket = bucketOf(valueMs);
    let above = 0;
    for (let position = Math.max(0, bucket + 1 - this.#base); position < this.#counts.length; position += 1) {
      above += this.#counts[position]!;
    }
    return above;
  }

  /** Adds all that another histogram counted. */
  merge(other: Histogram): void {
    if (other.isLoose) {
      const { count } = other;
      for (let place = 0; place < count; place += 1) this.record(other.#loose[place]!);
      return;
    }
    if (other.#count === 0) return;
    this.#intoBuckets();
    this.#addMoments(other.#count, other.#sum, other.#sumOfSquares, other.#min, other.#max);
    this.#zeroCount += other.#zeroCount;
    const { first, last } = other.#used();
    if (first > last) return;
    this.#reserve(other.#base + first, other.#base + last);
    const shift = other.#base - this.#base;
    for (let position = first; position <= last; position += 1) {
      this.#counts[position + shift]! += other.#counts[position]!;
    }
  }

  #addMoments(count: number, sum: number, sumOfSquares: number, min: number, max: number): void {
    this.#count += count;
    this.#sum += sum;
    this.#sumOfSquares += sumOfSquares;
    if (min < this.#min) this.#min = min;
    if (max > this.#max) this.#max = max;
  }

  /** The positions in `#counts` between which all counts lie: known from the least and the largest value. */
  #used(): { readonly first: number; readonly last: number } {
    if (this.#counts.length === 0) return { first: 0, last: -1 };
    return { first: Math.max(0, bucketOf(this.#min) - this.#base), last: bucketOf(this.#max) - this.#base };
  }

  /** Empties the histogram and keeps its memory: only the buckets that were used are touched. */
  reset(): void {
    if (this.#count === 0) return;
    if (!this.isLoose) {
      const { first, last } = this.#used();
      if (first <= last) this.#counts.fill(0, first, last + 1);
    }
    this.#looseRoom = MOST_LOOSE;
    this.#count = 0;
    this.#sum = 0;
    this.#sumOfSquares = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
    this.#zeroCount = 0;
  }

  /**
   * The buckets merged to a coarser scale, exactly.
   *
   * @param scale - whole, at most 7: each step down merges two neighbours. Prometheus takes -4 to 8.
   */
  downscale(scale: number): ScaledBuckets {
    if (!Number.isInteger(scale) || scale > SCALE || scale < -10) {
      throw new RangeError(`A histogram of scale ${SCALE} cannot be brought to scale ${scale}.`);
    }
    this.#intoBuckets();
    const buckets: [index: number, count: number][] = [];
    const { first, last } = this.#used();
    for (let position = first; position <= last; position += 1) {
      const count = this.#counts[position]!;
      if (count === 0) continue;
      const index = Math.floor((this.#base + position) / 2 ** (SCALE - scale));
      const previous = buckets.at(-1);
      if (previous?.[0] === index) previous[1] += count;
      else buckets.push([index, count]);
    }
    return { scale, zeroCount: this.#zeroCount, buckets };
  }

  /** The histogram as plain data; {@link Histogram.decode} gives it back. */
  encode(): EncodedHistogram {
    this.#intoBuckets();
    const writer = new ByteWriter();
    this.#writeBuckets(writer);
    const empty = this.#count === 0;
    return {
      count: this.#count,
      sum: this.#sum,
      sumOfSquares: this.#sumOfSquares,
      min: empty ? 0 : this.#min,
      max: empty ? 0 : this.#max,
      buckets: toBase64(writer.take()),
    };
  }

  /** @throws {CorruptMeasurementError} when the data contradict themselves */
  static decode(encoded: EncodedHistogram): Histogram {
    const histogram = new Histogram();
    const { count, sum, sumOfSquares, min, max } = encoded;
    histogram.#looseRoom = 0;
    const reader = new ByteReader(fromBase64(encoded.buckets));
    if (count > 0) histogram.#addMoments(count, sum, sumOfSquares, min, max);
    histogram.#readBuckets(reader, count, Number.POSITIVE_INFINITY, bucketOf(min), bucketOf(max));
    return histogram;
  }

  /** Appends the histogram, packed as the head of this file says. */
  write(writer: ByteWriter): void {
    writer.varint(this.#count);
    if (this.#count === 0) return;
    writer.value(this.#sum);
    if (this.#count === 1) return;
    this.#intoBuckets();
    writer.value(this.#sumOfSquares);
    writer.value(this.#min);
    writer.value(this.#max);
    const { first, last } = this.#used();
    let used = 0;
    for (let position = first; position <= last; position += 1) if (this.#counts[position] !== 0) used += 1;
    writer.varint(used);
    this.#writeBuckets(writer);
  }

  /**
   * Adds all that a packed histogram counted.
   *
   * @throws {CorruptMeasurementError} when the data contradict themselves; what was added until then stays
   */
  mergeFrom(reader: ByteReader): void {
    const count = reader.varint();
    if (count === 0) return;
    const sum = reader.value();
    if (count === 1) {
      this.record(sum);
      return;
    }
    const sumOfSquares = reader.value();
    const min = reader.value();
    const max = reader.value();
    const used = reader.varint();
    this.#intoBuckets();
    this.#addMoments(count, sum, sumOfSquares, min, max);
    this.#readBuckets(reader, count, used, bucketOf(min), bucketOf(max));
  }

  #writeBuckets(writer: ByteWriter): void {
    writer.varint(this.#zeroCount);
    const { first, last } = this.#used();
    let previous = 0;
    for (let position = first; position <= last; position += 1) {
      const count = this.#counts[position]!;
      if (count === 0) continue;
      writer.signedVarint(this.#base + position - previous);
      writer.varint(count);
      previous = this.#base + position;
    }
  }

  /** Adds `used` buckets, or all until the data's end, that must hold `total` values between two buckets. */
  #readBuckets(reader: ByteReader, total: number, used: number, lowest: number, highest: number): void {
    let seen = reader.varint();
    this.#zeroCount += seen;
    let bucket = 0;
    for (let read = 0; read < used && !(used === Number.POSITIVE_INFINITY && reader.atEnd); read += 1) {
      const delta = reader.signedVarint();
      const count = reader.varint();
      bucket += delta;
      seen += count;
      const ascending = read === 0 || delta > 0;
      if (!ascending || count === 0 || bucket < lowest || bucket > highest) {
        throw new CorruptMeasurementError('the buckets of a histogram are out of order or out of range');
      }
      this.#addTo(bucket, count);
    }
    if (seen !== total) throw new CorruptMeasurementError('the buckets of a histogram do not add up to its count');
  }

  /** Calls `visit` with the ends and the count of each bucket that is not empty, ascending: for charts. */
  forEachBucket(visit: (lowerMs: number, upperMs: number, count: number) => void): void {
    this.#intoBuckets();
    if (this.#zeroCount > 0) visit(0, upperEndMs(ZERO_BUCKET), this.#zeroCount);
    const { first, last } = this.#used();
    for (let position = first; position <= last; position += 1) {
      const count = this.#counts[position]!;
      const bucket = this.#base + position;
      if (count > 0) visit(upperEndMs(bucket - 1), upperEndMs(bucket), count);
    }
  }
}

/**
 * The rank from 1 of the p-quantile of n values: ceil(p n), but for a product that misses a whole number only by the
 * rounding of floating-point numbers (0.07 * 100 is 7.000000000000001).
 */
function nearestRank(p: number, count: number): number {
  const exact = p * count;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) <= 4 * Number.EPSILON * exact ? whole : Math.ceil(exact);
}
