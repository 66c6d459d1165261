/**
 * What is counted of one operation in some stretch of time: one second in a worker, or a whole run.
 *
 * ## Packed form
 * A row of numbers as `bytes.ts` writes them; absent parts take no bytes:
 *
 *     varint   count
 *     varint   which parts follow, a sum of: 1 failed, 2 censored, 4 dropped, 8 bytes, 16 statuses, 32 trends,
 *              64 the histograms are loose times
 *     varint   failed                          if 1
 *     varint   censored                        if 2
 *     varint   dropped                         if 4
 *     varint×2 bytes in, bytes out             if 8
 *     varint   how many statuses; for each: varint code, varint count                   if 16
 *     varint   which histograms follow, a sum of: 1 latency, 2 service, 4 queueWait, 8 connect, 16 tls,
 *              32 firstByte, 64 download
 *     …        these histograms, packed as `loose-times.ts` says if 64, else each as `histogram.ts` says
 *     varint   how many trends; for each: varint the trend's id, and its histogram      if 32
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { CorruptMeasurementError } from './error.ts';
import { Histogram } from './histogram.ts';
import { gatherLooseTimes, readLooseTimes, writeLooseTimes } from './loose-times.ts';

const FAILED = 1;
const CENSORED = 2;
const DROPPED = 4;
const BYTES = 8;
const STATUSES = 16;
const TRENDS = 32;
const LOOSE_TIMES = 64;
const ALL_PARTS = 127;

/** Counts and histograms of one operation. Times are in milliseconds. */
export class OperationCounts {
  /** Requests that ended: answered, refused or reset. */
  count = 0;
  failed = 0;
  /** Requests unsent or unanswered when the run and its grace had ended. */
  censored = 0;
  /** Arrivals given up, since they were to be dropped rather than wait. */
  dropped = 0;
  bytesIn = 0;
  bytesOut = 0;
  /** From the intended start to the answer; of every answered request. */
  readonly latency = new Histogram();
  /** From the actual send to the answer; of every answered request. */
  readonly service = new Histogram();
  /** From the intended start to a free user; only waits above zero are here, see {@link OperationCounts.queueWaits}. */
  readonly queueWait = new Histogram();
  /** Making the connection; only of requests that made one. */
  readonly connect = new Histogram();
  /** The TLS handshake; only of requests that made one. */
  readonly tls = new Histogram();
  readonly firstByte = new Histogram();
  readonly download = new Histogram();
  /** Further distributions by name (`ttft`). */
  readonly trends = new Map<string, Histogram>();

  /** In the order in which rows have them. */
  readonly #histograms: readonly Histogram[] = [
    this.latency,
    this.service,
    this.queueWait,
    this.connect,
    this.tls,
    this.firstByte,
    this.download,
  ];
  // Few codes occur, so a short search beats a map and allocates nothing.
  readonly #codes: number[] = [];
  readonly #codeCounts: number[] = [];

  /** Counts an answer's status code. */
  addStatus(code: number, count = 1): void {
    const codes = this.#codes;
    for (let index = 0; index < codes.length; index += 1) {
      if (codes[index] === code) {
        this.#codeCounts[index]! += count;
        return;
      }
    }
    codes.push(code);
    this.#codeCounts.push(count);
  }

  /** How often each status code was answered, ascending by code. */
  get statuses(): ReadonlyMap<number, number> {
    const pairs = this.#codes.map((code, index) => [code, this.#codeCounts[index]!] as const);
    return new Map(pairs.filter(([, count]) => count > 0).sort(([a], [b]) => a - b));
  }

  /** The distribution of queue waits, those of zero included: one for each answer. */
  queueWaits(): Histogram {
    const waits = new Histogram();
    waits.merge(this.queueWait);
    waits.recordZeros(Math.max(0, this.latency.count - this.queueWait.count));
    return waits;
  }

  /** The histogram of a trend, made when it is not there yet. */
  trend(name: string): Histogram {
    let histogram = this.trends.get(name);
    if (histogram === undefined) {
      histogram = new Histogram();
      this.trends.set(name, histogram);
    }
    return histogram;
  }

  /** Adds all that another one counted. */
  merge(other: OperationCounts): void {
    this.count += other.count;
    this.failed += other.failed;
    this.censored += other.censored;
    this.dropped += other.dropped;
    this.bytesIn += other.bytesIn;
    this.bytesOut += other.bytesOut;
    for (const [code, count] of other.statuses) this.addStatus(code, count);
    for (let index = 0; index < this.#histograms.length; index += 1) {
      this.#histograms[index]!.merge(other.#histograms[index]!);
    }
    for (const [name, histogram] of other.trends) this.trend(name).merge(histogram);
  }

  /** Empties everything and keeps the memory. */
  reset(): void {
    this.count = 0;
    this.failed = 0;
    this.censored = 0;
    this.dropped = 0;
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.#codeCounts.fill(0);
    for (const histogram of this.#histograms) histogram.reset();
    for (const histogram of this.trends.values()) histogram.reset();
  }

  /**
   * Appends the packed form.
   *
   * @param trendId - gives the number that a trend's name is packed as
   */
  write(writer: ByteWriter, trendId: (name: string) => number): void {
    const bytes = this.bytesIn > 0 || this.bytesOut > 0;
    const statuses = this.#codeCounts.filter((count) => count > 0).length;
    const trends = [...this.trends].filter(([, histogram]) => histogram.count > 0);
    const isLoose = gatherLooseTimes(this.#histograms);
    writer.varint(this.count);
    writer.varint(
      (this.failed > 0 ? FAILED : 0) |
        (this.censored > 0 ? CENSORED : 0) |
        (this.dropped > 0 ? DROPPED : 0) |
        (bytes ? BYTES : 0) |
        (statuses > 0 ? STATUSES : 0) |
        (trends.length > 0 ? TRENDS : 0) |
        (isLoose ? LOOSE_TIMES : 0),
    );
    if (this.failed > 0) writer.varint(this.failed);
    if (this.censored > 0) writer.varint(this.censored);
    if (this.dropped > 0) writer.varint(this.dropped);
    if (bytes) {
      writer.varint(this.bytesIn);
      writer.varint(this.bytesOut);
    }
    if (statuses > 0) this.#writeStatuses(writer, statuses);
    this.#writeHistograms(writer, isLoose);
    if (trends.length > 0) {
      writer.varint(trends.length);
      for (const [name, histogram] of trends) {
        writer.varint(trendId(name));
        histogram.write(writer);
      }
    }
  }

  #writeStatuses(writer: ByteWriter, used: number): void {
    writer.varint(used);
    this.#codes.forEach((code, index) => {
      const count = this.#codeCounts[index]!;
      if (count === 0) return;
      writer.varint(code);
      writer.varint(count);
    });
  }

  #writeHistograms(writer: ByteWriter, isLoose: boolean): void {
    let mask = 0;
    this.#histograms.forEach((histogram, index) => {
      if (histogram.count > 0) mask |= 1 << index;
    });
    writer.varint(mask);
    if (isLoose) writeLooseTimes(writer, mask);
    else for (const histogram of this.#histograms) if (histogram.count > 0) histogram.write(writer);
  }

  /**
   * Adds what a packed row counted.
   *
   * @param trendName - the name of a trend by its number in that row
   * @throws {CorruptMeasurementError} when the row cannot be read; what was added until then stays
   */
  mergeFrom(reader: ByteReader, trendName: (id: number) => string): void {
    this.count += reader.varint();
    const parts = reader.varint();
    if (parts > ALL_PARTS) throw new CorruptMeasurementError('a row of an operation has unknown parts');
    if (parts & FAILED) this.failed += reader.varint();
    if (parts & CENSORED) this.censored += reader.varint();
    if (parts & DROPPED) this.dropped += reader.varint();
    if (parts & BYTES) {
      this.bytesIn += reader.varint();
      this.bytesOut += reader.varint();
    }
    if (parts & STATUSES) {
      for (let left = reader.varint(); left > 0; left -= 1) this.addStatus(reader.varint(), reader.varint());
    }
    const mask = reader.varint();
    if (mask >= 1 << this.#histograms.length) throw new CorruptMeasurementError('a row has unknown histograms');
    if (parts & LOOSE_TIMES) readLooseTimes(reader, mask, this.#histograms);
    else {
      this.#histograms.forEach((histogram, index) => {
        if (mask & (1 << index)) histogram.mergeFrom(reader);
      });
    }
    if (parts & TRENDS) {
      for (let left = reader.varint(); left > 0; left -= 1) this.trend(trendName(reader.varint())).mergeFrom(reader);
    }
  }
}
