/** What keeps a run from beginning, as errors with a sentence for people and a stable code for programs. */
import { redactText } from '../units/redact.ts';

/** The suite cannot be read or loaded. */
export class SuiteLoadError extends Error {
  override readonly name = 'SuiteLoadError';
  readonly code = 'suite-load';
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.file = file;
  }
}

/** A `setup` or a `teardown` threw. */
export class StageError extends Error {
  override readonly name = 'StageError';
  readonly code = 'suite-stage';
}

/** The target does not answer, or its command did not get ready. Its message is without the credentials of the address. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  readonly code = 'target-unreachable';
  readonly target: string;

  constructor(target: string, message: string, options?: ErrorOptions) {
    super(redactText(message), options);
    this.target = target;
  }
}
