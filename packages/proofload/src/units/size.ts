/**
 * Sizes in bytes, decimal (`2GB` is 2,000,000,000) and binary (`2GiB` is 2,147,483,648).
 */
import { UnitError } from './error.ts';
import { DECIMAL, formatSignificant, NO_VALUE, shiftDecimal } from './number.ts';

const PREFIXES = ['', 'k', 'm', 'g', 't', 'p'];
const SHOWN = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
const SHOWN_BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

const ACCEPTED =
  "Accepted are numbers with B, KB, MB, GB or TB (thousands) or KiB, MiB, GiB or TiB (1,024s), such as '512KB' or '2GiB'; a number alone is in bytes.";

// size = decimal [ unit ]                           upper and lower case mean the same
// unit = [ 'K' | 'M' | 'G' | 'T' | 'P' [ 'i' ] ] 'B'
const SIZE = new RegExp(String.raw`^(${DECIMAL})\s*(?:([kmgtp]?)(i?)b)?$`, 'i');

/**
 * Reads a size.
 *
 * @returns bytes, finite and not negative.
 * @throws {UnitError} `invalid-size`
 * @example
 * parseSize('512KB'); // 512000
 * parseSize('2GiB');  // 2147483648
 */
export function parseSize(input: string | number): number {
  const [, decimal, prefix = '', binary = ''] = SIZE.exec(String(input).trim()) ?? [];
  const bytes = decimal === undefined || (binary !== '' && prefix === '') ? Number.NaN : scale(decimal, prefix, binary);
  if (!Number.isFinite(bytes)) throw new UnitError('invalid-size', String(input), 'is not a size', ACCEPTED);
  return bytes;
}

function scale(decimal: string, prefix: string, binary: string): number {
  const power = PREFIXES.indexOf(prefix.toLowerCase());
  return binary === '' ? shiftDecimal(decimal, 3 * power) : shiftDecimal(decimal, 0) * 1024 ** power;
}

/**
 * Shows a size to three digits, in decimal units.
 *
 * @example
 * formatSize(1_234_567); // '1.23MB'
 */
export function formatSize(bytes: number): string {
  if (!Number.isFinite(bytes)) return NO_VALUE;
  const rounded = Math.abs(Number(bytes.toPrecision(3)));
  const power = rounded < 1000 ? 0 : Math.min(SHOWN.length - 1, Math.floor(Math.log10(rounded) / 3));
  const inUnit = bytes / 1000 ** power;
  return `${power === 0 && Number.isInteger(bytes) ? bytes : formatSignificant(inUnit)}${SHOWN[power]}`;
}

/** Writes a size so that {@link parseSize} gives back exactly the same bytes: for plans, bounds, files. */
export function writeSize(bytes: number): string {
  if (bytes >= 1000) {
    for (let power = SHOWN.length - 1; power > 0; power -= 1) {
      for (const [base, names] of [[1024, SHOWN_BINARY] as const, [1000, SHOWN] as const]) {
        const count = bytes / base ** power;
        const text = `${count}${names[power]}`;
        if (Number.isInteger(count) && parseSize(text) === bytes) return text;
      }
    }
  }
  return `${bytes}B`;
}
