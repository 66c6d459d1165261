/**
 * Numbers as people write and read them: exact shifts of the decimal point, significant digits, thousands separators.
 */

/** The source of a regular expression for an unsigned decimal number: `12`, `0.5`, `.5`, `1e3`. */
export const DECIMAL = String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?`;

/** What a view shows where there is no value. */
export const NO_VALUE = '–';

/**
 * `decimal` times ten to the power of `exponent`, rounded once.
 * Multiplication would round twice: 1.005 * 1000 is 1004.9999999999999.
 *
 * @example
 * shiftDecimal('1.005', 3); // 1005
 */
export function shiftDecimal(decimal: string, exponent: number): number {
  const [mantissa, power = '0'] = decimal.toLowerCase().split('e');
  return Number(`${mantissa}e${Number(power) + exponent}`);
}

/**
 * A whole number with thousands separators.
 *
 * @example
 * formatCount(1234567); // '1,234,567'
 */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return NO_VALUE;
  return groupThousands(Math.round(count).toFixed(0));
}

/** Numbers of more digits are not exact any more. */
const LARGEST_WRITTEN_OUT = 15;

/**
 * A number with `digits` significant digits, whole numbers never cut: for columns.
 * Numbers below a millionth, and those of more than 15 digits, are given in powers of ten.
 *
 * @example
 * formatSignificant(0.012345); // '0.0123'
 * formatSignificant(20.5);     // '20.5'
 * formatSignificant(123456.7); // '123,457'
 */
export function formatSignificant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return NO_VALUE;
  if (value === 0) return '0';
  // Rounding may carry (9.996 becomes 10.0), so the exponent is taken from the rounded number.
  const rounded = Number(value.toPrecision(digits));
  const exponent = Math.floor(Math.log10(Math.abs(rounded)));
  if (exponent < -6 || exponent >= LARGEST_WRITTEN_OUT) return value.toExponential(digits - 1);
  return groupThousands(value.toFixed(Math.max(0, digits - 1 - exponent)));
}

/**
 * A number of anything: a whole one as it is, any other with three significant digits.
 *
 * @example
 * formatNumber(75);   // '75'
 * formatNumber(75.5); // '75.5'
 */
export function formatNumber(value: number): string {
  return Number.isSafeInteger(value) ? formatCount(value) : formatSignificant(value);
}

/**
 * At most `decimals` decimals and at most `digits` significant digits after which decimals are cut: `1.24`, `12.4`,
 * `412`, `0.03`. Without thousands separators, so that what is shown can be typed.
 */
export function formatFixed(value: number, digits = 3, decimals = 2): string {
  const magnitude = Math.abs(Number(value.toPrecision(digits)));
  const wholeDigits = magnitude < 10 ? 1 : Math.floor(Math.log10(magnitude)) + 1;
  return value.toFixed(Math.max(0, Math.min(decimals, digits - wholeDigits)));
}

function groupThousands(decimal: string): string {
  const [whole = '', fraction] = decimal.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
