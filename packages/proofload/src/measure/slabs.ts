/**
 * Bytes that are kept to the end of a run, one after the other in large buffers: tens of thousands of small buffers
 * would take 300 bytes each beside what they hold.
 */

const SLAB = 65_536;

/** Where bytes are kept. */
export interface Kept {
  readonly slab: Uint8Array;
  readonly start: number;
  readonly end: number;
}

export class Slabs {
  #slab = new Uint8Array(0);
  #length = 0;

  /** Keeps a copy. */
  keep(bytes: Uint8Array): Kept {
    if (this.#length + bytes.length > this.#slab.length) {
      this.#slab = new Uint8Array(Math.max(SLAB, bytes.length));
      this.#length = 0;
    }
    const start = this.#length;
    this.#slab.set(bytes, start);
    this.#length += bytes.length;
    return { slab: this.#slab, start, end: this.#length };
  }
}

/** What was kept; not to be changed. */
export function bytesOf({ slab, start, end }: Kept): Uint8Array {
  return slab.subarray(start, end);
}
