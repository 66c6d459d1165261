/**
 * Whether the same key gave the same bytes to all workers: each holds the answers that it gets against its own first one,
 * and here the first ones of all are held against each other.
 */
import type { Slice } from './slice.ts';
import type { SliceReader } from './slice-reader.ts';
import type { OperationTally, Tally } from './tally.ts';

/** Past this many keys no further ones are held against one another. */
const MOST_KEYS = 100_000;

export class Prints {
  readonly #tally: Tally;
  readonly #digests = new Map<OperationTally, Map<string, string>>();
  #keys = 0;

  /** @param tally - gets the failures */
  constructor(tally: Tally) {
    this.#tally = tally;
  }

  /** Compares what a worker saw first in a second; `reader` has read the slice. */
  compare(reader: SliceReader, { second, prints = [] }: Slice): void {
    for (const [id, key, digest] of prints) {
      const operation = reader.operation(id);
      const first = this.#first(operation, key, digest);
      if (first === digest) continue;
      this.#tally.touch(operation);
      operation.counts.failed += 1;
      const message = 'the bytes are not those that the same key gave to another worker';
      operation.errors.add('identical', message, 1, second * 1000, second * 1000);
    }
  }

  #first(operation: OperationTally, key: string, digest: string): string {
    const digests = this.#digests.get(operation) ?? new Map<string, string>();
    this.#digests.set(operation, digests);
    const known = digests.get(key);
    if (known !== undefined) return known;
    if (this.#keys < MOST_KEYS) {
      digests.set(key, digest);
      this.#keys += 1;
    }
    return digest;
  }
}
