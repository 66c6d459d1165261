/** Memory of virtual users: many of them with a connection each and a wait of 1 s, and what the process weighs. */

import { startNginx } from '../nginx.mjs';
import { numberOption, proofload } from '../proofload.mjs';
import { table } from '../table.mjs';

/** @param {readonly string[]} args `--users N --seconds N` */
export async function run(args) {
  const most = numberOption(args, '--users', 10_000);
  const seconds = numberOption(args, '--seconds', 10);
  const nginx = await startNginx({ core: '1', connections: 2 * most + 1_000 });
  const rows = [];
  try {
    for (const users of [1, Math.round(most / 5), most]) {
      process.stderr.write(`\r${users} users …`);
      const { record, peakBytes } = await proofload(
        ['run', '-t', `${seconds}s`, '-u', `${users}`, '-r', `${Math.max(1, users / 4)}`],
        {
          suite: suiteFor(nginx.url),
        },
      );
      const perUser = users === 1 ? '' : ((peakBytes - rows[0].bytes) / users / 1024).toFixed(1);
      rows.push({
        bytes: peakBytes,
        cells: [
          `${users}`,
          (peakBytes / 1e6).toFixed(0),
          perUser,
          record.verdict.status,
          `${record.totals.count}`,
          `${record.totals.failed}`,
        ],
      });
    }
  } finally {
    await nginx.stop();
  }
  process.stderr.write('\r                    \r');
  console.log(`Virtual users with an open connection and a wait of 1 s, ${seconds} s\n`);
  console.log(
    table(
      ['users', 'peak resident MB', 'KB a user', 'verdict', 'requests', 'failed'],
      rows.map(({ cells }) => cells),
    ),
  );
}

const suiteFor = (url) => `
import { constant, defineSuite, user } from 'proofload';
const reader = user('Reader', { wait: constant('1s'), tasks: { home: ({ http }) => http.get('/', { expect: 200 }) } });
export default defineSuite({ name: 'memory', target: '${url}', users: [reader] });
`;
