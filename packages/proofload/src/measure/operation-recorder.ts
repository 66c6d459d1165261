/**
 * What a worker measures of one operation. These methods are called for every request: they take numbers, allocate
 * nothing, and put each sample into the second in which it was completed.
 */
import { hideSecrets } from '../units/secrets.ts';
import type { Exemplar } from './exemplars.ts';
import type { Histogram } from './histogram.ts';
import type { OperationCounts } from './operation-counts.ts';
import type { OperationTally } from './tally.ts';

/** What an operation's recorder needs of the recorder that it belongs to. */
export interface Rotation {
  /** The run's start, in ms of the clock. */
  readonly startMs: number;
  /** When the current second ends, in ms of the clock. */
  readonly sliceEndMs: number;
  /** Closes the current second; `nowMs` is past it. */
  rotate(nowMs: number): void;
  touch(operation: OperationTally): void;
}

/** A further distribution of an operation: `ttft`, `itl` … */
export interface TrendRecorder {
  record(valueMs: number): void;
}

/** Records one operation. All times are in milliseconds. */
export class OperationRecorder {
  readonly #rotation: Rotation;
  readonly #tally: OperationTally;
  readonly #counts: OperationCounts;
  readonly #trends = new Map<string, TrendRecorder>();

  constructor(rotation: Rotation, tally: OperationTally) {
    this.#rotation = rotation;
    this.#tally = tally;
    this.#counts = tally.counts;
  }

  get name(): string {
    return this.#tally.name;
  }

  /**
   * A request was answered, rightly or wrongly, or timed out (then the times are its limit).
   *
   * @param completedMs - when, by the clock
   * @param latencyMs - from the intended start
   * @param serviceMs - from the actual send
   * @param queueWaitMs - from the intended start to a free user; 0 when it did not wait
   */
  answered(completedMs: number, latencyMs: number, serviceMs: number, queueWaitMs: number): void {
    this.#at(completedMs);
    const counts = this.#counts;
    counts.count += 1;
    counts.latency.record(toWholeNanoseconds(latencyMs));
    counts.service.record(toWholeNanoseconds(serviceMs));
    if (queueWaitMs > 0) counts.queueWait.record(toWholeNanoseconds(queueWaitMs));
  }

  /** A request ended without an answer: refused, reset. */
  unanswered(completedMs: number): void {
    this.#at(completedMs);
    this.#counts.count += 1;
  }

  /** An answer's status code, from 0. */
  status(code: number): void {
    this.#touch();
    this.#counts.addStatus(code);
  }

  bytes(inBytes: number, outBytes: number): void {
    this.#touch();
    if (inBytes > 0) this.#counts.bytesIn += inBytes;
    if (outBytes > 0) this.#counts.bytesOut += outBytes;
  }

  /**
   * The phases of an answered request.
   *
   * @param connectMs - 0 when the connection was there already
   * @param tlsMs - 0 when there was no handshake
   * @param firstByteMs - from the send to the first byte of the answer
   * @param downloadMs - from the first byte to the last
   */
  phases(connectMs: number, tlsMs: number, firstByteMs: number, downloadMs: number): void {
    this.#touch();
    const counts = this.#counts;
    if (connectMs > 0) counts.connect.record(toWholeNanoseconds(connectMs));
    if (tlsMs > 0) counts.tls.record(toWholeNanoseconds(tlsMs));
    counts.firstByte.record(toWholeNanoseconds(firstByteMs));
    counts.download.record(toWholeNanoseconds(downloadMs));
  }

  /**
   * A request, counted already as answered or unanswered, has failed.
   *
   * @param type - a stable code: `status`, `timeout`, `refused` …
   * @param message - for people; cut to 300 characters
   * @param atMs - when, by the clock
   */
  failed(type: string, message: string, atMs: number): void {
    this.#at(atMs);
    this.#counts.failed += 1;
    const sinceStartMs = toWholeNanoseconds(atMs - this.#rotation.startMs);
    this.#tally.errors.add(type, hideSecrets(message), 1, sinceStartMs, sinceStartMs);
  }

  /** Requests unsent or unanswered when the run and its grace had ended. */
  censored(count: number): void {
    this.#touch();
    this.#counts.censored += count;
  }

  /** Arrivals that were given up rather than let wait. */
  dropped(count: number): void {
    this.#touch();
    this.#counts.dropped += count;
  }

  /** A further distribution of this operation, by name; the same object for the same name. */
  trend(name: string): TrendRecorder {
    const known = this.#trends.get(name);
    if (known !== undefined) return known;
    const histogram: Histogram = this.#counts.trend(name);
    const trend: TrendRecorder = {
      record: (valueMs) => {
        this.#touch();
        histogram.record(toWholeNanoseconds(valueMs));
      },
    };
    this.#trends.set(name, trend);
    return trend;
  }

  /**
   * The first answer for a key had bytes of this digest, for workers to be held against each other.
   *
   * @param key - its digest
   */
  print(key: string, digest: string): void {
    this.#touch();
    this.#tally.prints.push([key, digest]);
  }

  /** Whether a request of this latency is among the ten slowest so far: asked before an exemplar is made. */
  slowerThanKept(latencyMs: number): boolean {
    return this.#tally.exemplars.slowerThanKept(latencyMs);
  }

  /** Whether another failed exemplar would be kept: asked before one is made. */
  get wantsFailed(): boolean {
    return this.#tally.exemplars.wantsFailed;
  }

  /**
   * Keeps an exchange, if it is still among those to keep.
   *
   * @param exemplar - redacted and bounded; its times of day are of the clock, and become times since the run's start
   */
  keepExemplar(exemplar: Exemplar): void {
    this.#touch();
    const { startMs } = this.#rotation;
    const { sentMs } = exemplar;
    this.#tally.exemplars.keep({
      ...exemplar,
      intendedMs: toWholeNanoseconds(exemplar.intendedMs - startMs),
      ...(sentMs === undefined ? {} : { sentMs: toWholeNanoseconds(sentMs - startMs) }),
    });
  }

  #at(completedMs: number): void {
    if (completedMs >= this.#rotation.sliceEndMs) this.#rotation.rotate(completedMs);
    this.#touch();
  }

  #touch(): void {
    if (!this.#tally.touched) this.#rotation.touch(this.#tally);
  }
}

/**
 * A time without the noise of floating-point arithmetic: clocks tell nanoseconds, and whole ones are stored in a third
 * of the space (`bytes.ts`).
 */
export function toWholeNanoseconds(timeMs: number): number {
  return Math.round(timeMs * 1e6) / 1e6;
}
