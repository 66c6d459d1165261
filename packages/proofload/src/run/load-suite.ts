/** From a suite's file to a checked suite: found, bundled, imported. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { describeThrow } from '../engine/task-error.ts';
import { keepModelKey } from '../protocol/llm/settings.ts';
import { SuiteError } from '../suite/error.ts';
import type { Suite } from '../suite/types.ts';
import { didYouMean } from '../units/suggest.ts';
import { type Bundle, bundleSuite } from './bundle.ts';
import { SuiteLoadError } from './errors.ts';

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
 * @throws SuiteLoadError when it cannot be read, throws while loading, or exports no suite
 * @throws SuiteError when what it defines is not right
 */
export async function loadSuite(file: string, colour: boolean): Promise<LoadedSuite> {
  const { module, bundle } = await importModule(file, 'suite', colour);
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
 * @throws SuiteLoadError when it cannot be read or throws while loading
 */
export async function importModule(
  file: string,
  what: 'suite' | 'configuration',
  colour = false,
): Promise<{ readonly module: { readonly default?: unknown }; readonly bundle: Bundle }> {
  const bundle = await bundleSuite(file, colour);
  try {
    process.setSourceMapsEnabled(true);
    return { module: await import(bundle.url), bundle };
  } catch (error) {
    await bundle.remove();
    if (error instanceof SuiteError) throw new SuiteLoadError(file, `${file}: ${error.message}`, { cause: error });
    throw new SuiteLoadError(file, `The ${what} ${file} threw while it was loaded: ${describeThrow(error).message}.`, {
      cause: error,
    });
  }
}
