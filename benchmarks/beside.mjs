/**
 * What a request costs one client beside another, to a few per cent in a second or two: both run at once on one core,
 * each against an nginx of its own, so that whatever the machine does meanwhile befalls both alike. They are looked at
 * twice while they are steady (CPU time of the process, requests that its nginx has served), so that neither start nor end
 * is in it.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { processorSeconds } from './proofload.mjs';
import { CLIENT_CORE, ERRORS_FILE } from './slopes.mjs';

/** After so many requests their code has been optimised, however little of a core they had for it. */
const WARM_UP = 40_000;
const PATIENCE_MS = 60_000;
/** Of the runs, which are interrupted once they have been looked at. */
const LONG = 120;

/**
 * @typedef {import('./slopes.mjs').Contender} Contender its amounts are seconds, and its record is written to `run.json`
 * @typedef {{ readonly contender: Contender, readonly url: string }} Side `url` of nginx
 *
 * @typedef {object} CostBeside
 * @property {number} cpuUs CPU time of all threads for a request, in µs
 * @property {number} otherUs the same of the other
 * @property {number} ratio of the two
 */

/**
 * @param {Side} own
 * @param {Side} other
 * @param {number} seconds
 * @returns {Promise<CostBeside>}
 */
export async function costBeside(own, other, seconds) {
  const runs = await Promise.all([own, other].map((side) => start(side)));
  try {
    await Promise.all(runs.map(warm));
    const first = await Promise.all(runs.map(look));
    await sleep(seconds * 1_000);
    const second = await Promise.all(runs.map(look));
    await Promise.all(runs.map(ended));
    const [cpuUs, otherUs] = second.map(
      ({ cpuSeconds, requests }, run) =>
        ((cpuSeconds - first[run].cpuSeconds) * 1e6) / (requests - first[run].requests),
    );
    return { cpuUs, otherUs, ratio: cpuUs / otherUs };
  } finally {
    await Promise.all(runs.map(finish));
  }
}

async function start({ contender, url }) {
  const { name, cores = CLIENT_CORE, command } = contender;
  const before = await requestsOf(url);
  const folder = mkdtempSync(join(tmpdir(), 'proofload-benchmark-'));
  const errors = openSync(join(folder, ERRORS_FILE), 'w');
  const words = ['-c', cores, ...command(LONG, folder)];
  const child = spawn('taskset', words, { cwd: folder, stdio: ['ignore', errors, errors] });
  const gone = new Promise((resolve) => child.once('close', resolve));
  return { name, url, before, folder, errors, child, gone };
}

async function warm(run) {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while ((await requestsOf(run.url)) - run.before < WARM_UP) {
    if (run.child.exitCode !== null || performance.now() > giveUpAt) throw failed(run, 'did not make its requests');
    await sleep(20);
  }
}

async function look(run) {
  const requests = await requestsOf(run.url);
  const cpuSeconds = processorSeconds(run.child.pid);
  if (run.child.exitCode !== null || cpuSeconds === 0) throw failed(run, 'had ended before it was looked at');
  return { requests, cpuSeconds };
}

async function ended(run) {
  run.child.kill('SIGINT');
  await run.gone;
  const { totals } = JSON.parse(readFileSync(join(run.folder, 'run.json'), 'utf8'));
  if (totals.failed > 0) throw failed(run, `had ${totals.failed} requests that failed`);
}

async function finish({ child, gone, errors, folder }) {
  child.kill();
  await gone;
  closeSync(errors);
  rmSync(folder, { recursive: true, force: true });
}

function failed({ name, folder }, what) {
  return new Error(`${name} ${what}. It printed:\n${readFileSync(join(folder, ERRORS_FILE), 'utf8')}`);
}

/** How many requests nginx has served, by its own count. */
async function requestsOf(url) {
  const text = await new Promise((resolve, reject) => {
    const request = get(new URL('/requests', url), { agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (part) => {
        body += part;
      });
      response.once('end', () => resolve(body));
    });
    request.once('error', reject);
  });
  return Number(/^ \d+ \d+ (\d+)/m.exec(text)[1]);
}
