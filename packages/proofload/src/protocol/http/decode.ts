/**
 * Undoing what a server did to a body: content codings (RFC 9110, section 8.4) and charsets.
 */
import { TextDecoder } from 'node:util';
import * as zlib from 'node:zlib';
import { HttpError } from './errors.ts';

type Decoder = (body: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** A decoded body may be this long, so that a few kilobytes of zeros cannot fill the memory of the generator. */
const MAX_DECODED_BYTES = 256 * 1024 * 1024;

// Node.js has zstd from 22.15 on.
const { zstdDecompressSync } = zlib as { readonly zstdDecompressSync?: Decoder };

const DECODERS: Readonly<Record<string, Decoder | undefined>> = {
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  deflate: (body, options) =>
    hasZlibHeader(body) ? zlib.inflateSync(body, options) : zlib.inflateRawSync(body, options),
  br: zlib.brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/** `deflate` means zlib's format, but servers send the bare one too; a header tells them apart (RFC 1950, section 2.2). */
function hasZlibHeader(body: Buffer): boolean {
  const method = body[0] ?? 0;
  return (method & 0x0f) === 8 && ((method << 8) | (body[1] ?? 0)) % 31 === 0;
}

/**
 * The body without its content codings.
 *
 * @param contentEncoding - the header's value: codings in the order in which they were applied
 * @throws {HttpError} `encoding` for a coding that is not known, or a body that is not in it
 */
export function decodeBody(body: Buffer, contentEncoding: string): Buffer {
  let decoded = body;
  const codings = contentEncoding.toLowerCase().split(',');
  for (const coding of codings.map((text) => text.trim()).reverse()) {
    if (coding === '' || coding === 'identity' || decoded.length === 0) continue;
    decoded = undo(coding, decoded);
  }
  return decoded;
}

function undo(coding: string, body: Buffer): Buffer {
  const decoder = Object.hasOwn(DECODERS, coding) ? DECODERS[coding] : undefined;
  if (decoder === undefined) {
    const known = Object.keys(DECODERS).filter((name) => DECODERS[name] !== undefined && name !== 'x-gzip');
    throw new HttpError(
      'encoding',
      `The body is encoded as '${coding}', which cannot be undone here; known are ${known.join(', ')}.`,
    );
  }
  try {
    return decoder(body, { maxOutputLength: MAX_DECODED_BYTES });
  } catch (cause) {
    const why =
      (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
        ? `holds more than ${MAX_DECODED_BYTES} bytes`
        : `is not valid ${coding} (${(cause as Error).message})`;
    throw new HttpError('encoding', `The body says it is encoded as '${coding}', but it ${why}.`, cause);
  }
}

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s]*))/i;

/**
 * The charset that a content type names, in lower case; `undefined` when it names none.
 *
 * @example
 * charsetOf('text/html; charset="ISO-8859-1"'); // 'iso-8859-1'
 */
export function charsetOf(contentType: string | undefined): string | undefined {
  const found = contentType === undefined ? null : CHARSET.exec(contentType);
  const charset = found?.[1] ?? found?.[2] ?? '';
  return charset === '' ? undefined : charset.toLowerCase();
}

/** Whether a charset is the one that needs no table. */
export function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || charset === 'utf-8' || charset === 'utf8' || charset === 'us-ascii';
}

/**
 * Bytes as text, without a byte order mark.
 *
 * @throws {HttpError} `charset` for one that is not in the Encoding Standard
 */
export function decodeText(bytes: Uint8Array, charset: string | undefined): string {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset ?? 'utf-8');
  } catch (cause) {
    throw new HttpError(
      'charset',
      `The body is text in the charset '${charset}', which is not known; \`bytes\` has it as it is.`,
      cause,
    );
  }
  return decoder.decode(bytes);
}
