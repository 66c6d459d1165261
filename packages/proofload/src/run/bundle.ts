/**
 * A suite in TypeScript becomes one ES module, once per run: packages stay outside, source maps stay inside, and every
 * worker imports the same file. `proofload` itself is always this installation, wherever the suite lies.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildFailure, type BuildOptions, build, formatMessages, type Loader, type Plugin } from 'esbuild';
import { SuiteLoadError } from './errors.ts';

/** A suite's bundle on disk. */
export interface Bundle {
  /** What the main thread imports; beside it lies what workers do, see {@link workerBundle}. */
  readonly url: string;
  /** SHA-256 of the suite's own sources, so that it is the same on every machine. */
  readonly hash: string;
  /** Files that the bundle was made of, absolute. */
  readonly sources: readonly string[];
  remove(): Promise<void>;
}

/** As `proofload` in worker threads. */
const IN_WORKERS = new URL('../worker-index.js', import.meta.url);

/** The module that `import … from 'proofload'` and its subpaths mean. */
const OWN_MODULES: Readonly<Record<string, URL>> = {
  proofload: new URL('../index.js', import.meta.url),
  'proofload/stats': new URL('../stats/index.js', import.meta.url),
};

/** How a suite's imports call the module of a URL that the bundle has in their place. */
export function moduleName(url: string): string {
  const own = Object.entries(OWN_MODULES).find(([, { href }]) => href === url)?.[0];
  return own ?? /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? url;
}

/**
 * Bundles a suite's file.
 *
 * @param file - path of the suite
 * @param colour - whether code frames may have colours
 * @throws SuiteLoadError with a code frame for each mistake
 */
export async function bundleSuite(file: string, colour: boolean): Promise<Bundle> {
  const entry = resolve(file);
  const folder = await mkdtemp(join(tmpdir(), 'proofload-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const bundle = join(folder, 'suite.mjs');
  try {
    const { metafile } = await build({
      ...OPTIONS,
      entryPoints: [entry],
      outfile: bundle,
      banner: { js: entering(entry) },
    });
    const sources = Object.keys(metafile.inputs).map((input) => resolve(input));
    const { href: url } = pathToFileURL(bundle);
    const code = await readFile(bundle, 'utf8');
    await writeFile(
      new URL(workerBundle(url)),
      code.replaceAll(`from "${OWN_MODULES.proofload?.href}"`, `from "${IN_WORKERS.href}"`),
    );
    return { url, hash: await hashOf(sources, dirname(entry)), sources, remove };
  } catch (error) {
    await remove();
    throw await explain(error, file, colour);
  }
}

/** The first line of a bundle: from then on relative paths are those of its suite. */
function entering(suite: string): string {
  const module = new URL('../units/suite-files.js', import.meta.url).href;
  return `import { enterSuite as __proofload_enter } from ${JSON.stringify(module)}; __proofload_enter(${JSON.stringify(suite)});`;
}

/**
 * The same bundle for worker threads, with a `proofload` that does not check the suite once more.
 *
 * @param url - of the bundle
 */
export function workerBundle(url: string): string {
  return url.replace(/\.mjs$/, '.worker.mjs');
}

async function hashOf(sources: readonly string[], folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const source of sources.toSorted()) {
    hash
      .update(`${relative(folder, source)}\0`)
      .update(await readFile(source))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Leaves packages outside of the bundle, by their absolute place, since the bundle does not lie beside the suite. */
const packagesOutside: Plugin = {
  name: 'packages-outside',
  setup(context) {
    context.onResolve({ filter: /^[^./]/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (kind === 'entry-point' || pluginData === RESOLVING || isBuiltin(path)) return undefined;
      const own = OWN_MODULES[path];
      if (own !== undefined) return { path: own.href, external: true };
      const found = await context.resolve(path, { importer, resolveDir, kind, pluginData: RESOLVING });
      if (found.errors.length > 0)
        return { errors: found.errors.map((error) => ({ ...error, notes: [notThere(path)] })) };
      // An alias of the tsconfig leads to sources; these belong into the bundle.
      if (/\.[cm]?tsx?$/.test(found.path)) return found;
      return { path: pathToFileURL(found.path).href, external: true };
    });
  },
};

/** In place of esbuild's advice, which is about its own options. */
function notThere(path: string): { readonly text: string } {
  const [first = '', second = ''] = path.split('/');
  const name = first.startsWith('@') ? `${first}/${second}` : first;
  return { text: `Is the package installed where the suite is? If not: npm install ${name}` };
}

/** Marks the question that the plugin above asks of esbuild itself. */
const RESOLVING = Symbol('resolving');

/** How a module of the suite asks for its own place, and the constant that answers. */
const OWN_PLACE = {
  'import.meta.url': '__proofload_url',
  'import.meta.dirname': '__proofload_dirname',
  'import.meta.filename': '__proofload_filename',
  __dirname: '__proofload_dirname',
  __filename: '__proofload_filename',
} as const;

/** A module of the suite finds its own files although the bundle lies elsewhere. */
const ownPlace: Plugin = {
  name: 'own-place',
  setup(context) {
    context.onLoad({ filter: /\.[cm]?[jt]sx?$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      if (!/import\.meta\.|__dirname|__filename/.test(source)) return undefined;
      const constants = [
        ['__proofload_url', pathToFileURL(path).href],
        ['__proofload_dirname', dirname(path)],
        ['__proofload_filename', path],
      ];
      // On the first line, so that every line keeps its number.
      const head = constants.map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`).join('');
      const loader = (/\.[cm]?([jt]sx?)$/.exec(path) as RegExpExecArray)[1] as Loader;
      return { contents: `${head}${source}`, loader, resolveDir: dirname(path) };
    });
  },
};

/** Unbundled packages, and everything else in one module that any supported Node.js runs. */
const OPTIONS = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  conditions: [],
  define: OWN_PLACE,
  sourcemap: 'inline',
  metafile: true,
  logLevel: 'silent',
  plugins: [packagesOutside, ownPlace],
} satisfies BuildOptions;

async function explain(error: unknown, file: string, colour: boolean): Promise<unknown> {
  const { errors } = error as Partial<BuildFailure>;
  if (errors === undefined || errors.length === 0) return error;
  // Which part of this program found the mistake is of no use to whoever made it.
  const messages = errors.map((message) => ({ ...message, pluginName: '' }));
  const frames = await formatMessages(messages, { kind: 'error', color: colour, terminalWidth: 100 });
  return new SuiteLoadError(file, `The suite ${file} cannot be read.\n\n${frames.join('').trimEnd()}`);
}
