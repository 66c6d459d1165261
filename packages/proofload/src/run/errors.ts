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

/** Somebody asked for an end before the load had begun. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly code = 'interrupted';

  constructor() {
    super('The run was interrupted before its load began; nothing was measured.');
  }
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
