/**
 * The one error of this room: a suite that is not right.
 */
import { formatProblems, type Problem } from './problem.ts';

/** A suite, or a part of one, that cannot be run as it is written, with everything that is wrong with it. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
  /** Stable: programs may decide by it. */
  readonly code = 'invalid-suite';
  /** All of them, in the order in which the suite is written. */
  readonly problems: readonly Problem[];

  /** @param subject - what is not right, as a sentence begins: `The suite "bookshop"` */
  constructor(problems: readonly Problem[], subject = 'The suite') {
    super(formatProblems(subject, problems));
    this.problems = problems;
  }
}
