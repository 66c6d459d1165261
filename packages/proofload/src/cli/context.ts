/** The process as the commands see it: injected, so that they can be tested without one. */
import type { CommandContext } from '@stricli/core';
import type { ExitCode } from './exit-codes.ts';

export interface OutputStream {
  write(text: string): unknown;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A terminal's keys. */
export interface InputStream {
  readonly isTTY?: boolean | undefined;
  setRawMode?(raw: boolean): unknown;
  on(event: 'data', listener: (typed: string | Uint8Array) => void): unknown;
  off(event: 'data', listener: (typed: string | Uint8Array) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** What the command needs of a process. */
export interface HostProcess {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin?: InputStream | undefined;
  cwd(): string;
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exitCode?: number | string | null | undefined;
}

/** What every command is given. */
export interface CliContext extends CommandContext {
  readonly host: HostProcess;
  /** A line for people, to standard error. */
  say(text: string): void;
  /** A result, to standard output. */
  print(text: string): void;
  /** The exit code that the command ends with. */
  conclude(code: ExitCode): void;
}

/** Columns that are assumed where there is no terminal to ask. */
const DEFAULT_COLUMNS = 100;

export function columnsOf(stream: OutputStream): number {
  // A terminal that was not told its size, as one of a container can be, says 0.
  return Math.min(stream.columns || DEFAULT_COLUMNS, DEFAULT_COLUMNS);
}

/** Whether what people watch on standard error can be redrawn in place. */
export function redrawsInPlace({ stderr, env }: Pick<HostProcess, 'stderr' | 'env'>): boolean {
  return stderr.isTTY === true && env.TERM !== 'dumb';
}

/** Whether a stream takes colours: `NO_COLOR` and `FORCE_COLOR` decide, else whether it is a terminal. */
export function takesColour(stream: OutputStream, env: HostProcess['env']): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '')
    return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return stream.isTTY === true && env.TERM !== 'dumb';
}
