/**
 * The errors of the HTTP/1.1 client: one class for an exchange that failed, one for a request that cannot be written.
 *
 * A fault is what went wrong on a connection, before it is known which exchange it hit and when; the exchange adds its
 * times and makes the error of it.
 */

/**
 * Why an exchange has no answer. Stable: results are counted under these.
 *
 * `protocol`: the server speaks another version of HTTP than was asked for.
 * `ports-exhausted` and `descriptors-exhausted` are limits of the machine that generates the load, not of the target.
 */
export type ExchangeErrorCode =
  | 'refused'
  | 'unreachable'
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
  | 'proxy'
  | 'protocol'
  | 'upload'
  | 'socket';

/** What went wrong, told without times. */
export interface Fault {
  readonly code: ExchangeErrorCode;
  /** A whole sentence for people. */
  readonly message: string;
  readonly cause?: unknown;
  /** The beginning of what came in place of an answer. */
  readonly excerpt?: string;
}

/** When an exchange failed and how much of it had gone over the wire; clock times in milliseconds. */
export interface ExchangeSpan {
  readonly startMs: number;
  readonly endMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/**
 * An exchange that ended without a whole answer.
 *
 * @example
 * try { await client.exchange(request, limits); }
 * catch (error) { if (error instanceof ExchangeError && error.code === 'timeout') count(error.endMs - error.startMs); }
 */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';
  readonly code: ExchangeErrorCode;
  /** Clock time at which the exchange began, in milliseconds. */
  readonly startMs: number;
  /** Clock time at which it failed, in milliseconds. */
  readonly endMs: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The beginning of what came in place of an answer. */
  readonly excerpt: string | undefined;

  constructor(fault: Fault, span: ExchangeSpan) {
    super(fault.message, fault.cause === undefined ? undefined : { cause: fault.cause });
    this.code = fault.code;
    this.startMs = span.startMs;
    this.endMs = span.endMs;
    this.bytesIn = span.bytesIn;
    this.bytesOut = span.bytesOut;
    this.excerpt = fault.excerpt;
  }

  /** Whether the machine that generates the load is to blame, and not the target. */
  get generatorsFault(): boolean {
    return this.code === 'ports-exhausted' || this.code === 'descriptors-exhausted';
  }
}

/**
 * Makes the error of a fault without a stack trace: it is born in a socket's callback, where a stack names none of the
 * user's lines but costs several microseconds, and a target that is down fails thousands of times a second.
 */
export function exchangeError(fault: Fault, span: ExchangeSpan): ExchangeError {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new ExchangeError(fault, span);
  } finally {
    Error.stackTraceLimit = limit;
  }
}

/** Which part of a request cannot be written as HTTP. */
export type RequestPart = 'method' | 'target' | 'host' | 'header-name' | 'header-value' | 'content-length';

/** A request whose head would not be HTTP, or would be more than one request. */
export class RequestHeadError extends Error {
  override readonly name = 'RequestHeadError';
  readonly code = 'bad-request-head';
  readonly part: RequestPart;

  constructor(part: RequestPart, message: string) {
    super(message);
    this.part = part;
  }
}
