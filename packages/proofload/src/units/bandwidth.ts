/** Bandwidths: so many bytes or bits a second. */
import { UnitError } from './error.ts';
import { parseSize } from './size.ts';

const ACCEPTED =
  "Accepted are bytes a second such as '1MB/s' or '512KiB/s', and bits a second such as '10Mbit/s'; a number alone is bytes a second.";

// bandwidth = ( size | bits ) '/s' | decimal
// bits      = size, with 'bit' in place of 'B'
const BITS = /bit$/i;

/**
 * Reads a bandwidth.
 *
 * @returns bytes a second, finite and above 0
 * @throws {UnitError} `invalid-bandwidth`
 * @example
 * parseBandwidth('1MB/s');    // 1000000
 * parseBandwidth('10Mbit/s'); // 1250000
 */
export function parseBandwidth(input: string | number): number {
  const [, amount] = /^(.+?)\s*\/\s*s$/.exec(String(input).trim()) ?? [];
  const text = amount ?? (typeof input === 'number' ? String(input) : '');
  const bytes = bytesIn(text.replace(BITS, 'B')) / (BITS.test(text) ? 8 : 1);
  if (bytes > 0) return bytes;
  throw new UnitError('invalid-bandwidth', String(input), 'is not a bandwidth', ACCEPTED);
}

function bytesIn(size: string): number {
  try {
    return parseSize(size);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
    return Number.NaN;
  }
}
