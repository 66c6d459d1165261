/**
 * The batches of one worker: what one at a time takes, by name, and the function by which a task runs batches.
 */

import type { Recorder } from '../../measure/recorder.ts';
import type { Caller } from '../caller.ts';
import { groupedTags } from '../grouping.ts';
import { BatchCall } from './batch-call.ts';
import type { BatchOptions, BatchResult, RunBatch } from './types.ts';

export interface BatchesOptions {
  readonly recorder: Recorder;
  /** The clock's time in ms. */
  readonly now: () => number;
}

/** What one item at a time took so far. */
interface Single {
  count: number;
  sumMs: number;
}

/**
 * One for each worker.
 *
 * @example
 * const batches = new Batches({ recorder, now: () => clock.now() });
 * const batch = batches.of(caller);
 */
export class Batches {
  readonly #options: BatchesOptions;
  readonly #singles = new Map<string, Single>();

  constructor(options: BatchesOptions) {
    this.#options = options;
  }

  /** The function that a virtual user's tasks are given as `batch`. */
  of(caller: Caller): RunBatch {
    return async (name, options) => {
      const sizes = checkedSizes(name, options);
      const results: BatchResult[] = [];
      for (const size of sizes) results.push(await this.#run(caller, name, size, options));
      return results;
    };
  }

  async #run(caller: Caller, name: string, size: number, options: BatchOptions): Promise<BatchResult> {
    const { recorder, now } = this.#options;
    const startMs = now();
    caller.begin(startMs);
    const mode = options.one === undefined ? 'parallel' : 'one';
    const tags = { batch: name, size: String(size), mode };
    const call = new BatchCall(
      caller,
      recorder.operation(`${name} (${size})`, 'batch', groupedTags(caller, tags)),
      startMs,
    );
    const outcome = await call.run(callsOf(options, size), recorder, now);
    // A clock may not have moved on for calls that did nothing.
    const durationMs = Math.max(call.timings.serviceMs, 1e-6);
    const itemsPerSecond = (size * 1000) / durationMs;
    const speedup = outcome.ok ? this.#speedup(`${mode} ${name}`, size, durationMs) : undefined;
    const efficiency = speedup === undefined ? undefined : speedup / size;
    if (outcome.ok) {
      call.operation.trend('perItem').record(durationMs / size);
      call.operation.trend('itemsPerSecond').record(itemsPerSecond);
    }
    if (speedup !== undefined) call.operation.trend('speedup').record(speedup);
    if (efficiency !== undefined) call.operation.trend('efficiency').record(efficiency);
    if (outcome.thrown !== undefined) throw outcome.thrown.reason;
    return { size, ok: outcome.ok, durationMs, itemsPerSecond, speedup, efficiency };
  }

  /** Against the mean of all that were done one at a time, since a single one would make every ratio to it uncertain. */
  #speedup(key: string, size: number, durationMs: number): number | undefined {
    const single = this.#singles.get(key) ?? { count: 0, sumMs: 0 };
    this.#singles.set(key, single);
    if (size === 1) {
      single.count += 1;
      single.sumMs += durationMs;
    }
    return single.count === 0 ? undefined : (size * single.sumMs) / single.count / durationMs;
  }
}

function callsOf({ parallel, one }: BatchOptions, size: number): readonly (() => unknown)[] {
  if (one !== undefined) return [() => one(size)];
  return Array.from({ length: size }, (_, index) => () => parallel!(index, size));
}

function checkedSizes(name: unknown, options: BatchOptions): readonly number[] {
  if (typeof name !== 'string' || name.trim() === '') {
    throw new TypeError("batch() takes a name first: batch('transform', { sizes, parallel }).");
  }
  const { sizes, parallel, one } = options;
  const isSize = (size: unknown) => Number.isSafeInteger(size) && Number(size) >= 1;
  if (!Array.isArray(sizes) || sizes.length === 0 || !sizes.every(isSize)) {
    throw new TypeError(`The batch "${name}" needs sizes: whole numbers of 1 or more, such as [1, 2, 4, 8].`);
  }
  if ((typeof parallel === 'function') === (typeof one === 'function')) {
    throw new TypeError(
      `The batch "${name}" needs one of two functions: parallel (n calls at once) or one (one call for n).`,
    );
  }
  return sizes.includes(1) ? sizes : [1, ...sizes];
}
