/** Everything measured in a run, with the seconds of the warm-up kept apart from those that count. */
import { Aggregate } from '../measure/aggregate.ts';
import type { Slice } from '../measure/slice.ts';

/**
 * Takes the slices of a run, each second once and in order.
 *
 * @example
 * const measurements = new Measurements(10_000);
 * for (const line of lines) measurements.add(decodeSlice(line));
 * measurements.counted.operations; // from second 10 on
 */
export class Measurements {
  /** The seconds that are cut: shown over time, and nowhere else. */
  readonly warmup = new Aggregate();
  /** The seconds that count. */
  readonly counted = new Aggregate();
  /** The first second that counts; one that the warm-up ends in is cut. */
  readonly firstSecond: number;

  /** @param warmupMs - cut from the beginning, in ms */
  constructor(warmupMs: number) {
    this.firstSecond = Math.ceil(warmupMs / 1000);
  }

  /** @throws {CorruptMeasurementError} when the slice cannot be read, or an earlier one with a name is missing */
  add(slice: Slice): void {
    if (slice.second >= this.firstSecond) {
      this.counted.add(slice);
      return;
    }
    this.warmup.add(slice);
    // Later slices refer to names by the ids that this one gives them.
    this.counted.add({ ...NOTHING, second: 0, dictionary: slice.dictionary });
  }

  /** How many seconds there are, those of the warm-up included. */
  get seconds(): number {
    return Math.max(this.warmup.seconds, this.counted.seconds);
  }

  /** The aggregate that a second is in. */
  at(second: number): Aggregate {
    return second < this.firstSecond ? this.warmup : this.counted;
  }
}

const NOTHING = {
  operations: new Uint8Array(0),
  errors: [],
  exemplars: [],
  checks: [],
  metrics: [],
  generator: { iterations: 0, dropped: 0, sendLag: '', loopLag: '', workers: [] },
} as const;
