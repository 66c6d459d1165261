/**
 * A request in the form in which it goes over the wire, put together from what is the same in many and what is not.
 */
import type { RawRequest } from '../http1/client.ts';
import { type EncodedBody, encodeBody } from './body.ts';
import type { CookieJar } from './cookie-jar.ts';
import { headerOf } from './headers.ts';
import { speaksHttp2 } from './network.ts';
import type { Origin } from './origin.ts';
import type { RequestOptions } from './types.ts';

/** Whether nothing is added to the target: no query, header or body. */
export function isPlain(options: RequestOptions): boolean {
  return (
    options.headers === undefined &&
    options.json === undefined &&
    options.query === undefined &&
    options.form === undefined &&
    options.multipart === undefined &&
    options.body === undefined
  );
}

/** Puts a head together from its parts; see {@link Origin.headLines}. */
function writeHead(
  method: string,
  target: string,
  lines: string,
  cookie: string | undefined,
  contentLength: number | 'chunked' | undefined,
): string {
  let head = `${method} ${target}${lines}`;
  if (cookie !== undefined) head += `cookie: ${cookie}\r\n`;
  if (contentLength === undefined) return `${head}\r\n`;
  return contentLength === 'chunked'
    ? `${head}transfer-encoding: chunked\r\n\r\n`
    : `${head}content-length: ${contentLength}\r\n\r\n`;
}

/** Methods that usually have a body say so when there is none (RFC 9110, section 8.6). */
function lengthOfNothing(method: string): number | undefined {
  return method === 'POST' || method === 'PUT' || method === 'PATCH' ? 0 : undefined;
}

/** The request when nothing is added to its target. */
export function plainRequest(method: string, origin: Origin, target: string): RawRequest {
  const head = writeHead(method, target, origin.headLines(undefined, ''), undefined, lengthOfNothing(method));
  return { method, head, body: undefined };
}

/** Writes requests for one virtual user, whose headers (its token) mostly are the same from request to request. */
export class RequestWriter {
  #origin: Origin | undefined;
  #contentType = '';
  #names: readonly string[] = [];
  #values: readonly unknown[] = [];
  #lines = '';

  /**
   * Writes a request.
   *
   * @param target - what is sent, query included
   * @throws {HttpError} `body` or `header`
   */
  write(
    method: string,
    origin: Origin,
    target: string,
    options: RequestOptions,
    jar: CookieJar | undefined,
  ): RawRequest {
    const { headers } = options;
    const encoded = encodeBody(options);
    const contentType = encoded === undefined ? '' : encoded.contentType;
    const lines =
      headers === undefined ? origin.headLines(undefined, contentType) : this.#ownLines(origin, headers, contentType);
    const length = encoded === undefined ? lengthOfNothing(method) : (encoded.length ?? 'chunked');
    const cookie = jar === undefined || jar.isEmpty ? undefined : cookieHeader(jar, origin, target, headers);
    if (encoded !== undefined && options.expectContinue === true && !speaksHttp2(origin.network)) {
      const head = writeHead(method, target, `${lines}expect: 100-continue\r\n`, cookie, length);
      return { method, head, ...sentBody(encoded), expectsContinue: true };
    }
    const head = writeHead(method, target, lines, cookie, length);
    return encoded?.upload === undefined
      ? { method, head, body: encoded?.body }
      : { method, head, ...sentBody(encoded) };
  }

  #ownLines(origin: Origin, headers: NonNullable<RequestOptions['headers']>, contentType: string): string {
    if (origin !== this.#origin || contentType !== this.#contentType || !this.#isSame(headers)) {
      this.#lines = origin.headLines(headers, contentType);
      this.#origin = origin;
      this.#contentType = contentType;
      this.#names = Object.keys(headers);
      this.#values = Object.values(headers);
    }
    return this.#lines;
  }

  #isSame(headers: NonNullable<RequestOptions['headers']>): boolean {
    let index = 0;
    for (const name in headers) {
      if (name !== this.#names[index] || headers[name] !== this.#values[index]) return false;
      index += 1;
    }
    return index === this.#names.length;
  }
}

function sentBody({ body, upload }: EncodedBody): Pick<RawRequest, 'body' | 'upload'> {
  return upload === undefined ? { body } : { body, upload };
}

/** The jar's cookies for a request, unless the request has its own `cookie` header, which wins. */
function cookieHeader(
  jar: CookieJar,
  origin: Origin,
  target: string,
  headers: RequestOptions['headers'],
): string | undefined {
  return headerOf(headers, 'cookie') === undefined ? jar.header(origin.site, pathOf(target)) : undefined;
}

/** A target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? target : target.slice(0, query);
}
