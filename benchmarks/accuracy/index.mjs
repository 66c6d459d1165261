/**
 * Percentiles that are reported beside those that the reference service made happen: it holds each answer for a delay
 * from a seed and keeps how long it really held it. The difference is the way there and back, the service's own work
 * before it knows of a request, and us. On two cores most of it is the service's wait for one, which neither side sees:
 * the system often wakes it on the core of whoever sent to it, 30 ms a second of waiting beside bare sockets, 70 beside
 * Proofload, which sleeps now and then and is moved.
 *
 * The second half has one worker whose tasks each keep it busy for a while, so that its capacity is below that of a lean
 * service, and is found in the same run: up to 70 % of it the percentiles are to hold, and past it the verdict is to be
 * `invalid`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { aimTable } from '../aims.mjs';
import { endProgress, progress } from '../progress.mjs';
import { numberOption } from '../proofload.mjs';
import { startReference } from '../reference.mjs';
import { median, table } from '../table.mjs';
import { bareSockets, busyAtCapacity, busyProofload, MANY_USERS, plainProofload, WORK_US } from './reporters.mjs';

const LEAN_SERVER = fileURLToPath(new URL('./lean-server.mjs', import.meta.url));
const ROUTE = 'GET /api/v1/health/ping';
const DELAY = { kind: 'lognormal', medianMs: 20, sigma: 0.5 };
/** The mean of that distribution, and what the way and the work add to it. */
const MEAN_MS = DELAY.medianMs * Math.exp(DELAY.sigma ** 2 / 2) + 1;
const PERCENTILES = ['p50', 'p95', 'p99', 'p999'];
const MOST_SHARE = 0.02;
const MOST_MS = 0.2;
/** Of the capacity: up to where the percentiles are to hold, and how far past it is gone. */
const [UP_TO, PAST] = [0.7, 1.5];

/** @type {readonly (readonly [name: string, report: import('./reporters.mjs').Reporter])[]} */
const PLAIN = [
  ['closed, 50 users', plainProofload(['-u', '50'])],
  ['open, 500/s', plainProofload(['--rate', '500', '--max-users', '200'])],
  ['open, 1,000/s, Poisson', plainProofload(['--rate', '1000', '--max-users', '400', '--arrivals', 'poisson'])],
  ['the same from bare sockets', bareSockets(1_000)],
];

/** @param {number} capacity requests a second */
function busy(capacity) {
  const rate = Math.round(UP_TO * capacity);
  const users = Math.round((rate * MEAN_MS) / 1_000);
  const open = ['--rate', `${rate}`, '--max-users', `${MANY_USERS}`];
  return [
    [`busy: closed, ${users} users`, busyProofload(['-u', `${users}`, '-r', `${users}`])],
    [`busy: open, ${rate}/s`, busyProofload(open)],
    [`busy: open, ${rate}/s, Poisson`, busyProofload([...open, '--arrivals', 'poisson'])],
  ];
}

/** @param {readonly string[]} args `--seconds N --rounds N` */
export async function run(args) {
  const seconds = numberOption(args, '--seconds', 8);
  const rounds = numberOption(args, '--rounds', 3);
  progress('the capacity');
  const capacity = (await besideLean(busyAtCapacity, seconds)).perSecond;
  const pastRate = Math.round(PAST * capacity);
  const atMost = busy(capacity);
  const loads = [...PLAIN, ...atMost];
  const beyond = [
    [`busy: closed, ${MANY_USERS} users`, busyAtCapacity],
    [`busy: open, ${pastRate}/s`, busyProofload(['--rate', `${pastRate}`, '--max-users', `${MANY_USERS}`])],
  ];
  const all = [
    ...PLAIN.map((load) => [...load, besideReference]),
    ...[...atMost, ...beyond].map((load) => [...load, besideLean]),
  ];
  const found = new Map(all.map(([name]) => [name, []]));
  for (let round = 1; round <= rounds; round += 1) {
    for (const [name, report, beside] of all) {
      progress(`round ${round} of ${rounds}: ${name}`);
      found.get(name).push(await beside(report, seconds));
    }
  }
  endProgress();

  const rows = loads.flatMap(([name]) => PERCENTILES.map((percentile) => rowOf(name, percentile, found.get(name))));
  console.log(
    `Held by the service and reported, ms, ${rounds} rounds of ${seconds} s, medians. A busy worker has tasks of`,
  );
  console.log(`${WORK_US} µs each; its capacity: ${perSecond(capacity)}, of which its rows have ${UP_TO * 100} %.\n`);
  const head = ['load', 'percentile', 'truth', 'reported', 'off by', '', 'within 2 % or 0.2 ms', 'verdict'];
  console.log(`${table(head, rows.map(cellsOf))}\n\nPast that capacity\n`);
  console.log(
    table(
      ['load', 'verdict', 'reason'],
      beyond.map(([name]) => pastRow(name, found.get(name))),
    ),
  );
  console.log(
    `\n${aimsOf(
      rows,
      beyond.flatMap(([name]) => found.get(name)),
    )}`,
  );
}

/** One run against a reference service of its own, with what that held. */
async function besideReference(report, seconds) {
  const service = await startReference(['--ground-truth']);
  try {
    await service.tell('PUT', '/__truth', { seed: 1, delays: { [ROUTE]: DELAY } });
    const reported = await report(service.url, seconds);
    const { routes } = await (await fetch(`${service.url}/__truth`)).json();
    return { ...reported, held: routes[ROUTE].held };
  } finally {
    service.stop();
  }
}

/** One run against a lean service of its own, with what that held. */
async function besideLean(report, seconds) {
  const server = spawn(process.execPath, [LEAN_SERVER], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(server.stdout, 'data');
    const url = `${line}`.trim();
    const reported = await report(url, seconds);
    return { ...reported, held: await (await fetch(`${url}/truth`)).json() };
  } finally {
    server.kill();
  }
}

function rowOf(name, percentile, reports) {
  const truth = median(reports.map(({ held }) => held[percentile]));
  const off = median(reports.map(({ held, latency }) => latency[percentile] - held[percentile]));
  return { name, percentile, truth, off, verdict: verdictsOf(reports) };
}

const isWithin = ({ truth, off }) => Math.abs(off) <= Math.max(MOST_MS, MOST_SHARE * truth);

function cellsOf(row) {
  const { name, percentile, truth, off, verdict } = row;
  const figures = [truth, truth + off, off].map((value) => value.toFixed(2));
  const share = `${((off / truth) * 100).toFixed(1)} %`;
  return [name, percentile, ...figures, share, isWithin(row) ? 'yes' : 'no', verdict];
}

function pastRow(name, reports) {
  return [name, verdictsOf(reports), reports.find(({ reason }) => reason !== undefined)?.reason ?? ''];
}

/** Each that came, once. */
function verdictsOf(reports) {
  return [...new Set(reports.map(({ verdict }) => verdict))].join(', ');
}

function aimsOf(rows, past) {
  const missed = (isOurs) => rows.filter((row) => isOurs(row) && !isWithin(row)).length;
  const isBusy = ({ name }) => name.startsWith('busy');
  const isBare = ({ name }) => name.includes('bare');
  return aimTable([
    { what: 'percentiles that are off by more', measured: missed((row) => !isBusy(row) && !isBare(row)), most: 0 },
    { what: `the same at ${UP_TO * 100} % of the capacity`, measured: missed(isBusy), most: 0 },
    {
      what: 'runs past the capacity that are invalid',
      measured: (past.filter(({ verdict }) => verdict === 'invalid').length / past.length) * 100,
      least: 100,
      unit: ' %',
    },
  ]);
}

function perSecond(rate) {
  return `${Math.round(rate).toLocaleString('en')}/s`;
}
