/**
 * Brings a clone to where it can be used, doing only what is missing: packages, the build and, for the tests, what they
 * need beside Node.js. Has no dependencies, since it runs before any are there.
 *
 *   node scripts/setup.mjs            packages and build
 *   node scripts/setup.mjs --tests    also Node.js 24, Chromium and the servers that tests use
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Node.js 24, for the second pass of the tests. */
export const node24 = join(root, '.tools', 'node_modules', 'node', 'bin', 'node');

const OLDEST_NODE = [20, 19];
const NODE_24 = 'node@24';

/** What tests and benchmarks use beside Node.js: the program, and the Debian package that has it. */
const DEBIAN = [
  { program: 'chromium', package: 'chromium', use: 'browser tests' },
  { program: 'nginx', package: 'nginx-light', use: "tests of the HTTP client, and the benchmark's server" },
  { program: 'wrk', package: 'wrk', use: 'the benchmark' },
  { program: 'hey', package: 'hey', use: 'the benchmark' },
];

/** @param {{ tests?: boolean }} options */
export function setup(options = {}) {
  checkNode();
  installPackages();
  build();
  if (options.tests) {
    const skipped = [...installDebian(), ...installNode24()];
    if (skipped.length > 0) {
      for (const line of skipped) console.error(`setup: skipped ${line}`);
      if (process.env.CI === 'true') fail('with CI=true nothing may be skipped.');
    }
  }
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

/** @returns {string[]} what could not be installed, and what for */
function installDebian() {
  const missing = DEBIAN.filter(({ program }) => !onPath(program));
  if (missing.length === 0) return [];
  const names = missing.map((each) => each.package);
  const mayInstall = onPath('apt-get') && process.getuid?.() === 0;
  if (mayInstall) {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = { cwd: root, env: environment, stdio: ['ignore', 'ignore', 'inherit'] };
    console.error(`setup: installing Debian packages: ${names.join(', ')}`);
    spawnSync('apt-get', ['update', '-qq'], quiet);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet);
  }
  return missing
    .filter(({ program }) => !onPath(program))
    .map(
      (each) =>
        `${each.package} (${each.use}): ${mayInstall ? 'apt-get could not install it' : 'install it with your package manager'}`,
    );
}

/** @returns {string[]} */
function installNode24() {
  if (existsSync(node24) && spawnSync(node24, ['--version']).status === 0) return [];
  const folder = join(root, '.tools');
  mkdirSync(folder, { recursive: true });
  console.error('setup: installing Node.js 24 for the second pass of the tests');
  const { status } = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--foreground-scripts',
      '--loglevel=error',
      NODE_24,
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, npm_config_ignore_scripts: 'false' },
    },
  );
  if (status === 0 && existsSync(node24) && spawnSync(node24, ['--version']).status === 0) return [];
  return ['Node.js 24 (the second pass of the tests): npm could not install the package “node”'];
}

function onPath(program) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => existsSync(join(folder, program)));
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
