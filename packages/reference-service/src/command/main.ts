/** The process behind `proofload-reference-service`: reads the command line, starts, says so, ends on a signal. */
import { ServiceStartError } from '../options.ts';
import { type RunningService, startService } from '../service.ts';
import { HELP, parseCommand } from './arguments.ts';

async function start(options: Parameters<typeof startService>[0]): Promise<RunningService | undefined> {
  try {
    return await startService(options);
  } catch (error) {
    if (!(error instanceof ServiceStartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
    return undefined;
  }
}

/** Runs the command until a signal ends it. */
export async function main(words: readonly string[]): Promise<void> {
  const command = parseCommand(words);
  if (command.kind === 'help') {
    process.stdout.write(HELP);
    return;
  }
  if (command.kind === 'wrong') {
    process.stderr.write(`${command.message}\n`);
    process.exitCode = 2;
    return;
  }
  const service = await start(command.options);
  if (service === undefined) return;
  const end = (): void => {
    // A second signal ends the process at once, as people expect of Ctrl-C.
    process.removeListener('SIGINT', end);
    process.removeListener('SIGTERM', end);
    service.close().then(
      () => process.exit(0),
      (error: Error) => {
        process.stderr.write(`The service did not end well: ${error.message}.\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Last, since whoever reads it may send a signal at once.
  if (!command.quiet) process.stdout.write(`reference service listens on ${service.url}\n`);
}
