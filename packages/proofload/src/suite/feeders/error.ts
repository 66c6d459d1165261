/**
 * The one error of feeders: data that can't be read, or that has come to its end.
 */

/** Why there is no row: the file can't be read, it is not what it should be, or all rows are used up. */
export type FeederErrorCode = 'feeder-unreadable' | 'feeder-malformed' | 'feeder-exhausted';

/** Data that could not be had, with a sentence for people. */
export class FeederError extends Error {
  override readonly name = 'FeederError';
  readonly code: FeederErrorCode;
  /** The file's path, or what else the data is called. */
  readonly source: string;

  constructor(code: FeederErrorCode, source: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.source = source;
  }
}
