/**
 * Brings a clone to where it can be used, doing only what is missing: packages, the build and, for the tests, what they
 * need beside Node.js. Has no dependencies, since it runs before any are there.
 *
 *   node scripts/setup.mjs            packages and build
 *   node scripts/setup.mjs --tests    also Node.js 24, Chromium, nginx and promtool, which tests use
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPrograms } from './programs.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];
/** What the tests use beside Node.js. */
const FOR_TESTS = ['chromium', 'nginx', 'promtool', 'node24'];

/** @param {{ tests?: boolean }} options */
export function setup(options = {}) {
  checkNode();
  installPackages();
  build();
  const skipped = options.tests ? installPrograms(FOR_TESTS) : [];
  for (const line of skipped) console.error(`setup: skipped ${line}.`);
  if (skipped.length > 0 && process.env.CI === 'true') fail('with CI=true nothing may be skipped.');
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    fail(`Proofload needs Node.js ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`);
  }
}

function installPackages() {
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.proofload-setup');
  const wanted = createHash('sha256').update(readFileSync(lock)).update(process.platform).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.error('setup: installing packages, about half a minute');
  // Not `npm ci`: it refuses a lock file without the binaries of other platforms, which not every registry has.
  step('packages', 'npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, wanted);
}

function build() {
  step('build', process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '--build']);
}

function step(what, command, args) {
  const began = Date.now();
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) fail(`${what} failed: ${error.message}`);
  if (status !== 0) fail(`${what} failed; see above.`);
  const seconds = (Date.now() - began) / 1000;
  if (seconds > 2) console.error(`setup: ${what}: ${seconds.toFixed(0)} s`);
}

function fail(message) {
  console.error(`setup: ${message}`);
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setup({ tests: process.argv.includes('--tests') });
  console.error('setup: ready. Try: npx proofload --help');
}
