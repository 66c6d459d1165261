/**
 * Bodies of fields and files (`multipart/form-data`, RFC 7578).
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { UploadBody } from '../http1/client.ts';
import { FileBody, fileUpload } from './body-source.ts';
import { HttpError } from './errors.ts';
import { scalarText } from './scalar.ts';
import type { FilePart, Part, Scalar } from './types.ts';

/** A body with the content type that names its boundary. */
export interface MultipartBody {
  /** Whole, or with files that are read while it is sent. */
  readonly body: Buffer | UploadBody;
  readonly contentType: string;
}

interface EncodedPart {
  readonly head: string;
  readonly content: Buffer | UploadBody;
}

const BOUNDARY = 'proofload-7MA4YWxkTrZu0gW';

/**
 * Encodes fields and files. The bytes are the same for the same parts: the boundary is a fixed one, lengthened until no
 * content has it; only where a file is read while it is sent is it a random one, which no file has.
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
  const chunks: (Buffer | UploadBody)[] = [];
  for (const { head, content } of encoded) chunks.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), content, CRLF);
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  const isWhole = (all: typeof chunks): all is Buffer[] => all.every((chunk) => chunk instanceof Uint8Array);
  const body = isWhole(chunks) ? Buffer.concat(chunks) : joined(chunks);
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

/** Pieces one behind the other; files among them are opened when it is their turn. */
function joined(chunks: readonly (Buffer | UploadBody)[]): UploadBody {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for (const chunk of chunks) {
      if (chunk instanceof Uint8Array) yield chunk;
      else yield* chunk.chunks;
    }
  }
  const length = chunks.reduce((sum, chunk) => sum + (chunk.length ?? 0), 0);
  return { chunks: { [Symbol.asyncIterator]: pieces }, length, isRepeatable: true };
}

const CRLF = Buffer.from('\r\n');

function encodePart(name: string, part: Part): EncodedPart {
  const disposition = `content-disposition: form-data; name="${escapeName(name)}"`;
  if (part instanceof Uint8Array) return encodeFile(disposition, { filename: 'blob', content: part });
  if (part instanceof FileBody) return encodeFile(disposition, { content: part });
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
  const isFile = content instanceof FileBody;
  const shown = filename ?? (isFile ? basename(content.path) : undefined);
  const named = shown === undefined ? disposition : `${disposition}; filename="${escapeName(shown)}"`;
  const head = `${named}\r\ncontent-type: ${mediaType}`;
  if (isFile) return { head, content: fileUpload(content) };
  return { head, content: isText ? Buffer.from(content) : bytesOf(content) };
}

function isFilePart(part: unknown): part is FilePart {
  if (typeof part !== 'object' || part === null || !('content' in part)) return false;
  const { content } = part;
  return typeof content === 'string' || content instanceof Uint8Array || content instanceof FileBody;
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
  const known = parts.flatMap(({ content }) => (content instanceof Uint8Array ? [content] : []));
  if (known.length < parts.length) return `${BOUNDARY}-${randomUUID()}`;
  let boundary = BOUNDARY;
  for (let attempt = 1; known.some((content) => content.includes(boundary)); attempt += 1)
    boundary = `${BOUNDARY}-${attempt}`;
  return boundary;
}
