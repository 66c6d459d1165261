/** Phases of jobs, reported beside those that the service kept, where only polls tell of them and where its times do. */
import { proofload } from '../proofload.mjs';
import { table } from '../table.mjs';
import { operationOf, withService } from './service.mjs';

const POLL_MS = 100;
const PERCENTILES = ['p50', 'p95'];
const FLAGS = ['--speed', '4', '--set', 'biographies.workers=6'];

/** @param {number} seconds */
export async function jobs(seconds) {
  const rows = [];
  for (const [how, times, toleranceMs] of [
    ['polls', '', POLL_MS],
    ['server times', 'serverTimes: (answer) => answer.json().timings,', 2],
  ]) {
    const { record, series } = await withService(FLAGS, async ({ url, truth }) => {
      const run = ['run', '-u', '10', '-r', '10', '-t', `${seconds}s`, '--no-health-check'];
      const { record } = await proofload(run, { suite: suiteFor(url, times) });
      return { record, series: (await truth()).series };
    });
    const biography = operationOf(record, 'biography');
    for (const phase of ['queue', 'run']) {
      for (const percentile of PERCENTILES) {
        const [told, reported] = [series[`biographies.${phase}`][percentile], biography.trends[phase][percentile]];
        const off = reported - told;
        const isWithin = Math.abs(off) <= toleranceMs;
        rows.push([
          how,
          phase,
          percentile,
          told.toFixed(1),
          reported.toFixed(1),
          off.toFixed(1),
          `${toleranceMs} ms`,
          isWithin ? 'yes' : 'no',
          `${biography.count}`,
        ]);
      }
    }
  }
  return [
    `### Jobs: phases, ms, polled every ${POLL_MS} ms`,
    table(['known by', 'phase', 'percentile', 'truth', 'reported', 'off by', 'tolerance', 'within', 'jobs'], rows),
  ].join('\n\n');
}

const suiteFor = (url, times) => `
import { defineSuite, job, none, user } from 'proofload';
const biography = job('biography', {
  submit: ({ http }) => http.post('/biographies', { json: { name: 'Ada', chapters: 1, wordsPerChapter: 40 } }),
  id: (answer) => answer.json().id,
  poll: { every: '${POLL_MS}ms', request: ({ http, id }) => http.get(\`/biographies/\${id}/status\`) },
  state: (answer) => answer.json().status,
  ${times}
  result: ({ http, id }) => http.get(\`/biographies/\${id}\`),
});
const author = user('Author', { wait: none(), tasks: { write: async ({ job }) => { await job(biography); } } });
export default defineSuite({ name: 'jobs', target: '${url}', users: [author] });
`;
