/**
 * What can go wrong with a stream of events, as one error with a stable code.
 */
import type { ExchangeErrorCode } from '../http1/client.ts';

/**
 * Why there is no stream, or no more of it: the codes of HTTP's network errors (`timeout` is also a silence that was too
 * long, `early-close` a stream that was cut short, `too-large` an event that was too long, `malformed` also a stream of
 * nothing that the format knows), `status` (the server refused it), `type` (it answered with something else), `encoding` (it compressed it), `unread` (the task does not take what
 * comes), and `json` (the data of an event is none).
 */
export type SseErrorCode = ExchangeErrorCode | 'status' | 'type' | 'encoding' | 'unread' | 'json';

/** An error of the `sse` object, with a sentence for people. */
export class SseError extends Error {
  override readonly name = 'SseError';
  readonly code: SseErrorCode;
  /** Whether the cause is recorded as a failure of its operation, so that it need not be counted again when thrown. */
  readonly counted: boolean;

  constructor(code: SseErrorCode, message: string, counted: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.counted = counted;
  }
}
