/**
 * Lengths of time: what a person writes (`1h30m`) to milliseconds, and milliseconds to what a column shows (`1.24s`).
 */
import { UnitError } from './error.ts';
import { DECIMAL, formatFixed, NO_VALUE, shiftDecimal } from './number.ts';

/** A unit of time by the suffix that it is written with. */
export type DurationUnit = 'us' | 'ms' | 's' | 'm' | 'h' | 'd';

/** What may be asked of {@link parseDuration}. */
export interface ParseDurationOptions {
  /** The unit of a number without one. Without this option such a number is an error, since it is ambiguous. */
  readonly bareUnit?: 's' | 'ms';
}

interface Scale {
  /** One unit is `factor` times ten to the power of `exponent` milliseconds: kept apart so that parsing is exact. */
  readonly factor: number;
  readonly exponent: number;
}

const SCALES: Readonly<Record<DurationUnit, Scale>> = {
  us: { factor: 1, exponent: -3 },
  ms: { factor: 1, exponent: 0 },
  s: { factor: 1, exponent: 3 },
  m: { factor: 60, exponent: 3 },
  h: { factor: 3600, exponent: 3 },
  d: { factor: 86_400, exponent: 3 },
};

const ASCENDING: readonly DurationUnit[] = ['us', 'ms', 's', 'm', 'h', 'd'];

const ACCEPTED = "Accepted are numbers with us, ms, s, m, h or d, such as '250ms', '1.5s', '2m' or '1h30m'.";
const ACCEPTED_BARE = `${ACCEPTED} A number alone is in`;

// duration = part { [ space ] part } | decimal      the latter only where the caller gives a bare unit
// part     = decimal [ space ] unit                 units strictly descending: '1h30m', never '30m1h'
// unit     = 'd' | 'h' | 'm' | 's' | 'ms' | 'us' | 'µs'
const PART = new RegExp(String.raw`\s*(${DECIMAL})\s*(ms|us|µs|μs|s|m|h|d)(?![a-zµμ])`, 'y');
const BARE = new RegExp(`^${DECIMAL}$`);

/**
 * Reads a duration.
 *
 * @returns milliseconds, finite and not negative; fractions allowed.
 * @throws {UnitError} `invalid-duration`
 * @example
 * parseDuration('1m 30s');                // 90000
 * parseDuration('10', { bareUnit: 's' }); // 10000
 */
export function parseDuration(input: string | number, options: ParseDurationOptions = {}): number {
  const text = String(input).trim();
  const { bareUnit } = options;
  const durationMs = BARE.test(text) ? bareUnit && toMs(text, bareUnit) : sumOfParts(text);
  if (durationMs !== undefined && Number.isFinite(durationMs)) return durationMs;
  const accepted =
    bareUnit === undefined ? ACCEPTED : `${ACCEPTED_BARE} ${bareUnit === 's' ? 'seconds' : 'milliseconds'}.`;
  throw new UnitError('invalid-duration', String(input), 'is not a duration', accepted);
}

function sumOfParts(text: string): number | undefined {
  let totalMs = 0;
  let previous = ASCENDING.length;
  PART.lastIndex = 0;
  do {
    const part = PART.exec(text);
    if (part === null) return undefined;
    const [, decimal = '', suffix = ''] = part;
    const unit = (/^[µμ]s$/.test(suffix) ? 'us' : suffix) as DurationUnit;
    const rank = ASCENDING.indexOf(unit);
    if (rank >= previous) return undefined;
    previous = rank;
    totalMs += toMs(decimal, unit);
  } while (PART.lastIndex < text.length);
  return totalMs;
}

function toMs(decimal: string, unit: DurationUnit): number {
  const { factor, exponent } = SCALES[unit];
  return shiftDecimal(decimal, exponent) * factor;
}

function unitMs(unit: DurationUnit): number {
  const { factor, exponent } = SCALES[unit];
  return factor * 10 ** exponent;
}

/**
 * Shows a duration to three digits, in the unit that suits it or in the one given for the whole column.
 *
 * @example
 * formatDuration(412.3);   // '412ms'
 * formatDuration(1240);    // '1.24s'
 * formatDuration(120_000); // '2m 00s'
 */
export function formatDuration(durationMs: number, unit: DurationUnit = naturalUnit(durationMs)): string {
  if (!Number.isFinite(durationMs)) return NO_VALUE;
  if (durationMs < 0) return `-${formatDuration(-durationMs, unit)}`;
  if (durationMs === 0) return unit === 'us' ? '0ms' : `0${unit}`;
  switch (unit) {
    case 'us':
      return `${formatFixed(durationMs * 1000)}µs`;
    case 'ms':
      return `${formatFixed(durationMs)}ms`;
    case 's':
      return `${formatFixed(durationMs / 1000)}s`;
    case 'm':
      return twoUnits(durationMs, 'm', 's', 60);
    case 'h':
      return twoUnits(durationMs, 'h', 'm', 60);
    case 'd':
      return twoUnits(durationMs, 'd', 'h', 24);
  }
}

function twoUnits(durationMs: number, large: DurationUnit, small: DurationUnit, smallPerLarge: number): string {
  const total = Math.round(durationMs / unitMs(small));
  const rest = String(total % smallPerLarge).padStart(2, '0');
  return `${Math.floor(total / smallPerLarge)}${large} ${rest}${small}`;
}

/** The largest unit of which there is at least one, after rounding to three digits (999.6 ms is `1.00s`). */
function naturalUnit(durationMs: number): DurationUnit {
  const rounded = Number(Math.abs(durationMs).toPrecision(3));
  if (rounded === 0) return 'ms';
  return ASCENDING.findLast((unit) => rounded >= unitMs(unit)) ?? 'us';
}

/** The smallest step that a column in this unit shows: two decimals, or the second of two units. */
function resolutionMs(unit: DurationUnit): number {
  const below: Partial<Record<DurationUnit, DurationUnit>> = { m: 's', h: 'm', d: 'h' };
  const second = below[unit];
  return second === undefined ? unitMs(unit) / 100 : unitMs(second);
}

/**
 * One unit for a whole column: the one natural to the largest value, made smaller while the smallest value would show
 * fewer than two digits and the largest would still take at most five.
 *
 * @example
 * const unit = durationUnitFor([88, 412]); // 'ms'
 * formatDuration(88, unit);                // '88.0ms'
 */
export function durationUnitFor(durationsMs: readonly number[]): DurationUnit {
  const sizes = durationsMs.map(Math.abs).filter((size) => Number.isFinite(size) && size > 0);
  if (sizes.length === 0) return 'ms';
  const smallest = Math.min(...sizes);
  const largest = Math.max(...sizes);
  let unit = naturalUnit(largest);
  while (smallest < 10 * resolutionMs(unit)) {
    const smaller = ASCENDING[ASCENDING.indexOf(unit) - 1];
    if (smaller === undefined || largest / unitMs(smaller) >= 100_000) break;
    unit = smaller;
  }
  return unit;
}

/**
 * Writes a duration so that {@link parseDuration} gives back exactly the same milliseconds: for plans, bounds, files.
 *
 * @example
 * writeDuration(1500);   // '1.5s'
 * writeDuration(90_000); // '1m30s'
 */
export function writeDuration(durationMs: number): string {
  let restMs = durationMs;
  let text = '';
  if (durationMs >= 60_000) {
    for (const unit of ['d', 'h', 'm'] as const) {
      const whole = Math.floor(restMs / unitMs(unit));
      if (whole > 0) text += `${whole}${unit}`;
      restMs -= whole * unitMs(unit);
    }
    if (restMs > 0) text += `${shiftDecimal(String(restMs), -3)}s`;
  } else if (durationMs >= 1000) {
    text = `${shiftDecimal(String(durationMs), -3)}s`;
  }
  return text !== '' && parseDuration(text) === durationMs ? text : `${durationMs}ms`;
}
