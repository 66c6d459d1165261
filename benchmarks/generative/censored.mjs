/**
 * Jobs that are still open when a run is cut short: the p95 of those that ended, the p95 with the open ones taken into account,
 * and that of the same load when it was let finish.
 */
import { proofload } from '../proofload.mjs';
import { table } from '../table.mjs';
import { operationOf, withService } from './service.mjs';

/** @param {number} runs @param {number} seconds each */
export async function censored(runs, seconds) {
  const rows = [];
  const ratios = { ended: [], counted: [] };
  for (let seed = 1; seed <= runs; seed += 1) {
    process.stderr.write(`\rcensored, run ${seed} of ${runs} … `);
    const [full, cut] = [await measure(seed, seconds, '60s'), await measure(seed, seconds, '0s')];
    const truth = full.latency.p95;
    const [ended, counted] = [cut.latency.p95, cut.withCensored?.p95 ?? Number.NaN];
    ratios.ended.push(ended / truth);
    ratios.counted.push(counted / truth);
    rows.push([`${seed}`, `${full.count}`, `${cut.censored}`, ...[truth, ended, counted].map((ms) => ms.toFixed(0))]);
  }
  process.stderr.write('\r                         \r');
  const mean = (values) =>
    `${((values.reduce((sum, value) => sum + value, 0) / values.length - 1) * 100).toFixed(1)} %`;
  return [
    `### Jobs cut short after ${seconds} s: p95, ms`,
    table(['seed', 'jobs', 'cut off', 'let finish', 'of those that ended', 'with those cut off'], rows),
    `Mean bias: ${mean(ratios.ended)} without the jobs that were cut off, ${mean(ratios.counted)} with them.`,
  ].join('\n\n');
}

async function measure(seed, seconds, grace) {
  const settings = [
    'biographies.workers=1000',
    'provider.servers=1000',
    'provider.loadFactor=1',
    'provider.gapSigma=0',
  ];
  return withService(['--seed', `${seed}`, ...settings.flatMap((word) => ['--set', word])], async ({ url }) => {
    const args = ['run', '--rate', '20', '--max-users', '1000', '--arrivals', 'poisson', '-t', `${seconds}s`];
    const rest = ['--seed', `${seed}`, '--stop-timeout', grace, '--no-health-check'];
    const { record } = await proofload([...args, ...rest], { suite: suiteFor(url) });
    return operationOf(record, 'biography');
  });
}

/** The longest jobs take fifty times as long as the shortest. */
const suiteFor = (url) => `
import { defineSuite, job, none, user } from 'proofload';
const biography = job('biography', {
  submit: ({ http, data }) => http.post('/biographies', { json: { name: 'Ada', chapters: 1, wordsPerChapter: data.words } }),
  id: (answer) => answer.json().id,
  poll: { every: '100ms', request: ({ http, id }) => http.get(\`/biographies/\${id}/status\`) },
  state: (answer) => answer.json().status,
});
const author = user('Author', {
  wait: none(),
  tasks: { write: async ({ job, vu }) => { await job(biography, { words: Math.round(20 * Math.exp(3.9 * vu.random())) }); } },
});
export default defineSuite({ name: 'censored', target: '${url}', users: [author] });
`;
