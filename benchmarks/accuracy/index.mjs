/**
 * Percentiles that are reported beside those that the reference service made happen: it holds each answer for a delay
 * from a seed and keeps how long it really held it. The difference is the network, the service's own work, and us.
 */
import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '../../scripts/setup.mjs';
import { numberOption, proofload } from '../proofload.mjs';
import { table } from '../table.mjs';

const ROUTE = 'GET /api/v1/health/ping';
const PATH = '/api/v1/health/ping';
const DELAY = { kind: 'lognormal', medianMs: 20, sigma: 0.5 };
const PERCENTILES = ['p50', 'p95', 'p99', 'p999'];
const bareClient = fileURLToPath(new URL('./bare-client.mjs', import.meta.url));

/** Who reports: Proofload under several loads, and bare sockets. */
const reporters = (seconds) => [
  ['closed, 50 users', (url) => reportedByProofload(url, ['-u', '50'], seconds)],
  ['open, 500/s', (url) => reportedByProofload(url, ['--rate', '500', '--max-users', '200'], seconds)],
  [
    'open, 1,000/s, Poisson',
    (url) => reportedByProofload(url, ['--rate', '1000', '--max-users', '400', '--arrivals', 'poisson'], seconds),
  ],
  ['the same from bare sockets', (url) => reportedByBareSockets(url, 1_000, seconds)],
];

/** @param {readonly string[]} args `--seconds N` */
export async function run(args) {
  const seconds = numberOption(args, '--seconds', 15);
  const rows = [];
  for (const [name, report] of reporters(seconds)) {
    process.stderr.write(`\r${name} …            `);
    const service = await startService();
    try {
      const body = JSON.stringify({ seed: 1, delays: { [ROUTE]: DELAY } });
      await fetch(`${service.url}/__truth`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
      const reported = await report(`${service.url}${PATH}`);
      const { held } = (await (await fetch(`${service.url}/__truth`)).json()).routes[ROUTE];
      rows.push(...PERCENTILES.map((percentile) => rowOf(name, percentile, held[percentile], reported)));
    } finally {
      service.stop();
    }
  }
  process.stderr.write('\r                              \r');
  console.log(`Held by the service and reported, ms, ${seconds} s each\n`);
  console.log(
    table(['load', 'percentile', 'truth', 'reported', 'off by', '', 'within 2 % or 0.2 ms', 'verdict'], rows),
  );
}

function rowOf(name, percentile, truth, reported) {
  const off = reported[percentile] - truth;
  const within = Math.abs(off) <= Math.max(0.2, 0.02 * truth) ? 'yes' : 'no';
  const share = `${((off / truth) * 100).toFixed(1)} %`;
  return [
    name,
    percentile,
    truth.toFixed(2),
    reported[percentile].toFixed(2),
    off.toFixed(2),
    share,
    within,
    reported.verdict,
  ];
}

async function reportedByProofload(url, load, seconds) {
  const { record } = await proofload(['hit', url, ...load, '-t', `${seconds}s`]);
  return { ...record.totals.latency, verdict: record.verdict.status };
}

async function reportedByBareSockets(url, rate, seconds) {
  const { stdout } = await promisify(execFile)(process.execPath, [bareClient, url, `${rate}`, `${seconds}`]);
  return { ...JSON.parse(stdout), verdict: '' };
}

async function startService() {
  const program = join(root, 'packages', 'reference-service', 'bin', 'service.js');
  const child = spawn(process.execPath, [program, '--port', '0', '--ground-truth'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(`${text}`)));
  return { url: /http:\/\/\S+/.exec(line)[0], stop: () => child.kill() };
}
