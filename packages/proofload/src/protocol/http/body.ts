/**
 * A request's body from its options, and the content type that goes with it unless the user says another.
 */
import type { UploadBody } from '../http1/client.ts';
import { FileBody, fileUpload, isStreamed, streamUpload } from './body-source.ts';
import { HttpError } from './errors.ts';
import { multipartBody } from './multipart.ts';
import { formBody } from './query.ts';
import type { RequestOptions } from './types.ts';

/** A body as it is sent. */
export interface EncodedBody {
  /** `undefined` for one that is made while it is sent. */
  readonly body: string | Uint8Array | undefined;
  readonly upload?: UploadBody;
  /** In bytes; `undefined` when that is not known before it is sent. */
  readonly length: number | undefined;
  readonly contentType: string;
}

/**
 * The body that the options ask for; `undefined` without one.
 *
 * @throws {HttpError} `body` when there is more than one, or one that cannot be written
 * @example
 * encodeBody({ json: { title: 'ü' } }); // { body: '{"title":"ü"}', length: 14, contentType: 'application/json' }
 */
export function encodeBody(options: RequestOptions): EncodedBody | undefined {
  const { json, form, multipart, body } = options;
  const count = +(json !== undefined) + +(form !== undefined) + +(multipart !== undefined) + +(body !== undefined);
  if (count === 0) return undefined;
  if (count > 1) {
    const given = (['json', 'form', 'multipart', 'body'] as const).filter((name) => options[name] !== undefined);
    throw new HttpError(
      'body',
      `A request has one body, but the options have ${given.join(' and ')}; leave all but one out.`,
    );
  }
  if (json !== undefined) return encoded(jsonText(json), 'application/json');
  if (form !== undefined) return encoded(formBody(form), 'application/x-www-form-urlencoded');
  if (multipart !== undefined) {
    const { body, contentType } = multipartBody(multipart);
    return body instanceof Uint8Array ? encoded(body, contentType) : { ...uploaded(body), contentType };
  }
  if (typeof body === 'string') return encoded(body, 'text/plain;charset=utf-8');
  if (body instanceof Uint8Array) return encoded(body, 'application/octet-stream');
  if (body instanceof FileBody) return uploaded(fileUpload(body));
  if (isStreamed(body)) return uploaded(streamUpload(body, options.bodyLength));
  throw new HttpError(
    'body',
    `The body is ${typeof body}; it must be a text, a Uint8Array, a file() or an async iterable; for data there is \`json\`.`,
  );
}

function uploaded(upload: UploadBody): EncodedBody {
  return { body: undefined, upload, length: upload.length, contentType: 'application/octet-stream' };
}

function encoded(body: string | Uint8Array, contentType: string): EncodedBody {
  return { body, length: typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength, contentType };
}

function jsonText(json: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(json);
  } catch (cause) {
    throw new HttpError('body', `The value of \`json\` cannot be written as JSON: ${(cause as Error).message}`, cause);
  }
  if (text !== undefined) return text;
  throw new HttpError('body', `The value of \`json\` is a ${typeof json}, which JSON cannot say.`);
}
