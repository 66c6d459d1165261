/**
 * Looking at a growing comparison up to three times without cheating: the boundaries of O'Brien and Fleming, which ask the
 * most of the first look. Sources: O'Brien and Fleming (1979); constants from Jennison and Turnbull, "Group Sequential
 * Methods" (2000), table 2.3, for two-sided 5 %.
 */
import { normalCdf, normalQuantile } from '../distributions/normal.ts';
import { requireProbability, StatsInputError } from '../errors.ts';

/** The last boundary for one, two and three looks; the one at look i of n is sqrt(n / i) times it. */
const LAST_BOUNDARY: readonly number[] = [1.96, 1.977, 2.004];

/** Which look at the data this is, and of how many at most. */
export interface Look {
  readonly look: number;
  /** 1 to 3. */
  readonly of: number;
}

/**
 * The one-sided level at this look that keeps `level` over all looks. At 0.025 it is half of the published two-sided 0.0005,
 * 0.014 and 0.045 for three looks. Boundaries for smaller levels are scaled from those, which errs on the strict side.
 * @example lookLevel(0.025, { look: 1, of: 3 }) // 0.00026
 */
export function lookLevel(level: number, { look, of }: Look): number {
  requireProbability('lookLevel', level);
  const last = LAST_BOUNDARY[of - 1];
  if (last === undefined) throw new StatsInputError('lookLevel', 'one to three looks', of);
  if (!(Number.isInteger(look) && look >= 1 && look <= of)) {
    throw new StatsInputError('lookLevel', `a look from 1 to ${of}`, look);
  }
  if (of === 1) return level;
  const boundary = -normalQuantile(level) * (last / -normalQuantile(0.025)) * Math.sqrt(of / look);
  return normalCdf(-boundary);
}
