/** `npm run benchmark -- NAME`: sets up what is missing and runs a benchmark; without a name, lists them. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, setup } from './setup.mjs';

const folder = join(root, 'benchmarks');
const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'index.mjs')));
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(
    `${name === undefined ? 'Name a benchmark' : `There is no benchmark “${name}”`}; there are: ${names.join(', ')}.`,
  );
  process.exit(2);
}
setup({ tests: true });
const { run } = await import(pathToFileURL(join(folder, name, 'index.mjs')).href);
await run(args);
