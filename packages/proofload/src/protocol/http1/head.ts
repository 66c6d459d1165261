/**
 * Writes the head of a request: its request line and headers as one text, checked once, so that a hot path can send the
 * same text a million times.
 */
import { isToken } from './characters.ts';
import { RequestHeadError } from './errors.ts';

/** A header as name and value. */
export type HeaderPair = readonly [name: string, value: string];

/**
 * The head of an HTTP/1.1 request (RFC 9112, section 3), ending with an empty line.
 *
 * @param target the request target: `/books?page=2`, `*`, an absolute address for a proxy, or `host:port` for CONNECT
 * @param host what the `Host` header says, unless the headers have one
 * @param contentLength bytes of the body; undefined for a request without one
 * @throws RequestHeadError when a part has characters that HTTP does not allow there (among them CR, LF and NUL)
 *
 * @example
 * encodeHead('GET', '/books', 'localhost:8000', [['accept', 'application/json']], undefined);
 */
export function encodeHead(
  method: string,
  target: string,
  host: string,
  headers: readonly HeaderPair[],
  contentLength: number | undefined,
): string {
  if (!isToken(method)) {
    throw new RequestHeadError(
      'method',
      `The method ${quoted(method)} is not a token of letters, such as GET or POST.`,
    );
  }
  checkVisible('target', 'request target', target);
  checkVisible('host', 'host', host);

  let lines = '';
  let hasHost = false;
  for (const [name, value] of headers) {
    checkHeader(name, value);
    const lower = name.toLowerCase();
    if (lower === 'host') hasHost = true;
    if (contentLength !== undefined && (lower === 'content-length' || lower === 'transfer-encoding')) {
      throw new RequestHeadError(
        'content-length',
        `The header ${quoted(name)} is given, but the body already has a length of ${contentLength} bytes; leave the header out.`,
      );
    }
    lines += `${name}: ${value}\r\n`;
  }
  if (contentLength !== undefined) lines += `content-length: ${checkedLength(contentLength)}\r\n`;
  return `${method} ${target} HTTP/1.1\r\n${hasHost ? '' : `host: ${host}\r\n`}${lines}\r\n`;
}

function checkedLength(contentLength: number): number {
  if (Number.isSafeInteger(contentLength) && contentLength >= 0) return contentLength;
  throw new RequestHeadError('content-length', `A body cannot have a length of ${contentLength} bytes.`);
}

/** Printable ASCII without spaces: a space would end the target, anything else must be percent-encoded. */
function checkVisible(part: 'target' | 'host', words: string, text: string): void {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 0x20 && code < 0x7f) continue;
    throw new RequestHeadError(
      part,
      `The ${words} ${quoted(text)} has ${characterName(code)} at position ${index}; percent-encode it.`,
    );
  }
  if (text.length === 0) throw new RequestHeadError(part, `The ${words} is empty.`);
}

function checkHeader(name: string, value: string): void {
  if (!isToken(name)) {
    throw new RequestHeadError(
      'header-name',
      `The header name ${quoted(name)} is not a token: letters, digits and hyphens, without spaces or a colon.`,
    );
  }
  for (let index = 0; index < value.length; index += 1) {
    const code = value.charCodeAt(index);
    // RFC 9110, section 5.5: visible characters, space, tab, and the bytes above ASCII.
    if ((code >= 0x20 && code !== 0x7f && code <= 0xff) || code === 0x09) continue;
    throw new RequestHeadError(
      'header-value',
      `The header ${quoted(name)} has ${characterName(code)} at position ${index} of its value, which HTTP does not allow there.`,
    );
  }
}

function characterName(code: number): string {
  if (code === 0x0d) return 'a carriage return';
  if (code === 0x0a) return 'a line feed';
  if (code === 0) return 'a NUL';
  if (code === 0x20) return 'a space';
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
