/**
 * Bodies of any size: a file, or whatever gives its bytes while they are sent. Nothing of them is kept, and they are read
 * no faster than the connection takes them.
 */
import { createReadStream, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { locateFile, triedPlaces } from '../../units/suite-files.ts';
import type { UploadBody } from '../http1/client.ts';
import { HttpError } from './errors.ts';

/** A file as a body, by its path. */
export class FileBody {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }
}

/** Bytes, or texts in UTF-8, that are made while they are sent: a generator, a `Readable`, a `ReadableStream`. */
export type StreamedBody = AsyncIterable<Uint8Array | string>;

/**
 * A file as the body of a request: read while it is sent, so that it may be of any size.
 *
 * @param path - relative to the suite's file, or where there is none to the working directory; or an address:
 *   `new URL('film.mp4', import.meta.url)`
 * @example
 * await http.put('/films/7', { body: file('film.mp4') });
 */
export function file(path: string | URL): FileBody {
  return new FileBody(typeof path === 'string' ? path : fileURLToPath(path));
}

/** Whether something gives its bytes while they are sent. */
export function isStreamed(body: unknown): body is StreamedBody {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** Whether a body can be sent once only, since its bytes are gone then. */
export function isSpent(body: unknown): boolean {
  return isStreamed(body);
}

/**
 * A file in the form in which the client sends it; opened when its first byte is due.
 *
 * @throws {HttpError} `body` when it is not there, or no file
 */
export function fileUpload({ path }: FileBody): UploadBody {
  const found = locateFile(path);
  const chunks = { [Symbol.asyncIterator]: () => createReadStream(found)[Symbol.asyncIterator]() };
  return { chunks, length: sizeOf(found, path), isRepeatable: true };
}

/** A stream in the form in which the client sends it. */
export function streamUpload(body: StreamedBody, length: number | undefined): UploadBody {
  return { chunks: asBytes(body), length };
}

async function* asBytes(body: StreamedBody): AsyncGenerator<Uint8Array> {
  for await (const piece of body) {
    if (typeof piece === 'string') yield Buffer.from(piece, 'utf8');
    else if (piece instanceof Uint8Array) yield piece;
    else throw new TypeError(`it gave ${piece === null ? 'null' : `a ${typeof piece}`}, not bytes or a text`);
  }
}

function sizeOf(found: string, path: string): number {
  let why = 'it is no file';
  try {
    const status = statSync(found);
    if (status.isFile()) return status.size;
  } catch (error) {
    why =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? `it does not exist${triedPlaces(path)}`
        : (error as Error).message;
  }
  throw new HttpError('body', `The file ${path} cannot be sent: ${why}.`);
}
