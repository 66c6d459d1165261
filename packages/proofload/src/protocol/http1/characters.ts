/**
 * The character classes of RFC 9110, section 5.6.2, as tables: one look-up a byte where heads are read and written.
 */

const TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

/** 1 for the bytes that may stand in a token (a method, a header's name), else 0. */
export const TOKEN_BYTES: Uint8Array = tokenTable();

function tokenTable(): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0x30; byte <= 0x39; byte += 1) table[byte] = 1;
  for (let byte = 0x41; byte <= 0x5a; byte += 1) table[byte] = 1;
  for (let byte = 0x61; byte <= 0x7a; byte += 1) table[byte] = 1;
  for (const character of TOKEN_PUNCTUATION) table[character.charCodeAt(0)] = 1;
  return table;
}

/** Whether a text is a token: not empty, and of token characters only. */
export function isToken(text: string): boolean {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0xff || TOKEN_BYTES[code] === 0) return false;
  }
  return text.length > 0;
}
