/**
 * Whether something grows without end: memory over the cycles of a test or a soak, latency over time. A cache fills up and
 * stops, a leak does not.
 *
 * A leak if and only if, after the first quarter is dropped,
 * - it rises: Mann-Kendall with ties and autocorrelation, p < 0.01;
 * - it rises by more than a floor: the lower end of the Theil-Sen slope's interval is above it;
 * - it goes on: the slope of the second half is at least half of that of the first.
 */
import { requireFinite, StatsInputError } from '../errors.ts';
import { type MannKendall, mannKendall } from '../series/mann-kendall.ts';
import { type TheilSen, theilSen } from '../series/theil-sen.ts';

/** What `growth` finds. */
export interface Growth {
  /** `leak`: grows and goes on growing. `plateau`: grew and slowed down. `none`: no growth above the floor was proven. */
  readonly status: 'leak' | 'plateau' | 'none';
  /** Slope per unit of time, with its 95 % interval. */
  readonly slope: TheilSen;
  readonly test: MannKendall;
  /** Slopes of the two halves of what was looked at. */
  readonly halves: readonly [number, number];
  /** How many values were looked at, the first quarter left out. */
  readonly count: number;
}

/** How to judge. */
export interface GrowthOptions {
  /** When each value was taken; default 0, 1, 2, … (cycles). */
  readonly times?: ArrayLike<number>;
  /** Growth per unit of time that is no concern; 0. */
  readonly floor?: number;
  /** 0.01. */
  readonly level?: number;
}

const FEWEST_VALUES = 20;

/**
 * Tests a series of at least 20 values in order of time for growth without end. For shrinking (a throughput that drifts
 * down), pass the values negated. Throws StatsInputError with fewer values.
 * @example growth(heapAfterCollection, { floor: 64 }).status // 'leak': more than 64 bytes per cycle stay behind
 */
export function growth(values: ArrayLike<number>, options: GrowthOptions = {}): Growth {
  requireFinite('growth', values);
  if (values.length < FEWEST_VALUES) throw new StatsInputError('growth', `at least ${FEWEST_VALUES} values`, values);
  const { times, floor = 0, level = 0.01 } = options;
  const first = Math.floor(values.length / 4);
  const rest = Array.from(values).slice(first);
  const at = rest.map((_, i) => times?.[first + i] ?? first + i);
  const test = mannKendall(rest);
  const slope = theilSen(rest, { times: at, varianceOfS: test.variance });
  const half = Math.floor(rest.length / 2);
  const slopeOf = (from: number, to?: number): number =>
    theilSen(rest.slice(from, to), { times: at.slice(from, to), varianceOfS: 0 }).slope;
  const halves = [slopeOf(0, half), slopeOf(half)] as const;
  const grows = test.s > 0 && test.p < level && slope.lower > floor;
  const goesOn = halves[1] >= halves[0] / 2;
  return { status: grows ? (goesOn ? 'leak' : 'plateau') : 'none', slope, test, halves, count: rest.length };
}
