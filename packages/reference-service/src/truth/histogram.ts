/**
 * A histogram of logarithmic buckets: any number of values in bounded memory, with quantiles within 0.1 %.
 *
 * Bucket i holds values in [G^i, G^(i+1)) with G = 1.002, so the middle of a bucket is within (sqrt(G) - 1) = 0.1 % of
 * every value in it. Values below a nanosecond's worth (1e-6 ms) count as zero. Minimum, maximum and mean are exact.
 */

const GROWTH = Math.log(1.002);
const SMALLEST_MS = 1e-6;
/** Up to 1e8 ms, a day and more. */
const BUCKETS = Math.ceil(Math.log(1e8 / SMALLEST_MS) / GROWTH);

/** What is told of a histogram; absent while it is empty. All in milliseconds. */
export interface Summary {
  readonly count: number;
  readonly minMs: number;
  readonly meanMs: number;
  readonly maxMs: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
}

/** Three decimals: a microsecond. */
function rounded(valueMs: number): number {
  return Math.round(valueMs * 1000) / 1000;
}

export class LogHistogram {
  #zeros = 0;
  #buckets = new Uint32Array(0);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  record(valueMs: number): void {
    this.#count++;
    this.#sum += valueMs;
    if (valueMs < this.#min) this.#min = valueMs;
    if (valueMs > this.#max) this.#max = valueMs;
    if (valueMs < SMALLEST_MS) {
      this.#zeros++;
      return;
    }
    const index = Math.min(Math.floor(Math.log(valueMs / SMALLEST_MS) / GROWTH), BUCKETS - 1);
    if (index >= this.#buckets.length) {
      const grown = new Uint32Array(Math.min(BUCKETS, index + 1024));
      grown.set(this.#buckets);
      this.#buckets = grown;
    }
    this.#buckets[index]!++;
  }

  /** The value at rank ceil(q n), the nearest-rank quantile; NaN when empty. */
  quantile(q: number): number {
    if (this.#count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(q * this.#count));
    let seen = this.#zeros;
    if (seen >= rank) return Math.max(0, this.#min);
    for (let index = 0; index < this.#buckets.length; index++) {
      seen += this.#buckets[index]!;
      if (seen >= rank) {
        const middle = SMALLEST_MS * Math.exp((index + 0.5) * GROWTH);
        return Math.min(this.#max, Math.max(this.#min, middle));
      }
    }
    return this.#max;
  }

  summary(): Summary | undefined {
    if (this.#count === 0) return undefined;
    const at = (q: number): number => rounded(this.quantile(q));
    return {
      count: this.#count,
      minMs: rounded(this.#min),
      meanMs: rounded(this.#sum / this.#count),
      maxMs: rounded(this.#max),
      p50: at(0.5),
      p75: at(0.75),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
      p999: at(0.999),
    };
  }

  /** The filled buckets as [upper bound in ms, count], ascending. */
  buckets(): (readonly [number, number])[] {
    const filled: (readonly [number, number])[] = this.#zeros > 0 ? [[SMALLEST_MS, this.#zeros]] : [];
    this.#buckets.forEach((count, index) => {
      if (count > 0) filled.push([Number((SMALLEST_MS * Math.exp((index + 1) * GROWTH)).toPrecision(7)), count]);
    });
    return filled;
  }
}
