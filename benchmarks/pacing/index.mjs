/**
 * How late requests of an open load are sent: while a core is free, beside a bare loop that does nothing but look at the
 * clock, whose lateness is the machine's own; and while other work keeps every core busy, beside the same loop and plain
 * timers of Node.js. There a loop that spins is the worst of all: who never sleeps is made to wait, in turn with the
 * rest, for as long as the system's time slice, 3 to 4 ms.
 */
import { availableParallelism } from 'node:os';
import { aimTable } from '../aims.mjs';
import { startNginx } from '../nginx.mjs';
import { endProgress, progress } from '../progress.mjs';
import { numberOption, proofload } from '../proofload.mjs';
import { table } from '../table.mjs';
import { spin, timers } from './bare.mjs';
import { keepBusy } from './busy.mjs';

export const programs = ['nginx'];

const RATES = [1_000, 20_000];
const MOST_TIMES_BARE = 2;
const MOST_MS = 2;
/** For a run to begin and end. */
const SPARE_SECONDS = 20;

/** @param {readonly string[]} args `--seconds N` */
export async function run(args) {
  const seconds = numberOption(args, '--seconds', 10);
  const free = await whileACoreIsFree(seconds);
  const busy = await whileNoneIsFree(seconds);
  endProgress();
  const means = ['spun', 'real time', 'verdict'];
  console.log(`Lateness of sends in µs while a core is free, ${seconds} s each\n`);
  console.log(table(['rate', 'bare loop p50', 'p99', 'proofload p50', 'p99', 'p99 ratio', ...means], free.rows));
  console.log('\nThe same with a busy loop of another session on every core\n');
  console.log(table(['rate', 'bare loop p99', 'timers p99', 'proofload p50', 'p99', ...means], busy.rows));
  console.log(`\n${aimTable([...free.aims, ...busy.aims])}`);
}

async function whileACoreIsFree(seconds) {
  const nginx = await startNginx({ core: '1' });
  const [rows, aims] = [[], []];
  try {
    for (const rate of RATES) {
      const bare = await measured(`a core free, ${rate}/s: bare loop`, () => spin(rate, seconds));
      const own = await measured(`a core free, ${rate}/s: proofload`, () => sends(nginx.url, rate, seconds));
      const ratio = own.p99 / bare.p99;
      rows.push([`${rate}/s`, us(bare.p50), us(bare.p99), us(own.p50), us(own.p99), ratio.toFixed(1), ...own.means]);
      aims.push({ what: `a core free, ${rate}/s: p99 / bare loop`, measured: ratio, most: MOST_TIMES_BARE });
    }
  } finally {
    await nginx.stop();
  }
  return { rows, aims };
}

async function whileNoneIsFree(seconds) {
  // Were it kept waiting, all users would wait for it, and no send would be due.
  const nginx = await startNginx({ core: '1', goesFirst: true });
  const others = await keepBusy(availableParallelism(), RATES.length * (3 * seconds + SPARE_SECONDS));
  const [rows, aims] = [[], []];
  try {
    for (const rate of RATES) {
      const bare = await measured(`no core free, ${rate}/s: bare loop`, () => spin(rate, seconds));
      const plain = await measured(`no core free, ${rate}/s: timers`, () => timers(rate, seconds));
      const own = await measured(`no core free, ${rate}/s: proofload`, () => sends(nginx.url, rate, seconds));
      rows.push([`${rate}/s`, us(bare.p99), us(plain.p99), us(own.p50), us(own.p99), ...own.means]);
      aims.push({ what: `no core free, ${rate}/s: p99`, measured: own.p99, most: MOST_MS, unit: ' ms' });
    }
  } finally {
    others.stop();
    await nginx.stop();
  }
  return { rows, aims };
}

function measured(what, measure) {
  progress(what);
  return measure();
}

/** The send lag of an open load, and by what means it was so small. */
async function sends(url, rate, seconds) {
  const load = ['--rate', `${rate}`, '-t', `${seconds}s`, '--max-users', '50', '--workers', '1'];
  const { generator, verdict } = (await proofload(['hit', url, ...load])).record;
  const { spunShare, realTimeShare = 0 } = generator.pacing;
  const percent = (share) => `${(share * 100).toFixed(0)} %`;
  return { ...generator.sendLag, means: [percent(spunShare), percent(realTimeShare), verdict.status] };
}

const us = (ms) => (ms * 1_000).toFixed(ms < 1 ? 1 : 0);
