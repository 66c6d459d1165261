/**
 * Merging the slices of several workers into those of the run: one for each second, with ids of the run's own.
 */

import { Prints } from './prints.ts';
import type { Slice } from './slice.ts';
import { SliceReader } from './slice-reader.ts';
import { MOST_OPERATIONS, Tally } from './tally.ts';

interface Sender {
  readonly reader: SliceReader;
  /** Slices that wait for those of other workers, in order. */
  readonly waiting: Slice[];
  /** The last second of which the worker has sent a slice; infinite when it has ended. */
  reached: number;
}

/**
 * Hands over each second as soon as every worker that is left has sent it, in order. A worker must send its slices in
 * order; it may leave out seconds in which nothing happened.
 *
 * @example
 * const merger = new SliceMerger(2);
 * merger.add(0, first);  // []
 * merger.add(1, second); // [the merged slice]
 */
export class SliceMerger {
  readonly #tally = new Tally(MOST_OPERATIONS);
  readonly #senders: readonly Sender[];
  readonly #prints = new Prints(this.#tally);

  constructor(workers: number) {
    this.#senders = Array.from({ length: workers }, () => ({
      reader: new SliceReader(this.#tally),
      waiting: [],
      reached: -1,
    }));
  }

  /**
   * Takes a worker's slice.
   *
   * @param worker - its number, from 0
   * @returns the seconds that are complete by it
   * @throws {CorruptMeasurementError} when the slice cannot be read
   */
  add(worker: number, slice: Slice): readonly Slice[] {
    const sender = this.#sender(worker);
    // Those of an only worker are the run's own as they are: merging them would take as much memory and time as recording.
    if (this.#senders.length === 1) return [slice];
    sender.waiting.push(slice);
    sender.reached = Math.max(sender.reached, slice.second);
    return this.#complete();
  }

  /**
   * A worker has ended and sends nothing more.
   *
   * @returns the seconds that waited for nothing else
   */
  end(worker: number): readonly Slice[] {
    this.#sender(worker).reached = Number.POSITIVE_INFINITY;
    return this.#complete();
  }

  #sender(worker: number): Sender {
    const sender = this.#senders[worker];
    if (sender === undefined) throw new RangeError(`There is no worker ${worker} to merge slices of.`);
    return sender;
  }

  #complete(): readonly Slice[] {
    const reached = Math.min(...this.#senders.map((sender) => sender.reached));
    const complete: Slice[] = [];
    for (;;) {
      const second = Math.min(...this.#senders.map(({ waiting }) => waiting[0]?.second ?? Number.POSITIVE_INFINITY));
      if (second > reached || second === Number.POSITIVE_INFINITY) return complete;
      complete.push(this.#merge(second));
    }
  }

  #merge(second: number): Slice {
    const { generator } = this.#tally;
    for (const { reader, waiting } of this.#senders) {
      while (waiting[0]?.second === second) {
        const slice = waiting.shift()!;
        reader.add(slice);
        this.#prints.compare(reader, slice);
        generator.workers = [...generator.workers, ...slice.generator.workers];
      }
    }
    return this.#tally.pack(second);
  }
}
