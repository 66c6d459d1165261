/**
 * What a suite's code does to this process behind everybody's back: throws where nothing can catch it (a promise that
 * nobody awaits, a timer), or ends it. Neither may cost a run its verdict, nor look like one.
 */
import { describeThrow } from '../engine/task-error.ts';
import type { HostProcess } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { explainOwn } from './failures.ts';

/** The process itself. */
export interface StrayHost extends HostProcess {
  on(event: 'SIGINT' | 'SIGTERM' | 'beforeExit' | 'exit', listener: () => void): unknown;
  on(event: 'uncaughtException' | 'unhandledRejection', listener: (thrown: unknown) => void): unknown;
  exit(code: number): never;
}

/** A line of Proofload's own, without one of the suite beside it. */
const OWN_FRAME = /[\\/]proofload[\\/](?:dist|src)[\\/]/;

/**
 * Listens until the process ends.
 *
 * @param host - the process
 * @returns what is to be called when the command is done, after which its end is no surprise
 */
export function heedStrays(host: StrayHost): () => void {
  const told = new Set<string>();
  let isExpected = false;
  const stray = (thrown: unknown): void => {
    const { message, place } = describeThrow(thrown);
    if (place === undefined && thrown instanceof Error && OWN_FRAME.test(thrown.stack ?? '')) {
      host.stderr.write(`${explainOwn(thrown)}\n`);
      isExpected = true;
      host.exit(exitCodes.internal);
    }
    if (told.has(message)) return;
    told.add(message);
    host.stderr.write(
      `Code of the suite threw where nothing could catch it: ${message}. The command goes on; await every promise, and catch errors within callbacks.\n`,
    );
  };
  const expected = (): void => {
    isExpected = true;
  };
  host.on('uncaughtException', stray);
  host.on('unhandledRejection', stray);
  // The loop ran out of work, which says something else.
  host.on('beforeExit', expected);
  host.on('exit', () => {
    if (isExpected) return;
    host.stderr.write('The suite ended the command (process.exit), so that there is no verdict; leave that out.\n');
    host.exitCode = exitCodes.usage;
  });
  return expected;
}
