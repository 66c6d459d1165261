/**
 * What can go wrong with a request, a response or a cookie, as one error with a stable code.
 */

/**
 * Why there was no usable answer (`refused` to `descriptors-exhausted`, from the connection), what is wrong with a
 * response's body (`encoding`, `charset`, `json`), with a request as it was written (`path`, `target`, `body`,
 * `header`, `timeout`, `redirect`, `cookie`), or that the run is over (`stopped`).
 */
export type HttpErrorCode =
  | 'refused'
  | 'reset'
  | 'timeout'
  | 'aborted'
  | 'dns'
  | 'tls'
  | 'malformed'
  | 'early-close'
  | 'too-large'
  | 'ports-exhausted'
  | 'descriptors-exhausted'
  | 'encoding'
  | 'charset'
  | 'json'
  | 'path'
  | 'target'
  | 'body'
  | 'header'
  | 'timeout-option'
  | 'redirect'
  | 'cookie'
  | 'stopped';

/** An error of the `http` object, with a sentence for people. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;

  constructor(code: HttpErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HttpError';
    this.code = code;
  }
}
