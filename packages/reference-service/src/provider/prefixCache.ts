/**
 * What the provider remembers of earlier prompts: a prompt that begins like an earlier one skips the work on the shared
 * beginning. Text is cut into blocks; a block's key hashes all that is before it, so a block is found only with the
 * same beginning. The least recently used blocks are forgotten.
 */
import { hashText } from '../random/random.ts';

const BLOCK_CHARACTERS = 256;

export class PrefixCache {
  readonly #capacity: number;
  /** In the order of use; a Map iterates in the order of insertion. */
  readonly #blocks = new Map<string, true>();

  constructor(capacityBlocks: number) {
    this.#capacity = capacityBlocks;
  }

  /** How many characters at the start of a prompt were seen before; the prompt is remembered from now on. */
  seen(prompt: string): number {
    let forward = 0x811c9dc5;
    let backward = 0x9747b28c;
    let known = 0;
    let isKnown = true;
    for (let end = BLOCK_CHARACTERS; end <= prompt.length; end += BLOCK_CHARACTERS) {
      const block = prompt.slice(end - BLOCK_CHARACTERS, end);
      // Two hashes chained from block to block: 64 bits, so that strangers practically never meet.
      forward = hashText(block, forward);
      backward = hashText(block, backward ^ forward);
      const key = `${forward}.${backward}`;
      isKnown = this.#blocks.delete(key) && isKnown;
      this.#blocks.set(key, true);
      if (isKnown) known = end;
    }
    for (const key of this.#blocks.keys()) {
      if (this.#blocks.size <= this.#capacity) break;
      this.#blocks.delete(key);
    }
    return known;
  }
}
