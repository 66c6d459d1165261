/** Who may call the provider, and how often: an API key, and limits of requests and tokens a minute. */
import { ApiError } from '../http/errors.ts';
import type { ProviderSettings } from './settings.ts';

/** A bucket that refills evenly to its full size within a minute. */
class Bucket {
  readonly #perMinute: number;
  #level: number;
  #atMs: number;

  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute;
    this.#level = perMinute;
    this.#atMs = nowMs;
  }

  /** Milliseconds until this many fit in; 0 when they do now. More than the whole bucket waits for a full one. */
  waitMs(amount: number, nowMs: number): number {
    const perMs = this.#perMinute / 60_000;
    this.#level = Math.min(this.#perMinute, this.#level + (nowMs - this.#atMs) * perMs);
    this.#atMs = nowMs;
    return Math.max(0, (Math.min(amount, this.#perMinute) - this.#level) / perMs);
  }

  take(amount: number): void {
    this.#level -= amount;
  }
}

export class Gatekeeper {
  readonly #apiKey: string | undefined;
  readonly #requests: Bucket | undefined;
  readonly #tokens: Bucket | undefined;
  readonly #now: () => number;

  constructor({ apiKey, requestsPerMinute, tokensPerMinute }: ProviderSettings, now: () => number) {
    this.#apiKey = apiKey;
    this.#now = now;
    this.#requests = requestsPerMinute > 0 ? new Bucket(requestsPerMinute, now()) : undefined;
    this.#tokens = tokensPerMinute > 0 ? new Bucket(tokensPerMinute, now()) : undefined;
  }

  /** @throws ApiError 401 unless the Authorization header carries the key, where one is set. */
  identify(authorization: string | undefined): void {
    if (this.#apiKey !== undefined && authorization !== `Bearer ${this.#apiKey}`) {
      throw new ApiError(
        401,
        'invalid_api_key',
        'The API key is missing or wrong. Send it as `Authorization: Bearer …`.',
      );
    }
  }

  /** @throws ApiError 429 with Retry-After when a limit is reached; a refused request takes nothing. */
  admit(tokens: number): void {
    const nowMs = this.#now();
    const waitMs = Math.max(this.#requests?.waitMs(1, nowMs) ?? 0, this.#tokens?.waitMs(tokens, nowMs) ?? 0);
    if (waitMs > 0) {
      throw new ApiError(
        429,
        'rate_limit_exceeded',
        `The rate limit is reached. Try again in ${(waitMs / 1000).toFixed(2)} s.`,
        {
          headers: { 'retry-after': String(Math.ceil(waitMs / 1000)), 'retry-after-ms': String(Math.ceil(waitMs)) },
        },
      );
    }
    this.#requests?.take(1);
    this.#tokens?.take(tokens);
  }
}
