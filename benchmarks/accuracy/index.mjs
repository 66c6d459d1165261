/**
 * Percentiles that are reported beside those that the reference service made happen: it holds each answer for a delay
 * from a seed and keeps how long it really held it. The difference is the network, the service's own work, and us.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { numberOption, proofload } from '../proofload.mjs';
import { table } from '../table.mjs';

const ROUTE = 'GET /api/v1/health/ping';
const DELAY = { kind: 'lognormal', medianMs: 20, sigma: 0.5 };
const PERCENTILES = ['p50', 'p95', 'p99', 'p999'];

/** @param {readonly string[]} args `--seconds N` */
export async function run(args) {
  const seconds = numberOption(args, '--seconds', 15);
  const rows = [];
  for (const [name, load] of [
    ['closed, 50 users', ['-u', '50']],
    ['open, 500/s', ['--rate', '500', '--max-users', '200']],
    ['open, 1,000/s, Poisson', ['--rate', '1000', '--max-users', '400', '--arrivals', 'poisson']],
  ]) {
    process.stderr.write(`\r${name} …            `);
    const service = await startService();
    try {
      const body = JSON.stringify({ seed: 1, delays: { [ROUTE]: DELAY } });
      await fetch(`${service.url}/__truth`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
      const { record } = await proofload(['hit', `${service.url}/api/v1/health/ping`, ...load, '-t', `${seconds}s`]);
      const { held } = (await (await fetch(`${service.url}/__truth`)).json()).routes[ROUTE];
      for (const percentile of PERCENTILES) {
        const [truth, reported] = [held[percentile], record.totals.latency[percentile]];
        const off = reported - truth;
        const within = Math.abs(off) <= Math.max(0.2, 0.02 * truth) ? 'yes' : 'no';
        rows.push([
          name,
          percentile,
          truth.toFixed(2),
          reported.toFixed(2),
          off.toFixed(2),
          `${((off / truth) * 100).toFixed(1)} %`,
          within,
          record.verdict.status,
        ]);
      }
    } finally {
      service.stop();
    }
  }
  process.stderr.write('\r                              \r');
  console.log(`Held by the service and reported by Proofload, ms, ${seconds} s each\n`);
  console.log(
    table(['load', 'percentile', 'truth', 'reported', 'off by', '', 'within 2 % or 0.2 ms', 'verdict'], rows),
  );
}

async function startService() {
  const program = join(root, 'packages', 'reference-service', 'bin', 'service.js');
  const child = spawn(process.execPath, [program, '--port', '0', '--ground-truth'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const line = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(`${text}`)));
  return { url: /http:\/\/\S+/.exec(line)[0], stop: () => child.kill() };
}
