/**
 * Why a job came to no good end.
 */

/** Stable: failures of jobs are counted under these. */
export type JobFaultType =
  | 'submit'
  | 'id'
  | 'poll'
  | 'stream'
  | 'webhook'
  | 'state'
  | 'failed'
  | 'server-times'
  | 'timeout'
  | 'fetch'
  | 'fail';

/** A job that failed, was lost from sight or took too long. */
export class JobFault extends Error {
  override readonly name = 'JobFault';
  readonly type: JobFaultType;
  /** Whether there was no answer at all, so that it has no latency. */
  readonly isUnanswered: boolean;

  constructor(type: JobFaultType, message: string, isUnanswered = false) {
    super(message);
    this.type = type;
    this.isUnanswered = isUnanswered;
  }
}

/** What a function of the suite threw, as the end of a sentence. */
export function thrownMessage(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/**
 * Calls a function of the suite.
 *
 * @param name - what it is called, when that is not the fault's type
 * @throws {JobFault} when it throws
 */
export function read<Value>(type: JobFaultType, call: () => Value, name: string = type): Value {
  try {
    return call();
  } catch (thrown) {
    throw new JobFault(type, `${name}() threw: ${thrownMessage(thrown)}`);
  }
}
