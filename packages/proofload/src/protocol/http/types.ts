/**
 * What a task sees of HTTP, as types: the `http` object of its context, the options of a request, and the response.
 */
import type { Tags } from '../../measure/slice.ts';
import type { FileBody, StreamedBody } from './body-source.ts';
import type { HttpError } from './errors.ts';

/** What may stand in a path made with the template tag, in a query or in a form. */
export type Scalar = string | number | boolean | bigint;

/** A value, several of the same name, or nothing: `undefined` and `null` leave the name out. */
export type Field = Scalar | readonly Scalar[] | null | undefined;

/**
 * A path made with {@link Http.path}: the values are percent-encoded, the operation's name has `{}` in their place.
 *
 * @example
 * const path = http.path`/books/${'a/b'}/pages/${7}`;
 * path.target; // '/books/a%2Fb/pages/7'
 * path.name;   // '/books/{}/pages/{}'
 */
export interface Path {
  /** What is sent. */
  readonly target: string;
  /** What it is called, without the query. */
  readonly name: string;
  toString(): string;
}

/** A file of a multipart body. */
export interface FilePart {
  /** Default: none, which makes it a field with a content type. */
  readonly filename?: string;
  /** Default `application/octet-stream`, for text `text/plain;charset=utf-8`. */
  readonly type?: string;
  /** A `file()` is read while it is sent; its own name is the default of `filename`. */
  readonly content: string | Uint8Array | FileBody;
}

/** A part of a multipart body: a field, or a file; bytes alone are a file named `blob`. */
export type Part = Scalar | Uint8Array | FileBody | FilePart;

/** Why a response is wrong, in words; `undefined` or `true` when it is right; `false` when it is wrong. */
// biome-ignore lint/suspicious/noConfusingVoidType: a function that only throws returns nothing
export type Expectation = (response: HttpResponse) => string | boolean | undefined | void;

/** What may be said of a request. */
export interface RequestOptions {
  /** The operation's name, in place of `GET /books`. Keep the number of names small. */
  readonly name?: string | undefined;
  /** Headers, by name in any case; they win over the suite's and the defaults; `undefined` leaves a default out. */
  readonly headers?: Readonly<Record<string, string | number | undefined>> | undefined;
  /** Added to the query that the target has: `{ q: 'a b', tag: ['x', 'y'] }` is `?q=a%20b&tag=x&tag=y`. */
  readonly query?: Readonly<Record<string, Field>> | undefined;
  /** A body as JSON. At most one of `json`, `form`, `multipart` and `body` is given. */
  readonly json?: unknown;
  /** A body as an HTML form sends it, URL-encoded. */
  readonly form?: Readonly<Record<string, Field>> | undefined;
  /** A body of fields and files. */
  readonly multipart?: Readonly<Record<string, Part | readonly Part[] | undefined>> | undefined;
  /**
   * A body as it is; text is sent as UTF-8. One of any size is a file, `file('film.mp4')`, or gives its pieces while they
   * are sent: a generator, a `Readable`, a `ReadableStream`.
   *
   * @example
   * await http.post('/upload', { body: file('film.mp4') });
   */
  readonly body?: string | Uint8Array | FileBody | StreamedBody | undefined;
  /** How many bytes a body has that gives its pieces while they are sent. Default: not known; it goes out chunked. */
  readonly bodyLength?: number | undefined;
  /**
   * Asks the server before the body is sent (`Expect: 100-continue`); a server that says nothing is sent it after a
   * second. HTTP/1.1 only.
   */
  readonly expectContinue?: boolean | undefined;
  /** Counts the bytes of the answer's body and keeps none, so that a download may be of any size. */
  readonly discard?: boolean | undefined;
  /** As `discard`, and the response has the digest of its body as `hash`, in hex: `'sha256'`, `'md5'`. */
  readonly hash?: string | undefined;
  /** How long the request may take, with all its redirects: `'500ms'`; a bare number is seconds. Default: the suite's. */
  readonly timeout?: string | number | undefined;
  /**
   * Labels of the operation: the same name with other tags is another operation, and `tag:area=auth` in a requirement
   * finds all with that tag. Few and fixed values, never an id.
   */
  readonly tags?: Tags | undefined;
  /**
   * What becomes of a redirect: `follow` at most 10 (or the number given), hand it over as it is (`manual`), or count
   * it as a failure (`error`). Default `follow`. The operation's latency spans all hops.
   */
  readonly redirect?: 'follow' | 'manual' | 'error' | number | undefined;
  /**
   * What makes the response right: a status, one of several, or a function that decides alone and returns (or throws)
   * why the response is wrong. Without it, a status of 400 or more is a failure.
   *
   * @example
   * await http.get('/books', { expect: [200, 304] });
   * await http.get('/books', { expect: (response) => response.json<[]>().length > 0 || 'no books' });
   */
  readonly expect?: number | readonly number[] | Expectation | undefined;
  /**
   * How many products the answer holds (images, items, pages), so that a rate of products is reported. Asked of answers
   * that are right so far.
   *
   * @example
   * await http.post('/images/batch', { json: { items }, produces: (response) => response.json<{ images: [] }>().images.length });
   */
  readonly produces?: ((response: HttpResponse) => number) | undefined;
  /** The content type that a right answer has: `'image/png'`, `'image/*'`, or one of several. */
  readonly type?: string | readonly string[] | undefined;
  /** The size of a right answer's body: so many bytes, or a bound such as `'>1KB'`. */
  readonly size?: number | string | undefined;
  /**
   * A key for which the answer's bytes must always be the same, as a cache must give them; told apart by operation. They
   * are held against the first answer for that key within each worker.
   */
  readonly identical?: string | number | undefined;
  /** Ends the request early; it then counts as a failure of type `aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Where the time of one operation went, in ms; over all hops when redirects were followed. */
export interface Timings {
  /** From the intended start to the end of the answer: what requirements judge. */
  readonly latencyMs: number;
  /** From the actual send to the end of the answer. */
  readonly serviceMs: number;
  /** How long the arrival waited for a free virtual user. */
  readonly queueWaitMs: number;
  /** How late the generator itself was ready to send. */
  readonly sendLagMs: number;
  /** Looking up the name and making the connection; 0 when an open one was used again. */
  readonly connectMs: number;
  /** The TLS handshake; 0 without TLS or when an open connection was used again. */
  readonly tlsMs: number;
  /** From there to the first byte of the answer, whatever redirects took included; the four phases add up to the service time. */
  readonly firstByteMs: number;
  /** From the first byte of the answer to its last. */
  readonly downloadMs: number;
}

/** A response's headers; names in any case. */
export interface ResponseHeaders {
  /** The value, several joined by `, `; `undefined` when there is none. */
  get(name: string): string | undefined;
  /** Each value by itself, as `set-cookie` needs it. */
  getAll(name: string): readonly string[];
  has(name: string): boolean;
}

/**
 * An answer, or the lack of one. Network errors and time-outs do not throw: they are recorded, and the response has
 * `status` 0, `ok` false and the `error`; a task may go on, and one that asks for the body gets the error thrown.
 */
export interface HttpResponse {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly statusText: string;
  /** Whether the status is 200 to 299. It says nothing of `expect`. */
  readonly ok: boolean;
  /** Why there was no answer. */
  readonly error: HttpError | undefined;
  readonly headers: ResponseHeaders;
  /** Fields that came behind the body, if any. */
  readonly trailers: ResponseHeaders;
  /** The address that answered: after redirects, the last. */
  readonly url: string;
  readonly redirected: boolean;
  readonly timings: Timings;
  /** Bytes of the body as it came, with its content encoding; counted also where none are kept. */
  readonly size: number;
  /** The digest of the body as it came, where the request asked for it with `hash`. */
  readonly hash: string | undefined;
  /**
   * The body, its content encoding undone. That happens here, when it is asked for, and counts in no latency.
   *
   * @throws {HttpError} the response's `error`, `discarded` when the request asked for nothing to be kept, or `encoding`
   *   when the body is not what its `content-encoding` says
   */
  readonly bytes: Uint8Array;
  /**
   * The body as text in the charset of its content type, else UTF-8.
   *
   * @throws {HttpError} as `bytes`, or `charset` for an unknown charset
   */
  text(): string;
  /**
   * The body as JSON.
   *
   * @throws {HttpError} as `text`, or `json` with the status, the content type and an excerpt when it is none
   * @example
   * const { token } = response.json<{ token: string }>();
   */
  json<T = unknown>(): T;
  /** Counts the response as failed, at once, with your reason in place of any other; only the first call counts. */
  fail(why: string): void;
  /**
   * Takes back the failure that the status, the expectation or a network error would count as; possible until the
   * iteration ends. A `fail` stays.
   */
  pass(): void;
}

/** What {@link Cookies.set} may be told; the defaults are a cookie of the suite's target, for all paths. */
export interface CookieOptions {
  /** The address to which it belongs. */
  readonly url?: string;
  /** Also sent to the hosts below this domain; default: to the one host. */
  readonly domain?: string;
  /** Default `/`. */
  readonly path?: string;
  /** Sent over HTTPS only. */
  readonly secure?: boolean;
  /** How long it is kept; default: as long as the virtual user lives. */
  readonly maxAgeSeconds?: number;
}

/** The cookies of one virtual user; servers' `set-cookie` headers go in, and matching ones are sent, as browsers do. */
export interface Cookies {
  /** The value that would be sent to `url` (default: the suite's target). */
  get(name: string, url?: string): string | undefined;
  set(name: string, value: string, options?: CookieOptions): void;
  /** Forgets those of this name, or all. */
  clear(name?: string): void;
}

/**
 * HTTP for one virtual user: its own connections and cookies, every request recorded as an operation.
 *
 * A target is a path below the suite's target, or a whole `http:` or `https:` address. The operation is called
 * `name`, else `METHOD path` without the query; an address elsewhere keeps its origin in the name.
 *
 * @example
 * const login = await http.post('/auth/login', { json: { user: 'u1', password: 'secret' } });
 * const { token } = login.json<{ token: string }>();
 * await http.get(http.path`/books/${7}`, { headers: { authorization: `Bearer ${token}` }, expect: 200 });
 */
export interface Http {
  get(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  post(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  put(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  patch(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  delete(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  head(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  options(target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  request(method: string, target: string | Path, options?: RequestOptions): Promise<HttpResponse>;
  /**
   * A path with its values percent-encoded, one path segment or query value each, and named without them.
   *
   * @throws {HttpError} `path` for a value that is none: `undefined`, `null`, `NaN`, an object
   * @example
   * await http.get(http.path`/books/${id}?page=${page}`); // operation: GET /books/{}
   */
  path(text: TemplateStringsArray, ...values: readonly Scalar[]): Path;
  readonly cookies: Cookies;
}
