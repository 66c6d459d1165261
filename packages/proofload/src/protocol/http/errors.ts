/**
 * What can go wrong with a request, a response or a cookie, as one error with a stable code.
 */

import type { ExchangeErrorCode } from '../http1/client.ts';

/**
 * Why there was no answer (the client's codes), what is wrong with a response's body (`encoding`, `charset`, `json`,
 * `too-large`, `discarded`), with a request as it was written (`path`, `target`, `body`, `header`, `timeout-option`,
 * `size-option`, `hash-option`), with a cookie, or that the run is over (`stopped`).
 */
export type HttpErrorCode =
  | ExchangeErrorCode
  | 'encoding'
  | 'charset'
  | 'json'
  | 'path'
  | 'target'
  | 'body'
  | 'header'
  | 'timeout-option'
  | 'discarded'
  | 'size-option'
  | 'hash-option'
  | 'cookie'
  | 'stopped';

/** An error of the `http` object, with a sentence for people. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  /** Whether its request is recorded as failed, so that it need not be counted again when thrown. */
  readonly counted: boolean;

  constructor(code: HttpErrorCode, message: string, cause?: unknown, counted = false) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HttpError';
    this.code = code;
    this.counted = counted;
  }
}
