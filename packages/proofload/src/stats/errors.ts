/** The one error of this room: a caller asked for the statistics of something that has none. */

/** Thrown when an argument lies outside of what a formula is defined for; nothing is guessed in its place. */
export class StatsInputError extends RangeError {
  readonly code = 'STATS_INPUT';
  /** The function that refused. */
  readonly where: string;
  /** What it was given. */
  readonly value: unknown;

  constructor(where: string, expected: string, value: unknown) {
    super(`${where} needs ${expected}, and was given ${describe(value)}.`);
    this.name = 'StatsInputError';
    this.where = where;
    this.value = value;
  }
}

function describe(value: unknown): string {
  return Array.isArray(value) || ArrayBuffer.isView(value)
    ? `${(value as ArrayLike<unknown>).length} values`
    : `${value}`;
}

/** Throws unless `p` is a probability strictly between 0 and 1. */
export function requireProbability(where: string, p: number): void {
  if (!(p > 0 && p < 1)) throw new StatsInputError(where, 'a probability between 0 and 1', p);
}

/** Throws when any value is NaN or infinite: a mean or a rank of such values would be silently wrong. */
export function requireFinite(where: string, values: ArrayLike<number>): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new StatsInputError(where, `finite numbers (position ${i})`, values[i]);
  }
}
