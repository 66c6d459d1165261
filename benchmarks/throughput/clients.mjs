/** The clients: how each is told to load a URL for some seconds, and how many requests it says it made. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

export const CONNECTIONS = 50;

const require = createRequire(import.meta.url);
const proofload = join(root, 'packages', 'proofload', 'bin', 'proofload.js');

/**
 * @typedef {object} Client
 * @property {string} name
 * @property {boolean} scripted whether each request goes through code of the user's
 * @property {(url: string, seconds: number, folder: string) => readonly string[]} command
 * @property {(output: string, folder: string) => number} requests
 */

/** @type {readonly Client[]} */
export const clients = [
  {
    name: 'wrk',
    scripted: false,
    command: (url, seconds) => ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url],
    requests: (output) => Number(/(\d+) requests in/.exec(output)?.[1]),
  },
  {
    name: 'hey',
    scripted: false,
    command: (url, seconds) => ['hey', '-c', `${CONNECTIONS}`, '-z', `${seconds}s`, '-cpus', '1', url],
    requests: (output) => Number(/\[200\]\s+(\d+) responses/.exec(output)?.[1]),
  },
  {
    name: 'autocannon',
    scripted: false,
    command: (url, seconds) => [
      process.execPath,
      require.resolve('autocannon/autocannon.js'),
      '-c',
      `${CONNECTIONS}`,
      '-d',
      `${seconds}`,
      '-j',
      '-n',
      url,
    ],
    requests: (output) => JSON.parse(output.slice(output.indexOf('{'))).requests.total,
  },
  {
    name: 'proofload',
    scripted: true,
    command: (url, seconds, folder) => {
      const suite = join(folder, 'scripted.perf.ts');
      writeFileSync(suite, SUITE);
      return [
        'env',
        `TARGET=${url}`,
        `PROOFLOAD_OUT=${join(folder, 'store')}`,
        process.execPath,
        proofload,
        'run',
        suite,
        '-q',
        '-u',
        `${CONNECTIONS}`,
        '-t',
        `${seconds}s`,
        '--workers',
        '1',
        '--json',
        join(folder, 'run.json'),
      ];
    },
    requests: (_, folder) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).totals.count,
  },
];

/** A scripted request: awaited, expected, checked, tagged, named and recorded. */
const SUITE = `
import { defineSuite, user } from 'proofload';

const tags = { area: 'books' };
const reader = user('Reader', {
  tasks: {
    async read({ http, check }) {
      const response = await http.get('/', { name: 'read', expect: 200, tags });
      check('has a body', response.bytes.length > 0);
    },
  },
});
export default defineSuite({ name: 'throughput', target: process.env.TARGET, users: [reader] });
`;

/** A folder for what a client writes, gone afterwards. @template T @param {(folder: string) => T} use */
export function withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-benchmark-'));
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
