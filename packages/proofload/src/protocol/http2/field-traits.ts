/**
 * What matters of a field of an answer to those that do not look at it: whether it is one of the few that are always asked
 * for, and whether HTTP/2 allows it (RFC 9113, section 8.2).
 */
import { TOKEN_BYTES } from '../http1/characters.ts';
import { HAS_CONTENT_ENCODING, HAS_LOCATION, HAS_SET_COOKIE } from '../http1/header-block.ts';

/** It is `:status`, of three digits. */
export const STATUS = 8;
/** It is `content-length`, of digits. */
export const CONTENT_LENGTH = 16;
/** It is in no answer of HTTP/2. */
export const WRONG = 32;

const NAMES: readonly (readonly [name: string, traits: number])[] = [
  ['set-cookie', HAS_SET_COOKIE],
  ['location', HAS_LOCATION],
  ['content-encoding', HAS_CONTENT_ENCODING],
  ['content-length', CONTENT_LENGTH],
  [':status', STATUS],
  // About one connection of HTTP/1.1 (section 8.2.2).
  ['connection', WRONG],
  ['keep-alive', WRONG],
  ['proxy-connection', WRONG],
  ['transfer-encoding', WRONG],
  ['upgrade', WRONG],
];

interface Known {
  readonly name: Uint8Array;
  readonly traits: number;
}

/** By the length of the name. */
const KNOWN: readonly (readonly Known[])[] = Array.from({ length: 18 }, (_, length) =>
  NAMES.filter(([name]) => name.length === length).map(([name, traits]) => ({ name: Buffer.from(name), traits })),
);

const SEPARATOR = 2;
const STATUS_DIGITS = 3;
/** Past this, a length is no number that can be counted with. */
const MOST_DIGITS = 15;

/** Of the field `name: value` whose name begins at `start`, and whose value ends at `end`. */
export function traitsOf(bytes: Uint8Array, start: number, nameEnd: number, end: number): number {
  const traits = traitsOfName(bytes, start, nameEnd);
  const valueStart = nameEnd + SEPARATOR;
  if ((traits & (STATUS | CONTENT_LENGTH)) === 0) return isText(bytes, valueStart, end) ? traits : WRONG;
  const length = end - valueStart;
  const isFitting = (traits & STATUS) === 0 ? length > 0 && length <= MOST_DIGITS : length === STATUS_DIGITS;
  return isFitting && isDigits(bytes, valueStart, end) ? traits : WRONG;
}

function traitsOfName(bytes: Uint8Array, start: number, end: number): number {
  const length = end - start;
  for (const { name, traits } of KNOWN[length] ?? []) {
    let index = 0;
    while (index < length && name[index] === bytes[start + index]) index += 1;
    if (index === length) return traits;
  }
  return isName(bytes, start, end) ? 0 : WRONG;
}

/** A token in lower case, so that no other pseudo-field than `:status` is one. */
function isName(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (TOKEN_BYTES[byte] === 0 || (byte >= 0x41 && byte <= 0x5a)) return false;
  }
  return end > start;
}

/** Space around a value is not allowed either, but servers send it, and it does no harm. */
function isText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte === 0 || byte === 0x0a || byte === 0x0d) return false;
  }
  return true;
}

function isDigits(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at]!;
    if (byte < 0x30 || byte > 0x39) return false;
  }
  return true;
}
