/**
 * What can go wrong with a request to a language model, as one error with a stable code.
 */
import type { ExchangeErrorCode } from '../http1/client.ts';

/**
 * Why there is no answer, or no whole one: the codes of HTTP's network errors (`early-close` is a stream that was cut
 * short), `status` (the server refused it), `rate-limited` (with status 429), `type` and `encoding` (it is no stream),
 * `stream-error` (an error came inside of a good answer), `malformed-event` (a chunk that is no JSON), `incomplete` (the
 * stream ended without a mark of its end), `no-tokens` (it had none), `json` (a whole answer that is none); and what is
 * wrong with a request as it was written: `model`, `bound-option`, `price-option`, `address-option`.
 */
export type LlmErrorCode =
  | ExchangeErrorCode
  | 'status'
  | 'rate-limited'
  | 'type'
  | 'encoding'
  | 'stream-error'
  | 'malformed-event'
  | 'incomplete'
  | 'no-tokens'
  | 'json'
  | 'model'
  | 'bound-option'
  | 'price-option'
  | 'address-option';

/** An error of the `llm` object, with a sentence for people. */
export class LlmError extends Error {
  override readonly name = 'LlmError';
  readonly code: LlmErrorCode;

  constructor(code: LlmErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
