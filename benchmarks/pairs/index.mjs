/**
 * Real pairs on the reference service: builds that are equal, each compared with the one before, and builds that are
 * slower by an added latency, whose severity is known.
 *
 *   npm run benchmark -- pairs [--pairs 30] [--runs 5] [--seconds 10] [--repeats 3]
 */
import { clopperPearson } from 'proofload/stats';
import { numberOption } from '../proofload.mjs';
import { startReference } from '../reference.mjs';
import { median, table } from '../table.mjs';
import { Builds } from './builds.mjs';

const MEDIAN_MS = 30;
const SEVERITIES = [
  { slower: 0.12, severity: 'minor' },
  { slower: 0.35, severity: 'major' },
  { slower: 0.7, severity: 'critical' },
];

const suiteOf = (url, seconds) => `
import { defineSuite, user } from 'proofload';
const reader = user('Reader', {
  tasks: {
    list: ({ http }) => http.get('/books'),
    read: { weight: 2, run: ({ http, vu }) => http.get(http.path\`/books/\${1 + (vu.turn % 1000)}\`) },
    content: ({ http, vu }) => http.get(http.path\`/books/\${1 + (vu.turn % 1000)}/content\`),
  },
});
export default defineSuite({
  name: 'pairs', target: '${url}', users: [reader],
  load: { rate: '100/s', runTime: '${seconds}s', arrivals: 'poisson' },
});
`;

/** @param {readonly string[]} args */
export async function run(args = []) {
  const option = (name, fallback) => numberOption(args, `--${name}`, fallback);
  const [pairs, runs, seconds, repeats] = [
    option('pairs', 30),
    option('runs', 5),
    option('seconds', 10),
    option('repeats', 3),
  ];
  const service = await startReference(['--ground-truth', '--faults']);
  const builds = new Builds(suiteOf(service.url, seconds));
  try {
    const delay = { kind: 'lognormal', medianMs: MEDIAN_MS, sigma: 0.15 };
    await service.tell('PUT', '/__truth', { delays: { '/books*': delay, '/books': delay } });
    // The service's code has been optimised by then.
    await builds.make(1);
    console.log(`${runs} runs of ${seconds} s a build, 100 arrivals a second on three operations\n`);
    const { last, rows } = await equalBuilds(builds, { pairs, runs });
    console.log(`\n## Equal builds\n\n${table(EQUAL_HEAD, rows)}\n\n${summaryOf(rows)}`);
    const slower = await slowerBuilds(builds, service, { before: last, runs, repeats });
    console.log(`\n## Builds with an added latency\n\n${table(SLOWER_HEAD, slower.rows)}\n\n${slower.summary}`);
    console.log(`\nRuns that were invalid and made again: ${builds.repeated}`);
    process.exitCode = rows.some(([, status]) => status === 'failed') || slower.wrong > 0 ? 1 : 0;
  } finally {
    service.stop();
    builds.remove();
  }
}

const gatesOf = (found, status) => found.comparisons.filter((each) => each.gate && each.status === status);
const percent = (change) => `${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)} %`;

const EQUAL_HEAD = ['pair', 'verdict', 'regressed', 'improved', 'no change', 'inconclusive', 'largest change of a p50'];

async function equalBuilds(builds, { pairs, runs }) {
  const rows = [];
  let before = await builds.make(runs);
  for (let pair = 1; pair <= pairs; pair += 1) {
    const after = await builds.make(runs);
    const found = await builds.compare(before.commit, after.commit);
    const count = (status) => `${gatesOf(found, status).length}`;
    const changes = found.comparisons.filter(({ metric }) => metric === 'p50').map(({ change }) => change);
    const largest = changes.reduce((most, change) => (Math.abs(change) > Math.abs(most) ? change : most), 0);
    const counts = ['regressed', 'improved', 'no change', 'inconclusive'].map(count);
    rows.push([`${pair}`, found.status, ...counts, percent(largest)]);
    console.log(rows.at(-1).join('  '));
    before = after;
  }
  return { last: before, rows };
}

function summaryOf(rows) {
  const failed = rows.filter(([, status]) => status === 'failed').length;
  const { lower, upper } = clopperPearson(failed, rows.length);
  const bound = `${(100 * lower).toFixed(1)} to ${(100 * upper).toFixed(1)} %`;
  return `${failed} of ${rows.length} pairs with a false regression (95 % interval ${bound})`;
}

const SLOWER_HEAD = ['added', 'meant', 'operation', 'p50 found', 'p', 'called', 'p95 found', 'called', 'verdict'];

/** The latency that is added is a share of the median that was measured, so that the change of each p50 is known. */
async function slowerBuilds(builds, service, { before, runs, repeats }) {
  const operations = before.records[0].operations.filter(({ kind }) => kind === 'http');
  const medians = operations.map(({ name }) =>
    median(before.records.map((record) => record.operations.find((each) => each.name === name).latency.p50)),
  );
  const base = median(medians);
  const rows = [];
  let wrong = 0;
  for (const { slower, severity } of SEVERITIES) {
    await service.tell('PUT', '/__faults', { latencyMs: slower * base });
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      const after = await builds.make(runs);
      const found = await builds.compare(before.commit, after.commit);
      for (const { name } of operations) {
        const of = (metric) => found.comparisons.find((each) => each.operation === name && each.metric === metric);
        const [p50, p95] = [of('p50'), of('p95')];
        if (p50.status !== 'regressed' || p50.severity !== severity) wrong += 1;
        const called = ({ status, severity: named }) => (status === 'regressed' ? named : status);
        const p = p50.p < 0.001 ? '<0.001' : p50.p.toFixed(3);
        const [first, second] = [p50, p95].map(({ change }) => percent(change));
        rows.push([percent(slower), severity, name, first, p, called(p50), second, called(p95), found.status]);
        console.log(rows.at(-1).join('  '));
      }
    }
    await service.tell('DELETE', '/__faults');
  }
  const all = rows.length;
  return { rows, wrong, summary: `${all - wrong} of ${all} slower p50 were found and called what they are` };
}
