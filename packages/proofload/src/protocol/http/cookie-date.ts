/**
 * The dates of cookies, which servers write in many ways: the lenient reading of RFC 6265, section 5.1.1.
 */
const DELIMITER = /[\t\x20-\x2f\x3b-\x40\x5b-\x60\x7b-\x7e]+/;

// In the order in which a token is tried; each is taken from the first token that has it.
const FIELDS = [
  ['time', /^(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\D|$)/],
  ['day', /^(\d{1,2})(?:\D|$)/],
  ['month', /^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i],
  ['year', /^(\d{2,4})(?:\D|$)/],
] as const;
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';

/**
 * Reads the date of an `Expires` attribute.
 *
 * @returns milliseconds since 1970, or `undefined` for what is no date
 * @example
 * parseCookieDate('Wed, 09 Jun 2021 10:18:14 GMT'); // 1623233894000
 */
export function parseCookieDate(text: string): number | undefined {
  const found: { time?: RegExpExecArray; day?: RegExpExecArray; month?: RegExpExecArray; year?: RegExpExecArray } = {};
  for (const token of text.split(DELIMITER)) {
    for (const [field, pattern] of FIELDS) {
      const match = found[field] === undefined ? pattern.exec(token) : null;
      if (match === null) continue;
      found[field] = match;
      break;
    }
  }
  if (!found.time || !found.day || !found.month || !found.year) return undefined;
  const [, hour, minute, second] = found.time.map(Number) as [number, number, number, number];
  const day = Number(found.day[1]);
  const month = MONTHS.indexOf(found.month[0].toLowerCase()) / 3;
  const year = fullYear(Number(found.year[1]));
  if (year < 1601 || hour > 23 || minute > 59 || second > 59) return undefined;
  const epochMs = Date.UTC(year, month, day, hour, minute, second);
  // A day that the month does not have would roll over into the next month.
  return new Date(epochMs).getUTCDate() === day ? epochMs : undefined;
}

function fullYear(year: number): number {
  if (year >= 70 && year <= 99) return year + 1900;
  return year <= 69 ? year + 2000 : year;
}
