/** Proofload as one of several contenders: a suite, run by the command as a user would run it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';

export const CONNECTIONS = 50;

const proofload = join(root, 'packages', 'proofload', 'bin', 'proofload.js');

/** A request with all that a script usually has: it is awaited, expected, checked, tagged, named and recorded. */
export const SCRIPTED = {
  top: "const tags = { area: 'books' };",
  task: `const response = await http.get('/', { name: 'read', expect: 200, tags });
      check('has a body', response.bytes.length > 0);`,
};

/**
 * The text of a suite of one kind of user and one task.
 *
 * @param {object} parts
 * @param {string} parts.task the task's body; it has `http`, `check` and the rest of the context
 * @param {string} [parts.top] what stands before the users
 * @param {string} [parts.target] more members of the target than its address
 * @param {string} [parts.user] more members of the user
 * @param {string} [parts.suite] more members of the suite
 */
export function suiteText({ task, top = '', target = '', user = '', suite = '' }) {
  return `
import * as proofload from 'proofload';

${top}
const reader = proofload.user('Reader', {
  ${user}
  tasks: {
    async read({ http, check, metrics, vu, ws, group, measure }) {
      ${task}
    },
  },
});
export default proofload.defineSuite({
  name: 'benchmark', target: { url: process.env.TARGET, ${target} }, users: [reader], ${suite}
});
`;
}

/**
 * @param {object} wish
 * @param {string} wish.name
 * @param {string} wish.url of the target
 * @param {string} wish.suite its text
 * @param {readonly string[]} [wish.load] the flags that say how much; default: a closed load of {@link CONNECTIONS}
 * @param {string} [wish.cores]
 * @param {boolean} [wish.isTimed] `false` where the suite says itself how long it runs: `process.env.SECONDS`
 * @returns {import('./slopes.mjs').Contender} its amounts are seconds
 */
export function proofloadContender({ name, url, suite, load = ['-u', `${CONNECTIONS}`], cores, isTimed = true }) {
  return {
    name,
    ...(cores === undefined ? {} : { cores }),
    command(seconds, folder) {
      const file = join(folder, 'suite.perf.ts');
      writeFileSync(file, suite);
      const time = isTimed ? ['-t', `${seconds}s`] : [];
      const flags = ['-q', '--workers', '1', ...time, '--out', 'store', '--json', 'run.json', ...load];
      return ['env', `TARGET=${url}`, `SECONDS=${seconds}`, process.execPath, proofload, 'run', file, ...flags];
    },
    units: (_, folder) => JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')).totals.count,
  };
}
