/**
 * A response that notes which headers are asked for, so that a header which never comes can be told from a miss.
 */
import type { HttpError } from '../http/errors.ts';
import type { HttpResponse, ResponseHeaders, Timings } from '../http/types.ts';

/** Shows one response after the other. */
export class ResponseProbe implements HttpResponse, ResponseHeaders {
  #response: HttpResponse;
  #found = false;
  #missing: string | undefined;

  constructor(response: HttpResponse) {
    this.#response = response;
  }

  /** Shows a response from here on, of which nothing has been asked yet. */
  show(response: HttpResponse): this {
    this.#response = response;
    this.#found = false;
    this.#missing = undefined;
    return this;
  }

  /** The first header that was asked for, when none of those asked for was there; `undefined` when none was asked for. */
  get missingHeader(): string | undefined {
    return this.#found ? undefined : this.#missing;
  }

  get(name: string): string | undefined {
    this.#note(name);
    return this.#response.headers.get(name);
  }

  getAll(name: string): readonly string[] {
    this.#note(name);
    return this.#response.headers.getAll(name);
  }

  has(name: string): boolean {
    this.#note(name);
    return this.#response.headers.has(name);
  }

  #note(name: string): void {
    if (this.#response.headers.has(name)) this.#found = true;
    else this.#missing ??= name.toLowerCase();
  }

  get headers(): ResponseHeaders {
    return this;
  }

  get trailers(): ResponseHeaders {
    return this.#response.trailers;
  }

  get status(): number {
    return this.#response.status;
  }

  get statusText(): string {
    return this.#response.statusText;
  }

  get ok(): boolean {
    return this.#response.ok;
  }

  get error(): HttpError | undefined {
    return this.#response.error;
  }

  get url(): string {
    return this.#response.url;
  }

  get redirected(): boolean {
    return this.#response.redirected;
  }

  get timings(): Timings {
    return this.#response.timings;
  }

  get size(): number {
    return this.#response.size;
  }

  get hash(): string | undefined {
    return this.#response.hash;
  }

  get bytes(): Uint8Array {
    return this.#response.bytes;
  }

  text(): string {
    return this.#response.text();
  }

  json<T = unknown>(): T {
    return this.#response.json<T>();
  }

  fail(why: string): void {
    this.#response.fail(why);
  }

  pass(): void {
    this.#response.pass();
  }
}
