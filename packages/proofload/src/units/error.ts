/**
 * The one error of this room: a text that a person wrote and that is not the quantity that was asked for.
 */

/** What was asked for when the text could not be read. */
export type UnitErrorCode =
  | 'invalid-duration'
  | 'invalid-rate'
  | 'invalid-size'
  | 'invalid-bandwidth'
  | 'invalid-percent'
  | 'invalid-bound';

/**
 * A text that is not a quantity of the kind asked for.
 * Its message is a whole sentence that says what is accepted, fit to be shown to a person as it is.
 */
export class UnitError extends Error {
  override readonly name = 'UnitError';
  /** Stable: programs may decide by it. */
  readonly code: UnitErrorCode;
  /** The text that could not be read, as it was given. */
  readonly text: string;
  /** What would have been accepted, as a sentence. */
  readonly accepted: string;

  constructor(code: UnitErrorCode, text: string, problem: string, accepted: string) {
    super(`"${text}" ${problem}. ${accepted}`);
    this.code = code;
    this.text = text;
    this.accepted = accepted;
  }
}
