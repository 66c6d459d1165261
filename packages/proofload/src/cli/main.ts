/** The `proofload` command: arguments in, an exit code out. */
import { run } from '@stricli/core';
import { formsOf, proofload } from './app.ts';
import { normalizeArguments } from './arguments.ts';
import type { CliContext, HostProcess } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { explainFailure } from './failures.ts';
import { heedStrays, type StrayHost } from './strays.ts';

/** Reads the arguments of a process, does what they ask, and sets its exit code. */
export async function main(host: StrayHost): Promise<void> {
  const output = watchOutput(host);
  const isDone = heedStrays(host);
  const outcome = await execute(host.argv.slice(2), host);
  host.exitCode = output.failed ? exitCodes.internal : outcome;
  isDone();
}

/**
 * Looks after what standard output and error say of themselves: unheard, it would end the process in mid-run. A reader
 * that went away (`proofload run | head -1`) has what it wanted; what else goes wrong is a failure.
 */
function watchOutput(host: HostProcess): { readonly failed: boolean } {
  const output = { failed: false };
  host.stderr.on?.('error', () => {});
  host.stdout.on?.('error', (error) => {
    if (output.failed || error.code === 'EPIPE') return;
    output.failed = true;
    host.exitCode = exitCodes.internal;
    host.stderr.write(`Proofload could not write to standard output (${error.code ?? error.message}).\n`);
  });
  return output;
}

/** Does what the arguments ask; returns the exit code and never throws for what a user did. */
export async function execute(args: readonly string[], host: HostProcess): Promise<ExitCode> {
  const say = (text: string): void => void host.stderr.write(`${text}\n`);
  // The library writes its own number here, which is mapped below.
  const process: {
    stdout: HostProcess['stdout'];
    stderr: HostProcess['stderr'];
    env: HostProcess['env'];
    exitCode?: number | string | null;
  } = {
    stdout: host.stdout,
    stderr: host.stderr,
    env: host.env,
  };
  let outcome: ExitCode | undefined;
  const context: CliContext = {
    process,
    host,
    say,
    print: (text) => void host.stdout.write(text.endsWith('\n') ? text : `${text}\n`),
    conclude: (code) => {
      outcome = code;
    },
  };
  try {
    const [command = '--help', ...rest] = args;
    const forms = formsOf(command);
    const inputs = forms === undefined ? [command, ...rest] : [command, ...normalizeArguments(rest, forms)];
    await run(proofload, inputs, context);
  } catch (error) {
    return explainFailure(error, context);
  }
  if (outcome !== undefined) return outcome;
  return process.exitCode === undefined || Number(process.exitCode) === 0 ? exitCodes.passed : exitCodes.usage;
}
