/**
 * Shares of a whole: `1%` to the ratio 0.01 and back.
 */
import { UnitError } from './error.ts';
import { DECIMAL, formatSignificant, NO_VALUE, shiftDecimal } from './number.ts';

const ACCEPTED = "Accepted are percentages such as '1%' or '99.9%', or ratios such as 0.01.";

// percent = decimal [ space ] [ '%' ]
const PERCENT = new RegExp(String.raw`^(${DECIMAL})\s*(%?)$`);

/**
 * Reads a percentage; a number without the sign is a ratio as it stands.
 *
 * @returns a ratio: 0.01 for one percent; may be above 1.
 * @throws {UnitError} `invalid-percent`
 * @example
 * parsePercent('0.1%'); // 0.001
 */
export function parsePercent(input: string | number): number {
  const [, decimal, sign] = PERCENT.exec(String(input).trim()) ?? [];
  const ratio = decimal === undefined ? Number.NaN : shiftDecimal(decimal, sign === '%' ? -2 : 0);
  if (!Number.isFinite(ratio)) throw new UnitError('invalid-percent', String(input), 'is not a percentage', ACCEPTED);
  return ratio;
}

/**
 * Shows a ratio in percent with as many decimals as matter: two below ten percent, fewer above, more where needed to
 * tell a small value from nothing or a value near one from the whole.
 *
 * @example
 * formatPercent(0.0012);  // '0.12%'
 * formatPercent(1);       // '100%'
 * formatPercent(0.99995); // '99.995%'
 */
export function formatPercent(ratio: number): string {
  if (!Number.isFinite(ratio)) return NO_VALUE;
  const percent = ratio * 100;
  const size = Math.abs(percent);
  const distanceFromWhole = Math.abs(100 - size);
  if (size > 99 && distanceFromWhole > 0 && distanceFromWhole < 1) {
    const decimals = Math.min(6, Math.max(1, Math.ceil(-Math.log10(distanceFromWhole))));
    return `${trimZeros(percent.toFixed(decimals + 1))}%`;
  }
  return `${trimZeros(size < 0.1 ? formatSignificant(percent, 2) : formatSignificant(percent, 3))}%`;
}

/** Writes a ratio in percent so that {@link parsePercent} gives back exactly the same ratio: for plans, bounds, files. */
export function writePercent(ratio: number): string {
  const text = `${shiftDecimal(String(ratio), 2)}%`;
  return parsePercent(text) === ratio ? text : String(ratio);
}

function trimZeros(decimal: string): string {
  return decimal.includes('.') && !decimal.includes('e') ? decimal.replace(/\.?0+$/, '') : decimal;
}
