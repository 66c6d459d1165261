/**
 * Who reports of a service's delays: Proofload under several loads, Proofload whose tasks keep its worker so busy that its
 * capacity is known, and bare sockets.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { proofload } from '../proofload.mjs';

/** Of the reference service, and of the lean one. */
const [PATH, LEAN_PATH] = ['/api/v1/health/ping', '/held'];
const bareClient = fileURLToPath(new URL('./bare-client.mjs', import.meta.url));

/** What a task of {@link busyProofload} does once it has its answer: so much that the service is not what ends first. */
export const WORK_US = 50;
/** So many users keep a busy worker at its capacity, and wait for it. */
export const MANY_USERS = 800;

/**
 * @typedef {object} Report
 * @property {Record<string, number>} latency percentiles in ms
 * @property {string} verdict
 * @property {string} [reason] why it is `invalid`
 * @property {number} [perSecond]
 *
 * @typedef {(url: string, seconds: number) => Promise<Report>} Reporter
 */

/** @param {readonly string[]} load flags @returns {Reporter} */
export function plainProofload(load) {
  return async (url, seconds) => reportOf(await proofload(['hit', `${url}${PATH}`, ...load, '-t', `${seconds}s`]));
}

/** With one worker, whose tasks work as {@link WORK_US} says. @param {readonly string[]} load flags @returns {Reporter} */
export function busyProofload(load) {
  return async (url, seconds) => {
    const suite = `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', {
  tasks: {
    async read({ http }) {
      await http.get('${LEAN_PATH}');
      const end = performance.now() + ${WORK_US / 1_000};
      while (performance.now() < end);
    },
  },
});
export default defineSuite({ name: 'busy', target: '${url}', users: [reader], warmup: '2s', stopTimeout: '5s' });
`;
    return reportOf(await proofload(['run', '--workers', '1', ...load, '-t', `${seconds}s`], { suite }));
  };
}

/** A closed load of more users than a busy worker can serve: what it gets done is its capacity. @type {Reporter} */
export const busyAtCapacity = busyProofload(['-u', `${MANY_USERS}`]);

/** @param {number} rate a second, a Poisson process @returns {Reporter} */
export function bareSockets(rate) {
  return async (url, seconds) => {
    const words = [bareClient, `${url}${PATH}`, `${rate}`, `${seconds}`];
    const { stdout } = await promisify(execFile)(process.execPath, words);
    return { latency: JSON.parse(stdout), verdict: '' };
  };
}

function reportOf({ record: { totals, verdict } }) {
  const reasons = verdict.validity.filter(({ level }) => level === 'invalid').map(({ message }) => message);
  return { latency: totals.latency, perSecond: totals.rate, verdict: verdict.status, reason: reasons[0] };
}
