/**
 * What is reported of a server that answers nothing for 1 s of every 10 s, loaded with 1,000 requests a second on 50
 * connections: of all arrivals a tenth wait, evenly from 0 to 1 s, so that p50 is about 0, p95 500 ms and p99 900 ms.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { proofload } from '../proofload.mjs';
import { table } from '../table.mjs';

const require = createRequire(import.meta.url);
const server = fileURLToPath(new URL('./stalling-server.mjs', import.meta.url));

export async function run() {
  const rows = [['the truth', '0', '500', '900']];
  const { record } = await withServer((url) =>
    proofload(['hit', url, '--rate', '1000', '-t', '20s', '--max-users', '50']),
  );
  const { p50, p95, p99 } = record.totals.latency;
  rows.push(['proofload', ...[p50, p95, p99].map((value) => value.toFixed(1))]);
  await withServer((url) => {
    const { stdout } = spawnSync('hey', ['-z', '20s', '-c', '50', '-q', '20', url], { encoding: 'utf8' });
    const of = (percent) => (Number(new RegExp(`${percent}% in ([\\d.]+) secs`).exec(stdout)?.[1]) * 1_000).toFixed(1);
    rows.push(['hey -q', of(50), of(95), of(99)]);
  });
  await withServer((url) => {
    const program = require.resolve('autocannon/autocannon.js');
    const { stdout } = spawnSync(process.execPath, [program, '-R', '1000', '-c', '50', '-d', '20', '-j', '-n', url], {
      encoding: 'utf8',
    });
    const { latency } = JSON.parse(stdout.slice(stdout.indexOf('{')));
    rows.push(['autocannon -R', `${latency.p50}`, `${latency.p97_5} (p97.5)`, `${latency.p99}`]);
  });
  console.log('Reported latency in ms\n');
  console.log(table(['client', 'p50', 'p95', 'p99'], rows));
}

async function withServer(use) {
  const child = spawn(process.execPath, [server], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve) => child.stdout.once('data', (text) => resolve(`${text}`.trim())));
  try {
    return await use(url);
  } finally {
    child.kill();
  }
}
