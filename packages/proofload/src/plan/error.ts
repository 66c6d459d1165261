/**
 * The one error of this room: what was asked for can't be run.
 */
import { formatProblem, formatProblems, type Problem } from '../suite/problem.ts';

/** Flags, environment, configuration or suite ask for something that can't be run; with everything that is wrong. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** Stable: programs may decide by it. */
  readonly code = 'usage';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const [only, ...others] = problems;
    super(
      only !== undefined && others.length === 0 ? formatProblem(only) : formatProblems('What was asked for', problems),
    );
    this.problems = problems;
  }
}

/** Nothing is wrong but that `-k`, `--tags` or `--exclude-tags` leave this suite no task: of several suites, others may. */
export class NothingSelectedError extends UsageError {}
