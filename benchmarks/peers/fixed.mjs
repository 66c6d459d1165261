/** Peers that send one fixed request again and again. Each is told how long to load a URL; none runs code of the user's. */
import { createRequire } from 'node:module';
import { programPath } from '../../scripts/programs.mjs';
import { CONNECTIONS } from '../contender.mjs';

const require = createRequire(import.meta.url);

/** @typedef {import('../slopes.mjs').Contender} Contender */

/** Whether the program of a peer is there. @param {string} name */
export const isInstalled = (name) => programPath(name) !== undefined;

/** @param {string} url @returns {Contender} */
export const wrk = (url) => ({
  name: 'wrk',
  command: (seconds) => ['wrk', '-t1', `-c${CONNECTIONS}`, `-d${seconds}s`, url],
  units: (output) => Number(/(\d+) requests in/.exec(output)?.[1]),
});

/**
 * @param {string} url
 * @param {{ name?: string, flags?: readonly string[], connections?: number, streams?: number }} [options] `streams` at
 *   once on each connection; `flags` such as `--h1`
 * @returns {Contender}
 */
export const h2load = (url, options = {}) => {
  const { name = 'h2load', flags = ['--h1'], connections = CONNECTIONS, streams = 1 } = options;
  return {
    name,
    command: (seconds) => ['h2load', ...flags, '-t1', `-c${connections}`, `-m${streams}`, `-D${seconds}`, url],
    units: (output) => Number(/(\d+) succeeded/.exec(output)?.[1]),
  };
};

/** @param {string} url @returns {Contender} */
export const hey = (url) => ({
  name: 'hey',
  command: (seconds) => ['hey', '-c', `${CONNECTIONS}`, '-z', `${seconds}s`, '-cpus', '1', url],
  units: (output) => Number(/\[200\]\s+(\d+) responses/.exec(output)?.[1]),
});

/** @param {string} url @returns {Contender} */
export const autocannon = (url) => ({
  name: 'autocannon',
  command: (seconds) => {
    const program = require.resolve('autocannon/autocannon.js');
    return [process.execPath, program, '-c', `${CONNECTIONS}`, '-d', `${seconds}`, '-j', '-n', url];
  },
  units: (output) => JSON.parse(output.slice(output.indexOf('{'))).requests.total,
});
