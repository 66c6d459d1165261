/** From a suite's file to a checked suite: found, bundled, imported. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeThrow } from '../engine/task-error.ts';
import { keepModelKey } from '../protocol/llm/settings.ts';
import { SuiteError } from '../suite/error.ts';
import type { Suite } from '../suite/types.ts';
import { didYouMean } from '../units/suggest.ts';
import { type Bundle, bundleSuite, moduleName } from './bundle.ts';
import { InterruptedError, SuiteLoadError } from './errors.ts';

const SUITE_FILE = /\.perf\.[cm]?[jt]s$/;

/** A suite that is ready to be planned. */
export interface LoadedSuite {
  readonly suite: Suite;
  /** As it was asked for. */
  readonly file: string;
  readonly bundle: Bundle;
}

/**
 * The files that arguments mean: a file itself, a folder every `*.perf.ts` in it, sorted; without arguments the
 * working directory.
 *
 * @throws SuiteLoadError when there is none
 */
export async function findSuites(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths.length === 0 ? ['.'] : paths) {
    const status = await stat(path).catch(() => undefined);
    if (status === undefined) throw new SuiteLoadError(path, await missing(path));
    if (!status.isDirectory()) {
      found.push(path);
      continue;
    }
    const inside = await suitesIn(path);
    if (inside.length === 0) {
      const hint = paths.length === 0 ? 'Name a suite, or write one: proofload run my-service.perf.ts.' : '';
      throw new SuiteLoadError(
        path,
        `There is no suite (*.perf.ts) in ${path === '.' ? 'this folder' : `the folder ${path}`}. ${hint}`.trimEnd(),
      );
    }
    found.push(...inside);
  }
  return found;
}

async function suitesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .filter((name) => SUITE_FILE.test(name) && !/(?:^|[\\/])(?:node_modules|\.[^\\/]+)[\\/]/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

async function missing(path: string): Promise<string> {
  const siblings = await readdir(dirname(path)).catch(() => []);
  const hint = didYouMean(
    basename(path),
    siblings.filter((name) => SUITE_FILE.test(name)),
  );
  return `There is no suite at ${path}.${hint}`;
}

/**
 * Bundles and imports a suite.
 *
 * @param colour - whether code frames may have colours
 * @param signal - gives up the wait for one that takes its time to load
 * @throws SuiteLoadError when it cannot be read, throws while loading, or exports no suite
 * @throws InterruptedError when it is given up
 * @throws SuiteError when what it defines is not right
 */
export async function loadSuite(file: string, colour: boolean, signal?: AbortSignal): Promise<LoadedSuite> {
  const { module, bundle } = await importModule(file, 'suite', colour, signal);
  const suite = module.default as Partial<Suite> | undefined;
  if (suite?.kind === 'proofload.suite') {
    // The workers know it by themselves; this is for what is said here.
    keepModelKey(suite.llm ?? {}, process.env);
    return { suite: suite as Suite, file, bundle };
  }
  await bundle.remove();
  const ending = 'export default defineSuite({ name, target, users })';
  throw new SuiteLoadError(file, `${file} exports no suite. End it with: ${ending}.`);
}

/**
 * Bundles and imports a module that a user wrote.
 *
 * @param what - how messages call it
 * @throws SuiteLoadError when it cannot be read, throws while loading or waits for what never comes
 */
export async function importModule(
  file: string,
  what: 'suite' | 'configuration',
  colour = false,
  signal?: AbortSignal,
): Promise<{ readonly module: { readonly default?: unknown }; readonly bundle: Bundle }> {
  const bundle = await bundleSuite(file, colour);
  try {
    process.setSourceMapsEnabled(true);
    return { module: await imported(bundle.url, file, signal), bundle };
  } catch (error) {
    await bundle.remove();
    if (error instanceof InterruptedError || error instanceof SuiteLoadError) throw error;
    if (error instanceof SuiteError) throw new SuiteLoadError(file, `${file}: ${error.message}`, { cause: error });
    const missing = await missingExport(error);
    if (missing !== undefined) throw new SuiteLoadError(file, `The ${what} ${file} ${missing}`, { cause: error });
    throw new SuiteLoadError(file, `The ${what} ${file} threw while it was loaded: ${describeThrow(error).message}.`, {
      cause: error,
    });
  }
}

/** What a module wants of another that has no such export, which Node.js tells as an error of syntax without a line. */
async function missingExport(error: unknown): Promise<string | undefined> {
  if (!(error instanceof SyntaxError)) return undefined;
  const pattern = /requested module '([^']+)' does not provide an export named '([^']+)'/;
  const [, url = '', name = ''] = pattern.exec(error.message) ?? [];
  if (name === '') return undefined;
  const there: object = await import(url).catch(() => ({}));
  return `imports ${name} from '${moduleName(url)}', which has no such export.${didYouMean(name, Object.keys(there))}`;
}

/**
 * Imports a module, whose own code may wait for something. Where nothing is left that could still come, the runtime would
 * end the process without a word.
 */
function imported(url: string, file: string, signal?: AbortSignal): Promise<{ readonly default?: unknown }> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void): void => {
      process.off('beforeExit', drained);
      signal?.removeEventListener('abort', interrupted);
      end();
    };
    const drained = (): void =>
      settle(() => reject(new SuiteLoadError(file, `${file} awaits something that never comes while it is loaded.`)));
    const interrupted = (): void => settle(() => reject(new InterruptedError()));
    process.once('beforeExit', drained);
    signal?.addEventListener('abort', interrupted);
    if (signal?.aborted) interrupted();
    import(url).then(
      (module) => settle(() => resolve(module)),
      (error) => settle(() => reject(error)),
    );
  });
}
