/**
 * What a service tells of a job by itself: an event of a stream, or the body of a webhook.
 */
import type { ResponseHeaders } from '../http/types.ts';
import type { JobAnswer } from './types.ts';

const NO_HEADERS: ResponseHeaders = { get: () => undefined, getAll: () => [], has: () => false };
const EXCERPT_LENGTH = 200;

export class ToldAnswer implements JobAnswer {
  readonly status = 200;
  readonly headers: ResponseHeaders;
  readonly event: string | undefined;
  readonly #text: string;

  constructor(text: string, event?: string, headers = NO_HEADERS) {
    this.#text = text;
    this.event = event;
    this.headers = headers;
  }

  text(): string {
    return this.#text;
  }

  json<T = unknown>(): T {
    try {
      return JSON.parse(this.#text) as T;
    } catch {
      const excerpt = this.#text.length > EXCERPT_LENGTH ? `${this.#text.slice(0, EXCERPT_LENGTH)}…` : this.#text;
      const what = this.event === undefined ? 'What the webhook was sent' : `The event "${this.event}"`;
      throw new Error(`${what} is not JSON: ${JSON.stringify(excerpt)}.`);
    }
  }
}
