/** First in, first out, on a ring that grows by doubling, so that a long queue costs no shifting. */
export class Fifo<Item> {
  #ring: (Item | undefined)[] = new Array(16);
  #head = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  push(item: Item): void {
    this.#grow();
    this.#ring[(this.#head + this.#size) % this.#ring.length] = item;
    this.#size += 1;
  }

  /** Puts an item back to the front. */
  unshift(item: Item): void {
    this.#grow();
    this.#head = (this.#head + this.#ring.length - 1) % this.#ring.length;
    this.#ring[this.#head] = item;
    this.#size += 1;
  }

  /** @throws RangeError when there is nothing. */
  shift(): Item {
    if (this.#size === 0) throw new RangeError('The queue is empty.');
    const item = this.#ring[this.#head] as Item;
    this.#ring[this.#head] = undefined;
    this.#head = (this.#head + 1) % this.#ring.length;
    this.#size -= 1;
    return item;
  }

  clear(): void {
    this.#ring = new Array(16);
    this.#head = 0;
    this.#size = 0;
  }

  #grow(): void {
    const { length } = this.#ring;
    if (this.#size < length) return;
    const grown: (Item | undefined)[] = new Array(length * 2);
    for (let i = 0; i < length; i += 1) grown[i] = this.#ring[(this.#head + i) % length];
    this.#ring = grown;
    this.#head = 0;
  }
}
