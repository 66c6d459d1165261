/**
 * A target that Proofload starts itself: the command runs in a shell and a process group of its own, until it is ready;
 * in the end the whole group is stopped.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { TargetPlan } from '../plan/types.ts';
import { formatDuration, parseDuration } from '../units/duration.ts';
import { isSecretName } from '../units/redact.ts';
import { keepSecret } from '../units/secrets.ts';
import { locateFile, triedPlaces } from '../units/suite-files.ts';
import { InterruptedError, SuiteLoadError, TargetError } from './errors.ts';
import { isReady } from './reach.ts';

/** A started target. */
export interface StartedTarget {
  readonly pid: number;
  /** Stops the service and everything that it started; resolves when it is gone. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const ASK_EVERY_MS = 100;
/** How long the service has to end by itself after SIGTERM, in ms. */
const KILL_AFTER_MS = 5_000;
/** How much of what the command printed is kept for the error, in characters. */
const KEPT_OUTPUT = 2_000;

/**
 * Starts the target's command and waits until it is ready.
 *
 * @param signal - gives up the wait
 * @throws TargetError when it ends early or is not ready in time, with the last of what it printed
 */
export async function startTarget(target: TargetPlan, command: string, signal: AbortSignal): Promise<StartedTarget> {
  const { readyTimeout } = target;
  const timeoutMs = readyTimeout === undefined ? READY_TIMEOUT_MS : parseDuration(readyTimeout, { bareUnit: 's' });
  const child = spawn(command, {
    shell: true,
    cwd: folderOf(target),
    env: { ...process.env, ...target.env },
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const [name, value] of Object.entries(target.env ?? {})) if (isSecretName(name)) keepSecret(value);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEPT_OUTPUT);
    });
  }
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code, reason) => {
    failure ??= `it ended with ${reason === null ? `code ${code}` : reason}`;
  });
  const stop = (): Promise<void> => stopGroup(child);
  // Whatever ends this process ends the service as well.
  const stopNow = (): void => killGroup(child, 'SIGKILL');
  process.once('exit', stopNow);
  child.once('exit', () => process.off('exit', stopNow));

  const deadline = performance.now() + timeoutMs;
  while (!(await isReady(target))) {
    if (signal.aborted) {
      await stop();
      throw new InterruptedError();
    }
    if (performance.now() > deadline) failure ??= `it was not ready within ${formatDuration(timeoutMs)}`;
    if (failure !== undefined) {
      await stop();
      const said = output.trim() === '' ? '' : ` It printed:\n${output.trimEnd()}`;
      throw new TargetError(target.url, `The target's command “${command}” did not start: ${failure}.${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_EVERY_MS));
  }
  if (failure !== undefined) {
    throw new TargetError(
      target.url,
      `The target's command “${command}” ended (${failure}), yet something else answers at ${target.url}. ` +
        'Stop that first, or leave the command out of the suite.',
    );
  }
  return { pid: child.pid as number, stop };
}

/** Where the command runs; the shell of a folder that is not there would say that the shell is not. */
function folderOf({ cwd }: TargetPlan): string | undefined {
  if (cwd === undefined) return undefined;
  const folder = locateFile(cwd);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new SuiteLoadError(folder, `target.cwd: there is no folder ${cwd}${triedPlaces(cwd)}.`);
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch {
    // It is gone already.
  }
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  killGroup(child, 'SIGTERM');
  const timer = setTimeout(() => killGroup(child, 'SIGKILL'), KILL_AFTER_MS);
  await gone;
  clearTimeout(timer);
}
