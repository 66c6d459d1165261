/** What keeps a command from its work, as a sentence for people and an exit code for programs. */

import { IncomparableError } from '../judge/compare.ts';
import { FailOnError } from '../judge/fail-on.ts';
import { CorruptMeasurementError } from '../measure/error.ts';
import { UsageError as PlanError } from '../plan/error.ts';
import { StoreError } from '../record/errors.ts';
import { InterruptedError, StageError, SuiteLoadError, TargetError } from '../run/errors.ts';
import { SuiteError } from '../suite/error.ts';
import { UnitError } from '../units/error.ts';
import type { CliContext } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

/** Mistakes of whoever called: these have a sentence and never a stack trace. */
const USAGE_ERRORS = [
  UsageError,
  PlanError,
  SuiteError,
  SuiteLoadError,
  StageError,
  UnitError,
  FailOnError,
  IncomparableError,
];

/** A store's errors that lie in what the command was given: a wrong word, or a file that cannot be read. */
const WRONG_REFERENCE: readonly StoreError['code'][] = [
  'not-found',
  'ambiguous',
  'exists',
  'corrupt',
  'unknown-version',
];

/** Of the process, and of the whole machine. */
const NO_DESCRIPTOR = /^(?:EMFILE|ENFILE)$/;

/** Says what went wrong, and gives the code to exit with. */
export function explainFailure(error: unknown, { say }: CliContext): ExitCode {
  if (USAGE_ERRORS.some((type) => error instanceof type)) {
    say((error as Error).message);
    return exitCodes.usage;
  }
  if (error instanceof TargetError) {
    say(error.message);
    return exitCodes.unreachable;
  }
  if (error instanceof InterruptedError) {
    say(error.message);
    return exitCodes.interrupted;
  }
  if (error instanceof StoreError) {
    say(error.message);
    return WRONG_REFERENCE.includes(error.code) ? exitCodes.usage : exitCodes.internal;
  }
  if (error instanceof CorruptMeasurementError) {
    say(
      `${error.message} A record was damaged. Where its series.ndjson is whole, remove its run.json: it is made again.`,
    );
    return exitCodes.usage;
  }
  if (NO_DESCRIPTOR.test((error as NodeJS.ErrnoException | undefined)?.code ?? '')) {
    say(`This machine has too few file descriptors left for Proofload; raise ulimit -n. (${(error as Error).message})`);
    return exitCodes.internal;
  }
  say(explainOwn(error));
  return exitCodes.internal;
}

/** An error that nobody but Proofload can mend. */
export function explainOwn(error: unknown): string {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is an error of Proofload's own. Please report it, with what you did and these lines:\n${detail}`;
}
