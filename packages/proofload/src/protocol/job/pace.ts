/**
 * How long to wait between polls: pure functions of how many there were.
 */

/** The pause from one poll to the next. The first two are the waits of that name. */
export type PollPace =
  | { readonly kind: 'constant'; readonly ms: number }
  | { readonly kind: 'between'; readonly minMs: number; readonly maxMs: number }
  /** The n-th pause is `firstMs` times `factor` to the power of n - 1, at most `mostMs`, less up to a share `jitter` of it. */
  | {
      readonly kind: 'backoff';
      readonly firstMs: number;
      readonly factor: number;
      readonly mostMs: number;
      readonly jitter: number;
    };

/**
 * The pause before a poll.
 *
 * @param polls - how many there were before
 * @param draw - a random number in [0, 1)
 * @returns milliseconds
 * @example
 * pauseMs({ kind: 'backoff', firstMs: 250, factor: 1.5, mostMs: 5000, jitter: 0 }, 2, 0); // 562.5
 */
export function pauseMs(pace: PollPace, polls: number, draw: number): number {
  switch (pace.kind) {
    case 'constant':
      return pace.ms;
    case 'between':
      return pace.minMs + (pace.maxMs - pace.minMs) * draw;
    case 'backoff': {
      const grownMs = Math.min(pace.firstMs * pace.factor ** polls, pace.mostMs);
      return grownMs * (1 - pace.jitter * draw);
    }
  }
}
