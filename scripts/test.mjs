/**
 * `npm test`: sets up what is missing, holds the style, and runs every test on this Node.js and then on Node.js 24.
 * Arguments go on to vitest: `npm test -- packages/proofload/src/units`. With arguments, only this Node.js is used.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { programPath } from './programs.mjs';
import { root, setup } from './setup.mjs';

setup({ tests: true });
const node24 = programPath('node24');
const selection = process.argv.slice(2);
const bin = (name, path) => join(root, 'node_modules', name, path);
const vitest = bin('vitest', 'vitest.mjs');

/** @type {{ title: string, command: string, args: string[] }[]} */
const steps = [];
if (selection.length === 0) {
  steps.push(
    { title: 'style', command: process.execPath, args: [bin('@biomejs', 'biome/bin/biome'), 'ci', '.'] },
    {
      title: 'types of the tests',
      command: process.execPath,
      args: [bin('typescript', 'bin/tsc'), '-p', 'packages/proofload/tsconfig.test.json'],
    },
    { title: 'unused code', command: process.execPath, args: [bin('knip', 'bin/knip.js'), '--no-progress'] },
  );
}
steps.push({
  title: `tests on Node.js ${process.versions.node}`,
  command: process.execPath,
  args: [vitest, 'run', ...selection],
});
if (selection.length === 0 && node24 !== undefined) {
  steps.push({ title: 'tests on Node.js 24', command: node24, args: [vitest, 'run'] });
}

for (const { title, command, args } of steps) {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  if (status !== 0) {
    console.log(`\nFailed: ${title}.`);
    process.exit(1);
  }
}
console.log('\nAll passed.');
