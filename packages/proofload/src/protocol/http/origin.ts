/**
 * A server to which requests go, with what is the same in all of them; shared by all virtual users of a worker.
 */
import {
  Endpoint,
  type EndpointOptions,
  encodeHead,
  type HeaderPair,
  type Link,
  RequestHeadError,
  type TlsOptions,
} from '../http1/client.ts';
import type { CookieSite } from './cookie.ts';
import { cookieSite } from './cookies.ts';
import { HttpError } from './errors.ts';
import { mergeHeaders } from './headers.ts';
import { createClient, endpointOptions, type HttpClient, type NetworkOptions, speaksHttp2 } from './network.ts';
import { ClientPool } from './shared-client.ts';
import type { RequestOptions } from './types.ts';

/** More content types than a suite has; past this, a made-up one is not kept. */
const KEPT_CONTENT_TYPES = 32;

const PLACEHOLDER = 'GET /';

export class Origin {
  readonly url: URL;
  /** Where connections of HTTP go. */
  readonly endpoint: Endpoint;
  /** The same place for protocols that begin with HTTP/1.1, whatever `http` speaks. */
  readonly http1: Endpoint;
  readonly network: NetworkOptions;
  readonly site: CookieSite;
  readonly #headers: readonly HeaderPair[];
  readonly #pool: ClientPool | undefined;
  readonly #lines = new Map<string, string>();

  constructor(
    url: URL,
    headers: readonly HeaderPair[],
    now: () => number,
    tls: TlsOptions | undefined,
    network: NetworkOptions,
  ) {
    const place = tls === undefined ? { origin: url, now } : { origin: url, now, tls };
    const common: EndpointOptions = { ...place, ...endpointOptions(network) };
    this.url = url;
    this.network = network;
    this.http1 = new Endpoint(common);
    this.endpoint = speaksHttp2(network) ? new Endpoint({ ...common, protocols: ['h2', 'http/1.1'] }) : this.http1;
    this.#pool = network.connections === 'shared' ? new ClientPool(() => createClient(this, undefined)) : undefined;
    this.site = cookieSite(url);
    this.#headers = url.username === '' ? headers : [...headers, ['authorization', basicCredentials(url)]];
  }

  /**
   * Opens the connections of one virtual user, or its share of those of all.
   *
   * @param link - the user's line, where its bandwidth is limited
   */
  openClient(link?: Link): HttpClient {
    return this.#pool === undefined ? createClient(this, link) : this.#pool.share();
  }

  /**
   * The part of a head between the target and what differs from request to request (cookies, the body's length): the
   * rest of the request line and the headers, the last one's line end included.
   *
   * @param own - the request's own headers
   * @param contentType - of the body, unless the own headers have one; empty without a body
   * @throws {HttpError} `header`
   */
  headLines(own: RequestOptions['headers'], contentType: string): string {
    if (own !== undefined) return this.#writeLines(own, contentType);
    let lines = this.#lines.get(contentType);
    if (lines === undefined) {
      lines = this.#writeLines({}, contentType);
      if (this.#lines.size < KEPT_CONTENT_TYPES) this.#lines.set(contentType, lines);
    }
    return lines;
  }

  #writeLines(own: NonNullable<RequestOptions['headers']>, contentType: string): string {
    const under = contentType === '' ? this.#headers : mergeHeaders(this.#headers, { 'content-type': contentType });
    const head = checkedHead('GET', '/', this.url.host, mergeHeaders(under, own));
    return head.slice(PLACEHOLDER.length, -2);
  }
}

/**
 * A head that HTTP can say.
 *
 * @throws {HttpError} `header` or `target`, with the sentence of the client
 */
export function checkedHead(method: string, target: string, host: string, headers: readonly HeaderPair[]): string {
  try {
    return encodeHead(method, target, host, headers, undefined);
  } catch (error) {
    if (!(error instanceof RequestHeadError)) throw error;
    throw new HttpError(error.part.startsWith('header') ? 'header' : 'target', error.message, error);
  }
}

function basicCredentials(url: URL): string {
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}
