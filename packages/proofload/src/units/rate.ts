/**
 * Rates: so many things per second, minute, hour or day.
 */
import { UnitError } from './error.ts';
import { DECIMAL, formatSignificant, NO_VALUE, shiftDecimal } from './number.ts';

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const ACCEPTED =
  "Accepted are numbers per second, minute, hour or day, such as '100/s', '5/m' or '2/h'; a number alone is per second.";

// rate   = decimal [ '/' period ]
// period = 's' | 'm' | 'h' | 'd'
const RATE = new RegExp(String.raw`^(${DECIMAL})(?:\s*/\s*([smhd]))?$`);

/**
 * Reads a rate.
 *
 * @returns per second, finite and not negative.
 * @throws {UnitError} `invalid-rate`
 * @example
 * parseRate('30/m'); // 0.5
 * parseRate(100);    // 100
 */
export function parseRate(input: string | number): number {
  const [, decimal, period = 's'] = RATE.exec(String(input).trim()) ?? [];
  const perSecond = decimal === undefined ? Number.NaN : shiftDecimal(decimal, 0) / (SECONDS[period] ?? 1);
  if (!Number.isFinite(perSecond)) throw new UnitError('invalid-rate', String(input), 'is not a rate', ACCEPTED);
  return perSecond;
}

/**
 * Shows a rate to three digits, per minute or per hour where there is less than one in a second or in a minute.
 *
 * @example
 * formatRate(20.5); // '20.5/s'
 * formatRate(0.05); // '3.00/m'
 */
export function formatRate(perSecond: number): string {
  if (!Number.isFinite(perSecond)) return NO_VALUE;
  const size = Math.abs(perSecond);
  if (size >= 0.1 || size === 0) return `${formatSignificant(perSecond)}/s`;
  if (size * 60 >= 0.1) return `${formatSignificant(perSecond * 60)}/m`;
  return `${formatSignificant(perSecond * 3600)}/h`;
}

/** Writes a rate so that {@link parseRate} gives back exactly the same number: for plans, bounds, files. */
export function writeRate(perSecond: number): string {
  for (const period of ['s', 'm', 'h', 'd']) {
    const count = perSecond * (SECONDS[period] ?? 1);
    // The shortest readable form wins: 2/h rather than 0.0005555555555555556/s.
    if (Number.isInteger(count) && count / (SECONDS[period] ?? 1) === perSecond) return `${count}/${period}`;
  }
  return `${perSecond}/s`;
}
