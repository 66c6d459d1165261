/** Exit codes, a sentence each; when several apply, the first in the order of {@link worst} counts. */
export const exitCodes = {
  passed: 0,
  /** A requirement or a comparison failed. */
  failed: 1,
  /** The command, the configuration or the suite is wrong. */
  usage: 2,
  /** The run is invalid; with `--strict` also inconclusive. */
  invalid: 3,
  /** The target could not be reached. */
  unreachable: 4,
  /** An error of Proofload's own, or a store that cannot be written. */
  internal: 5,
  /** Interrupted; what was measured is kept and judged. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const ORDER: readonly ExitCode[] = [2, 4, 5, 130, 3, 1];

/** The code that counts of several runs: the first that applies of 2, 4, 5, 130, 3, 1, one that was asked for, 0. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  const asked = codes.find((code) => code !== exitCodes.passed);
  return ORDER.find((code) => codes.includes(code)) ?? asked ?? exitCodes.passed;
}
