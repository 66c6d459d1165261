/**
 * How late requests of an open load are sent, beside a bare spinning loop on the same machine in the same minute: the
 * loop does nothing but look at the clock, so its lateness is the machine's own.
 */
import { performance } from 'node:perf_hooks';
import { startNginx } from '../nginx.mjs';
import { numberOption, proofload } from '../proofload.mjs';
import { table } from '../table.mjs';

/** @param {readonly string[]} args `--seconds N` */
export async function run(args) {
  const seconds = numberOption(args, '--seconds', 5);
  const nginx = await startNginx({ core: '1' });
  const rows = [];
  try {
    for (const rate of [1_000, 20_000]) {
      process.stderr.write(`\r${rate}/s …   `);
      const bare = spin(rate, seconds);
      const { record } = await proofload([
        'hit',
        nginx.url,
        '--rate',
        `${rate}`,
        '-t',
        `${seconds}s`,
        '--max-users',
        '50',
      ]);
      const { sendLag } = record.generator;
      rows.push([
        `${rate}/s`,
        us(bare.p50),
        us(bare.p99),
        us(sendLag.p50),
        us(sendLag.p99),
        (sendLag.p99 / bare.p99).toFixed(1),
        record.verdict.status,
      ]);
    }
  } finally {
    await nginx.stop();
  }
  process.stderr.write('\r            \r');
  console.log(`Lateness of sends in µs, ${seconds} s each\n`);
  console.log(table(['rate', 'bare loop p50', 'p99', 'proofload p50', 'p99', 'p99 ratio', 'verdict'], rows));
}

function spin(rate, seconds) {
  const late = [];
  const start = performance.now();
  for (let n = 0; n < rate * seconds; n += 1) {
    const due = start + (n * 1_000) / rate;
    let now = performance.now();
    while (now < due) now = performance.now();
    late.push(now - due);
  }
  late.sort((a, b) => a - b);
  return { p50: late[Math.floor(late.length / 2)], p99: late[Math.floor(late.length * 0.99)] };
}

const us = (ms) => (ms * 1_000).toFixed(1);
