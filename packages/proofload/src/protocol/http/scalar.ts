/**
 * Values as text: what may stand in a path, a query or a form, and how it is percent-encoded.
 */
import { HttpError, type HttpErrorCode } from './errors.ts';
import type { Scalar } from './types.ts';

/**
 * The text of a value.
 *
 * @param where - what the value is for, as the error's sentence names it: `The value 2 of the path '/books/{}'`
 * @throws {HttpError} with the given code for what has no text that a server could mean: `undefined`, `null`, `NaN`, an object
 */
export function scalarText(value: Scalar, code: HttpErrorCode, where: () => string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      if (Number.isFinite(value)) return String(value);
      break;
    case 'boolean':
    case 'bigint':
      return String(value);
  }
  throw new HttpError(
    code,
    `${where()} is ${described(value)}; it must be a text, a finite number, a boolean or a bigint.`,
  );
}

function described(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}

/**
 * Percent-encodes everything but the unreserved characters and `!'()*` (RFC 3986, section 2.3), so that the text stands
 * as one path segment or one query value. Half of a surrogate pair, which UTF-8 cannot say, becomes U+FFFD.
 */
export function percentEncode(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    return encodeURIComponent(Buffer.from(text).toString());
  }
}

const FOREIGN = /[^!-~]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x1f\x7f]/;

/**
 * Percent-encodes what a person may type in an address but HTTP does not send: spaces and what is not ASCII. All
 * else stays, `%` too, since an address is written encoded.
 *
 * @throws {HttpError} `target` for control characters, which are an accident or an attack, never an address
 */
export function encodeAddressText(text: string): string {
  if (CONTROL.test(text)) {
    throw new HttpError(
      'target',
      `The address ${JSON.stringify(text)} has a control character; percent-encode it if it is meant.`,
    );
  }
  return text.replace(FOREIGN, percentEncode);
}
