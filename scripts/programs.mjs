/**
 * The programs that tests and benchmarks use beside Node.js: where each comes from, whether it is there, and its
 * installation where that is possible. Nothing here is needed to use Proofload.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What npm brings lies here, apart from the packages of the project. */
const TOOLS = join(dirname(dirname(fileURLToPath(import.meta.url))), '.tools');

/**
 * @typedef {object} Source
 * @property {string} use what it is for, as it is told when it is missing
 * @property {string} [debian] the Debian package that has it
 * @property {string} [npm] the npm package that has it, with its version
 * @property {string} [folder] of an npm package: where in `.tools` it is installed
 * @property {string} [file] of an npm package: the program, in that folder
 * @property {readonly string[]} [flags] of an npm package: how it is installed
 */

/** @type {Readonly<Record<string, Source>>} */
const SOURCES = {
  chromium: { debian: 'chromium', use: 'browser tests' },
  nginx: { debian: 'nginx-light', use: "tests of the HTTP client, and the benchmarks' server" },
  promtool: { debian: 'prometheus', use: 'the test of recommended rules by Prometheus itself' },
  openssl: { debian: 'openssl', use: 'the certificate of the benchmarks over TLS' },
  wrk: { debian: 'wrk', use: 'a peer in the benchmarks' },
  hey: { debian: 'hey', use: 'a peer in the benchmarks' },
  h2load: { debian: 'nghttp2-client', use: 'a peer in the benchmarks' },
  locust: { debian: 'python3-locust', use: 'a peer in the benchmarks' },
  artillery: {
    npm: 'artillery@2.0.34',
    folder: 'artillery',
    file: 'node_modules/artillery/bin/run',
    flags: ['--ignore-scripts', '--omit=optional'],
    use: 'a peer in the benchmarks',
  },
  k6: { use: 'a peer in the benchmarks; measured where it is installed already' },
  node24: {
    npm: 'node@24',
    folder: '.',
    file: 'node_modules/node/bin/node',
    // Its install script puts the program in its place.
    flags: ['--foreground-scripts'],
    use: 'Node.js 24, for the second pass of the tests',
  },
};

/** The path of a program, or nothing where it is not installed. @param {string} name @returns {string | undefined} */
export function programPath(name) {
  const { npm, folder, file } = SOURCES[name];
  if (npm !== undefined) {
    const path = join(TOOLS, folder, file);
    return existsSync(path) ? path : undefined;
  }
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  return folders.map((each) => join(each, name)).find((path) => existsSync(path));
}

/**
 * Installs those programs that are not there.
 *
 * @param {readonly string[]} names
 * @returns {string[]} what is missing still, a sentence each
 */
export function installPrograms(names) {
  const missing = names.filter((name) => programPath(name) === undefined);
  installDebian(missing.flatMap((name) => SOURCES[name].debian ?? []));
  for (const name of missing) if (SOURCES[name].npm !== undefined) installNpm(name);
  return missing.filter((name) => programPath(name) === undefined).map(missingSentence);
}

function missingSentence(name) {
  const { debian, npm, use } = SOURCES[name];
  if (npm !== undefined) return `${name} (${use}): npm could not install ${npm}`;
  if (debian === undefined) return `${name} (${use}): it is not on this machine`;
  const why = mayInstallDebian() ? 'apt-get could not install it' : 'install it with your package manager';
  return `${debian} (${use}): ${why}`;
}

function mayInstallDebian() {
  return existsSync('/usr/bin/apt-get') && process.getuid?.() === 0;
}

/** @param {readonly string[]} packages */
function installDebian(packages) {
  if (packages.length === 0 || !mayInstallDebian()) return;
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env: environment, stdio: ['ignore', 'ignore', 'inherit'] };
  console.error(`setup: installing Debian packages: ${packages.join(', ')}`);
  spawnSync('apt-get', ['update', '-qq'], quiet);
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet);
}

/** Installs a package of npm apart from those of the project. */
function installNpm(name) {
  const { npm, folder, flags = [] } = SOURCES[name];
  const prefix = join(TOOLS, folder);
  mkdirSync(prefix, { recursive: true });
  console.error(`setup: installing ${npm} beside the project's packages`);
  const plain = ['--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  spawnSync('npm', ['install', '--prefix', prefix, ...plain, ...flags, npm], {
    cwd: prefix,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, npm_config_ignore_scripts: 'false' },
  });
}
