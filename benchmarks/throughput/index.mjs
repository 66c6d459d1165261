/**
 * What a request costs the client: CPU per request and requests a second of Proofload beside its peers, one core for
 * the client and one for nginx, 50 connections kept alive, in one interleaved run. Start-up is taken out: CPU per
 * request is the slope between a short and a long run of the same client in the same round.
 */
import { spawnSync } from 'node:child_process';
import { median, table } from '../table.mjs';
import { CONNECTIONS, clients, withFolder } from './clients.mjs';
import { startNginx } from './nginx.mjs';

const CLIENT_CORE = '0';
const SERVER_CORE = '1';

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const option = (name, fallback) => {
    const at = args.indexOf(name);
    return at < 0 ? fallback : Number(args[at + 1]);
  };
  const rounds = option('--rounds', 3);
  const seconds = option('--seconds', 6);
  const short = Math.max(1, Math.round(seconds / 3));
  const nginx = await startNginx(SERVER_CORE);
  const measured = new Map(clients.map(({ name }) => [name, []]));
  try {
    for (let round = 1; round <= rounds; round += 1) {
      for (const client of clients) {
        process.stderr.write(`\rround ${round} of ${rounds}: ${client.name.padEnd(12)}`);
        const brief = measure(client, nginx.url, short);
        const long = measure(client, nginx.url, seconds);
        measured.get(client.name).push({
          cpuUs: ((long.cpuSeconds - brief.cpuSeconds) * 1e6) / (long.requests - brief.requests),
          perSecond: (long.requests - brief.requests) / (seconds - short),
        });
      }
    }
    process.stderr.write(`\r${' '.repeat(40)}\r`);
  } finally {
    await nginx.stop();
  }
  const baseline = measured.get('wrk');
  const rows = clients.map(({ name, scripted }) => {
    const own = measured.get(name);
    const ratios = own.map(({ cpuUs }, round) => cpuUs / baseline[round].cpuUs);
    return [
      name,
      scripted ? 'yes' : 'no',
      Math.round(median(own.map(({ perSecond }) => perSecond))).toLocaleString('en'),
      median(own.map(({ cpuUs }) => cpuUs)).toFixed(1),
      median(ratios).toFixed(2),
    ];
  });
  console.log(`${CONNECTIONS} connections, closed loop, ${rounds} rounds of ${short} and ${seconds} s, medians\n`);
  console.log(table(['client', 'scripted', 'requests/s', 'CPU µs/request', 'CPU / wrk'], rows));
}

/** Runs a client, bound to its core, and takes the CPU time of all its threads from the shell's own account. */
function measure(client, url, seconds) {
  return withFolder((folder) => {
    const command = ['taskset', '-c', CLIENT_CORE, ...client.command(url, seconds, folder)];
    const quoted = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
    const script = `TIMEFORMAT='cpu %U %S'; time ${quoted} 2>/dev/null`;
    const { stdout, stderr, status } = spawnSync('bash', ['-c', script], { encoding: 'utf8', maxBuffer: 1 << 26 });
    const times = /cpu ([\d.]+) ([\d.]+)/.exec(stderr);
    const requests = client.requests(stdout, folder);
    if (times === null || !(requests > 0))
      throw new Error(`${client.name} did not run (code ${status}).\n${stdout}\n${stderr}`);
    return { requests, cpuSeconds: Number(times[1]) + Number(times[2]) };
  });
}
