/** Axes: where a value stands, and at which round values an axis is marked. */

/** From values to places on a line. */
export interface Scale {
  readonly kind: 'linear' | 'logarithmic';
  /** The place of a value; values outside of the domain are put at its ends. */
  readonly at: (value: number) => number;
  /** Round values within the domain, ascending. */
  readonly ticks: readonly number[];
}

/** Where a domain is drawn. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A scale from zero to at least `largest`, up to a round value.
 *
 * @param wanted - about so many ticks
 */
export function linearScale(largest: number, range: Range, wanted: number): Scale {
  const top = largest > 0 && Number.isFinite(largest) ? largest : 1;
  const step = roundStep(top / wanted);
  const steps = Math.ceil(top / step - 1e-9);
  const end = steps * step;
  return {
    kind: 'linear',
    at: (value) => range.from + (clamp(value, 0, end) / end) * (range.to - range.from),
    ticks: Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12))),
  };
}

/** A round number, 1, 2 or 5 times a power of ten, that is at least `size`. */
function roundStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size));
  return ([1, 2, 5].find((digit) => digit * power >= size * (1 - 1e-9)) ?? 10) * power;
}

/**
 * A logarithmic scale of exactly the values given.
 *
 * @param wanted - at most about so many ticks: 1, 2 and 5 of each power of ten, or powers alone where these are too many
 */
export function logarithmicScale(smallest: number, largest: number, range: Range, wanted: number): Scale {
  const low = Math.log10(Math.max(smallest, Number.MIN_VALUE));
  const high = Math.max(low + 1e-6, Math.log10(Math.max(largest, Number.MIN_VALUE)));
  const ticksOf = (digits: readonly number[], every: number) => {
    const ticks: number[] = [];
    for (let power = Math.floor(low); power <= high; power += 1) {
      if (power % every !== 0) continue;
      for (const digit of digits) ticks.push(Number((digit * 10 ** power).toPrecision(6)));
    }
    return ticks.filter((tick) => Math.log10(tick) >= low - 1e-9 && Math.log10(tick) <= high + 1e-9);
  };
  const choices = [ticksOf([1, 2, 5], 1), ticksOf([1, 3], 1), ticksOf([1], 1), ticksOf([1], 2), ticksOf([1], 4)];
  return {
    kind: 'logarithmic',
    at: (value) => {
      const place = (clamp(Math.log10(Math.max(value, Number.MIN_VALUE)), low, high) - low) / (high - low);
      return range.from + place * (range.to - range.from);
    },
    ticks: choices.find((ticks) => ticks.length <= wanted) ?? [],
  };
}

const TIME_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** A scale of a run's time, marked at round seconds, minutes or hours; values are milliseconds. */
export function timeScale(totalMs: number, range: Range, wanted: number): Scale {
  const total = totalMs > 0 ? totalMs : 1000;
  const day = TIME_STEPS_S.at(-1) ?? 1;
  const seconds =
    TIME_STEPS_S.find((step) => total / 1000 / step <= wanted) ?? Math.ceil(total / 1000 / wanted / day) * day;
  const step = seconds * 1000;
  return {
    kind: 'linear',
    at: (value) => range.from + (clamp(value, 0, total) / total) * (range.to - range.from),
    ticks: Array.from({ length: Math.floor(total / step + 1e-9) + 1 }, (_, index) => index * step),
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
