/**
 * The search for a capacity: which level of load to try next, from what became of those before.
 *
 *     rise: double until one fails ─▶ bisect until high / low is precise ─▶ retest high, then low ─▶ over
 *       └─ the first fails already: fall, halving until one passes ─┘         └ not confirmed: search on from there
 *
 * Levels are a rate per second or a number of users. Pure: whoever searches tries a level and tells the outcome.
 */

/** Why a level is tried. */
export type SearchPurpose = 'rise' | 'fall' | 'bisect' | 'retest';

/** What to try next. */
export interface SearchStep {
  readonly level: number;
  readonly purpose: SearchPurpose;
}

/** Where a search began and where it may go. */
export interface SearchOptions {
  readonly start: number;
  /** The highest level that may be tried. */
  readonly most: number;
  /** Below this nothing is tried. */
  readonly least: number;
  /** How near the highest that passes and the lowest that fails must come: 0.05 is 5 %. */
  readonly precision: number;
  /** Levels are whole: users. */
  readonly whole: boolean;
}

/** What a search found. */
export interface SearchResult {
  /** The highest level that passes; undefined where none does. */
  readonly passing: number | undefined;
  /** The lowest level above it that fails; undefined where none was found up to the highest allowed. */
  readonly failing: number | undefined;
  /** Both were tried again, with the same outcome. */
  readonly confirmed: boolean;
}

/** A bracket that keeps being contradicted is given up after so many corrections: the target itself varies. */
const MOST_CORRECTIONS = 4;
/** After a correction the truth is near: steps of this factor, not of two. */
const SMALL_STEP = 1.1;

type Phase = SearchPurpose | 'retest high' | 'retest low' | 'over';

/**
 * One search.
 *
 * @example
 * const search = new CapacitySearch({ start: 10, most: 1e6, least: 0.1, precision: 0.05, whole: false });
 * for (let step = search.next(); step !== undefined; step = search.next()) search.tell(step.level < 200);
 * search.result.passing; // 195.7
 */
export class CapacitySearch {
  readonly #options: SearchOptions;
  #phase: Phase = 'rise';
  #level: number;
  #factor = 2;
  #low: number | undefined;
  #high: number | undefined;
  /** Levels that passed when they were last tried, ascending. */
  readonly #passed = new Set<number>();
  #corrections = 0;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#level = this.#round(Math.min(options.start, options.most));
  }

  /** The next level; undefined when the search is over. */
  next(): SearchStep | undefined {
    if (this.#phase === 'over') return undefined;
    const isRetest = this.#phase === 'retest high' || this.#phase === 'retest low';
    return { level: this.#level, purpose: isRetest ? 'retest' : (this.#phase as SearchPurpose) };
  }

  /** What became of the level that `next` gave. */
  tell(passed: boolean): void {
    const level = this.#level;
    if (passed) this.#passed.add(level);
    else for (const other of this.#passed) if (other >= level) this.#passed.delete(other);
    switch (this.#phase) {
      case 'rise':
        this.#afterRise(level, passed);
        break;
      case 'fall':
        this.#afterFall(level, passed);
        break;
      case 'bisect':
        if (passed) this.#low = level;
        else this.#high = level;
        this.#narrow();
        break;
      case 'retest high':
        if (passed) this.#correctUpwards(level);
        else this.#go('retest low', this.#low as number);
        break;
      case 'retest low':
        if (passed) this.#phase = 'over';
        else this.#correctDownwards(level);
        break;
    }
  }

  get result(): SearchResult {
    const confirmed = this.#corrections <= MOST_CORRECTIONS && this.#low !== undefined && this.#high !== undefined;
    return { passing: this.#low, failing: this.#high, confirmed: confirmed && this.#phase === 'over' };
  }

  #afterRise(level: number, passed: boolean): void {
    if (!passed) {
      this.#high = level;
      if (this.#low === undefined) this.#fall();
      else this.#narrow();
      return;
    }
    this.#low = level;
    this.#rise();
  }

  #rise(): void {
    const { most } = this.#options;
    const low = this.#low as number;
    if (low >= most) this.#phase = 'over';
    else this.#go('rise', Math.min(most, Math.max(low * this.#factor, this.#options.whole ? low + 1 : 0)));
  }

  #afterFall(level: number, passed: boolean): void {
    if (passed) {
      this.#low = level;
      this.#narrow();
    } else {
      this.#high = level;
      this.#fall();
    }
  }

  #fall(): void {
    const next = this.#round((this.#high as number) / this.#factor);
    if (next < this.#options.least || next >= (this.#high as number)) this.#phase = 'over';
    else this.#go('fall', next);
  }

  #narrow(): void {
    const [low, high] = [this.#low as number, this.#high as number];
    const middle = this.#round(Math.sqrt(low * high));
    const isPrecise = high / low <= 1 + this.#options.precision || middle <= low || middle >= high;
    if (isPrecise) this.#go('retest high', high);
    else this.#go('bisect', middle);
  }

  #correctUpwards(level: number): void {
    if (!this.#mayCorrect()) return;
    this.#low = level;
    this.#high = undefined;
    this.#rise();
  }

  #correctDownwards(level: number): void {
    this.#high = level;
    const below = [...this.#passed].filter((passed) => passed < level);
    this.#low = below.length === 0 ? undefined : Math.max(...below);
    if (!this.#mayCorrect()) return;
    if (this.#low === undefined) this.#fall();
    else this.#narrow();
  }

  #mayCorrect(): boolean {
    this.#corrections += 1;
    this.#factor = SMALL_STEP;
    if (this.#corrections <= MOST_CORRECTIONS) return true;
    this.#phase = 'over';
    return false;
  }

  #go(phase: Phase, level: number): void {
    this.#phase = phase;
    this.#level = this.#round(level);
  }

  #round(level: number): number {
    return this.#options.whole ? Math.max(1, Math.round(level)) : Number(level.toPrecision(4));
  }
}
