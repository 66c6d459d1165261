/**
 * Bodies of fields and files (`multipart/form-data`, RFC 7578).
 */
import { HttpError } from './errors.ts';
import { scalarText } from './scalar.ts';
import type { FilePart, Part, Scalar } from './types.ts';

/** A body with the content type that names its boundary. */
export interface MultipartBody {
  readonly body: Buffer;
  readonly contentType: string;
}

interface EncodedPart {
  readonly head: string;
  readonly content: Buffer;
}

const BOUNDARY = 'proofload-7MA4YWxkTrZu0gW';

/**
 * Encodes fields and files. The bytes are the same for the same parts: the boundary is a fixed one, lengthened until no
 * content has it.
 *
 * @throws {HttpError} `body` for a part that is none
 * @example
 * multipartBody({ title: 'Cover', image: { filename: 'cover.png', type: 'image/png', content: bytes } });
 */
export function multipartBody(parts: Readonly<Record<string, Part | readonly Part[] | undefined>>): MultipartBody {
  const encoded: EncodedPart[] = [];
  for (const [name, given] of Object.entries(parts)) {
    if (given === undefined) continue;
    const several: readonly Part[] = Array.isArray(given) ? given : [given as Part];
    for (const part of several) encoded.push(encodePart(name, part));
  }
  const boundary = freeBoundary(encoded);
  const chunks: Buffer[] = [];
  for (const { head, content } of encoded) chunks.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), content, CRLF);
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { body: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

const CRLF = Buffer.from('\r\n');

function encodePart(name: string, part: Part): EncodedPart {
  const disposition = `content-disposition: form-data; name="${escapeName(name)}"`;
  if (part instanceof Uint8Array) return encodeFile(disposition, { filename: 'blob', content: part });
  if (isFilePart(part)) return encodeFile(disposition, part);
  const text = scalarText(part as Scalar, 'body', () => `The part '${name}' of the multipart body`);
  return { head: disposition, content: Buffer.from(text) };
}

function encodeFile(disposition: string, { filename, type, content }: FilePart): EncodedPart {
  const isText = typeof content === 'string';
  const mediaType = type ?? (isText ? 'text/plain;charset=utf-8' : 'application/octet-stream');
  if (/[^\t -~]/.test(mediaType)) {
    throw new HttpError(
      'body',
      `The type ${JSON.stringify(mediaType)} of a file in the multipart body is no media type.`,
    );
  }
  const named = filename === undefined ? disposition : `${disposition}; filename="${escapeName(filename)}"`;
  return { head: `${named}\r\ncontent-type: ${mediaType}`, content: isText ? Buffer.from(content) : bytesOf(content) };
}

function isFilePart(part: unknown): part is FilePart {
  if (typeof part !== 'object' || part === null || !('content' in part)) return false;
  return typeof part.content === 'string' || part.content instanceof Uint8Array;
}

function bytesOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** As browsers do it (WHATWG HTML, "multipart/form-data encoding algorithm"). */
function escapeName(name: string): string {
  return name.replace(/\r\n|\r|\n|"/g, (found) =>
    found === '"' ? '%22' : found === '\r' ? '%0D' : found === '\n' ? '%0A' : '%0D%0A',
  );
}

function freeBoundary(parts: readonly EncodedPart[]): string {
  let boundary = BOUNDARY;
  for (let attempt = 1; parts.some(({ content }) => content.includes(boundary)); attempt += 1)
    boundary = `${BOUNDARY}-${attempt}`;
  return boundary;
}
