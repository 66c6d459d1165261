/** How many iterations a worker may begin: a number for each user, or one that its users share. */
export class IterationBudget {
  #left: number;
  readonly #perUser: number | undefined;
  readonly #takenBy = new Map<number, number>();

  /**
   * @param total - iterations of this worker in all
   * @param perUser - at most so many for each user; `undefined`: first come, first served
   */
  constructor(total: number, perUser: number | undefined) {
    this.#left = total;
    this.#perUser = perUser;
  }

  /** True when users share what there is, first come, first served. */
  get shared(): boolean {
    return this.#perUser === undefined;
  }

  /** Takes one for the user with this index; false when there is none left for it. */
  take(index: number): boolean {
    if (this.#left === 0) return false;
    if (this.#perUser !== undefined) {
      const taken = this.#takenBy.get(index) ?? 0;
      if (taken >= this.#perUser) return false;
      this.#takenBy.set(index, taken + 1);
    }
    this.#left -= 1;
    return true;
  }

  get spent(): boolean {
    return this.#left === 0;
  }

  /** Iterations that were never begun. */
  get left(): number {
    return this.#left;
  }
}
