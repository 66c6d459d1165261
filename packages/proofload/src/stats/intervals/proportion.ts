/** Intervals for a proportion of independent trials. For requests in time, which are not, see `ratioInterval`. */
import { betaQuantile } from '../distributions/beta.ts';
import { normalQuantile } from '../distributions/normal.ts';
import { requireProbability, StatsInputError } from '../errors.ts';

/** An interval with both ends. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

function check(where: string, events: number, trials: number, confidence: number): void {
  if (!(trials > 0)) throw new StatsInputError(where, 'at least one trial', trials);
  if (!(events >= 0 && events <= trials)) throw new StatsInputError(where, `events from 0 to ${trials}`, events);
  requireProbability(where, confidence);
}

/**
 * Wilson's score interval. Source: Wilson (1927); Brown, Cai and DasGupta (2001) for why not the textbook one.
 * @example wilson(15, 150) // { lower: 0.0617…, upper: 0.1580… }
 */
export function wilson(events: number, trials: number, confidence = 0.95): Interval {
  check('wilson', events, trials, confidence);
  const z = normalQuantile((1 + confidence) / 2);
  const rate = events / trials;
  const shrink = 1 + (z * z) / trials;
  const centre = (rate + (z * z) / (2 * trials)) / shrink;
  const half = (z * Math.sqrt((rate * (1 - rate)) / trials + (z * z) / (4 * trials * trials))) / shrink;
  // At no events, and at nothing but events, the end is exact and rounding must not move it.
  return {
    lower: events === 0 ? 0 : Math.max(0, centre - half),
    upper: events === trials ? 1 : Math.min(1, centre + half),
  };
}

/**
 * The exact interval, which covers at least as often as it says. Source: Clopper and Pearson (1934).
 * @example clopperPearson(0, 500) // { lower: 0, upper: 0.00735… }
 */
export function clopperPearson(events: number, trials: number, confidence = 0.95): Interval {
  check('clopperPearson', events, trials, confidence);
  const tail = (1 - confidence) / 2;
  return {
    lower: events === 0 ? 0 : betaQuantile(tail, events, trials - events + 1),
    upper: events === trials ? 1 : betaQuantile(1 - tail, events + 1, trials - events),
  };
}
