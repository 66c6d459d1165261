/**
 * The one error of this room: a suite that is not right.
 */
import { formatProblems, type Problem } from './problem.ts';

/** A suite that cannot be run as it is written, with everything that is wrong with it. */
export class SuiteError extends Error {
  override readonly name = 'SuiteError';
  /** Stable: programs may decide by it. */
  readonly code = 'invalid-suite';
  /** All of them, in the order in which the suite is written. */
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], suiteName?: string) {
    super(formatProblems(suiteName === undefined ? 'The suite' : `The suite "${suiteName}"`, problems));
    this.problems = problems;
  }
}
