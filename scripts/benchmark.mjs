/**
 * `npm run benchmark -- NAME`: sets up what is missing and runs a benchmark; without a name, lists them.
 *
 * A benchmark is a folder of `benchmarks/` whose `index.mjs` exports `run(args)` and, where it uses any, the names of
 * the `programs` that it is measured beside (`programs.mjs`).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { installPrograms } from './programs.mjs';
import { root, setup } from './setup.mjs';

const folder = join(root, 'benchmarks');
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.mjs')));
const [name, ...args] = process.argv.slice(2);

if (name === undefined) {
  console.log(`npm run benchmark -- NAME\n\n${listOfBenchmarks()}`);
} else if (names.includes(name)) {
  setup();
  const { programs = [], run } = await import(pathToFileURL(join(folder, name, 'index.mjs')).href);
  for (const missing of installPrograms(programs)) console.error(`benchmark: goes without ${missing}.`);
  await run(args);
} else {
  console.error(`There is no benchmark “${name}”; there are:\n\n${listOfBenchmarks()}`);
  process.exitCode = 2;
}

/** Each with what it shows, in the words of the table in `benchmarks/README.md`. */
function listOfBenchmarks() {
  const width = Math.max(...names.map(({ length }) => length));
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const textOf = (each) => new RegExp(`^\\| \`${each}\` \\| (.*?) \\|`, 'm').exec(readme)?.[1] ?? '';
  return names.map((each) => `  ${each.padEnd(width)}  ${textOf(each).replaceAll('`', '')}`).join('\n');
}
