/** The command as a user calls it: a process of its own, in a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { RunRecord } from '../../src/record/schema.ts';

export const command = fileURLToPath(new URL('../../bin/proofload.js', import.meta.url));
export const repository = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workplace {
  readonly folder: string;
  /** Writes a file and returns its name. */
  write(name: string, text: string): Promise<string>;
  run(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Finished>;
  /** Runs it until it ends otherwise than `invalid`: a run that a busy machine made so says nothing of its target. */
  runValid(args: readonly string[]): Promise<Finished>;
  start(args: readonly string[], environment?: Readonly<Record<string, string>>): Running;
  /** Starts the command at a terminal. */
  startAtTerminal(args: readonly string[]): Terminal;
  /** The record of the newest run. */
  record(): Promise<RunRecord>;
  /** The folder of the newest run. */
  runFolder(): Promise<string>;
}

/** A terminal at which the command runs. */
export interface Terminal extends Running {
  /** Whether it is in raw mode: every change of it, in order. */
  readonly rawModes: readonly boolean[];
  type(keys: string): void;
}

export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves when standard error has this in it. */
  says(text: string | RegExp): Promise<void>;
}

const MOST_ATTEMPTS = 8;
const INVALID = 3;

declare module 'vitest' {
  interface TaskMeta {
    /** How many of its runs were made again. */
    runsAgain?: number;
  }
}

/** A fresh folder, which is removed when the test is over. */
export async function workplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'proofload-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const start: Workplace['start'] = (args, environment = {}) => {
    const env = { ...cleanEnvironment(), ...environment };
    const child = spawn(process.execPath, [command, ...args], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return watch(child);
  };
  let runsAgain = 0;
  onTestFinished(({ task }) => {
    if (runsAgain > 0) task.meta.runsAgain = runsAgain;
  });
  const runValid: Workplace['runValid'] = async (args) => {
    for (let attempt = 1; ; attempt += 1) {
      const finished = await start(args).finished;
      if (finished.code !== INVALID || attempt === MOST_ATTEMPTS) return finished;
      runsAgain += 1;
    }
  };
  const runFolder = async (): Promise<string> => {
    const runs = join(folder, '.proofload', 'runs');
    return join(runs, (await readdir(runs)).sort().at(-1) as string);
  };
  return {
    folder,
    write: async (name, text) => {
      await writeFile(join(folder, name), text);
      return name;
    },
    start,
    startAtTerminal: (args) => startAtTerminal(folder, args),
    run: (args, environment) => start(args, environment).finished,
    runValid,
    runFolder,
    record: async () => JSON.parse(await readFile(join(await runFolder(), 'run.json'), 'utf8')) as RunRecord,
  };
}

const terminalHost = fileURLToPath(new URL('./terminal-host.mjs', import.meta.url));

function startAtTerminal(cwd: string, args: readonly string[]): Terminal {
  const child = spawn(process.execPath, [terminalHost, ...args], {
    ...{ cwd, env: cleanEnvironment() },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const rawModes: boolean[] = [];
  child.on('message', (message) => rawModes.push((message as { readonly raw: boolean }).raw));
  return { ...watch(child), rawModes, type: (keys) => void child.send(keys) };
}

/** Without what the shell or the test runner set for themselves. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(?:PROOFLOAD_|VITEST|NODE_OPTIONS|FORCE_COLOR)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: '1' };
}

function watch(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  return {
    child,
    finished: new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr }))),
    says: (text) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (typeof text === 'string' ? !stderr.includes(text) : !text.test(stderr)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
