/**
 * What a request costs one client beside another, to a few per cent in some seconds: each run is looked at twice while it
 * is steady (CPU time of its process, requests that nginx has served), so that neither start nor end is in it; and
 * right beside each run, what it is held against runs too.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { progress } from './progress.mjs';
import { processorSeconds } from './proofload.mjs';
import { CLIENT_CORE, ERRORS_FILE } from './slopes.mjs';

/** By then its code has been optimised. */
const WARM_UP_MS = 900;
/** From so many requests on, the load has begun: what there was before were checks of the target. */
const BEGUN = 1_000;
const PATIENCE_MS = 20_000;
/** Of the run beyond what is looked at, in seconds. */
const MARGIN = 0.2;

/**
 * @typedef {import('./slopes.mjs').Contender} Contender
 * @typedef {import('./slopes.mjs').Cost} Cost
 * @typedef {Cost & { readonly ratio: number }} CostBeside `ratio`: its CPU time to that of the other
 */

/**
 * Measures contenders in turn, with a run of the other on either side of every two: other, first, second, other, third …
 *
 * @param {Contender} other
 * @param {readonly Contender[]} contenders their amounts are seconds, and their records are written to `run.json`
 * @param {{ url: string, seconds: number, text?: string }} options `url` of nginx
 * @returns {Promise<Map<string, CostBeside>>} by contender, the other first
 */
export async function costsBeside(other, contenders, { url, seconds, text = '' }) {
  const costs = new Map();
  const others = [await steadyCost(other, url, seconds)];
  for (let at = 0; at < contenders.length; at += 2) {
    const measured = [];
    for (const contender of contenders.slice(at, at + 2)) {
      progress(`${text}${contender.name}`);
      measured.push([contender.name, await steadyCost(contender, url, seconds)]);
    }
    others.push(await steadyCost(other, url, seconds));
    const [before, after] = others.slice(-2);
    const otherUs = (before.cpuUs + after.cpuUs) / 2;
    for (const [name, cost] of measured) costs.set(name, { ...cost, ratio: cost.cpuUs / otherUs });
  }
  const mean = (figure) => others.reduce((sum, cost) => sum + cost[figure], 0) / others.length;
  return new Map([[other.name, { cpuUs: mean('cpuUs'), perSecond: mean('perSecond'), ratio: 1 }], ...costs]);
}

/** @returns {Promise<Cost>} */
async function steadyCost({ name, cores = CLIENT_CORE, command }, url, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-benchmark-'));
  const errors = openSync(join(folder, ERRORS_FILE), 'w');
  const words = ['-c', cores, ...command(WARM_UP_MS / 1_000 + seconds + MARGIN, folder)];
  const child = spawn('taskset', words, { cwd: folder, stdio: ['ignore', errors, errors] });
  const gone = new Promise((resolve) => child.once('close', resolve));
  try {
    const before = await requestsOf(url);
    const giveUpAt = performance.now() + PATIENCE_MS;
    while ((await requestsOf(url)) - before < BEGUN) {
      if (child.exitCode !== null || performance.now() > giveUpAt) throw failed(name, folder);
      await sleep(20);
    }
    await sleep(WARM_UP_MS);
    const first = await look(child.pid, url);
    await sleep(seconds * 1_000);
    const second = await look(child.pid, url);
    await gone;
    const { totals } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    if (totals.failed > 0) throw failed(name, folder);
    const requests = second.requests - first.requests;
    return {
      cpuUs: ((second.cpuSeconds - first.cpuSeconds) * 1e6) / requests,
      perSecond: requests / (second.atSeconds - first.atSeconds),
    };
  } finally {
    child.kill();
    await gone;
    closeSync(errors);
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(name, folder) {
  const printed = readFileSync(join(folder, ERRORS_FILE), 'utf8');
  return new Error(`${name} did not make its requests, or some failed. It printed:\n${printed}`);
}

async function look(pid, url) {
  const requests = await requestsOf(url);
  return { requests, cpuSeconds: processorSeconds(pid), atSeconds: performance.now() / 1_000 };
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
