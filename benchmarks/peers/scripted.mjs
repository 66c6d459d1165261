/** Peers whose requests go through code of the user's, told to do what Proofload is: a request, expected and checked. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programPath } from '../../scripts/programs.mjs';
import { CONNECTIONS } from '../contender.mjs';
import { ERRORS_FILE } from '../slopes.mjs';

/** @typedef {import('../slopes.mjs').Contender} Contender */

/** @param {string} url @returns {Contender} */
export const k6 = (url) => ({
  name: 'k6',
  command: (seconds, folder) => {
    const script = join(folder, 'script.js');
    writeFileSync(
      script,
      `import http from 'k6/http';
       import { check } from 'k6';
       export default () => {
         const response = http.get('${url}', { tags: { area: 'books' } });
         check(response, { 'is 200': (r) => r.status === 200, 'has a body': (r) => r.body.length > 0 });
       };`,
    );
    const summary = ['--quiet', '--summary-export', join(folder, 'summary.json')];
    return ['k6', 'run', '--vus', `${CONNECTIONS}`, '--duration', `${seconds}s`, ...summary, script];
  },
  units: (_, folder) => JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')).metrics.http_reqs.count,
});

/** With the faster of its two clients. @param {string} url @returns {Contender} */
export const locust = (url) => ({
  name: 'Locust',
  command: (seconds, folder) => {
    const script = join(folder, 'locustfile.py');
    writeFileSync(
      script,
      `from locust import FastHttpUser, task

class Reader(FastHttpUser):
    @task
    def read(self):
        with self.client.get("/", name="read", catch_response=True) as response:
            if response.status_code != 200 or not response.content:
                response.failure("wrong")
`,
    );
    const load = ['-u', `${CONNECTIONS}`, '-r', `${CONNECTIONS}`, '-t', `${seconds}s`, '--stop-timeout', '1'];
    return ['locust', '-f', script, '-H', url.replace(/\/$/, ''), ...load, '--headless', '--only-summary'];
  },
  // Its summary goes to standard error; its CSV files lack the last second.
  units: (_, folder) => Number(/Aggregated\s+(\d+)/.exec(readFileSync(join(folder, ERRORS_FILE), 'utf8'))?.[1]),
});

/** Requests of each of Artillery's users in its short and its long run: it is the slowest by far. */
const ARTILLERY_AMOUNTS = /** @type {const} */ ([20, 100]);

/** Its users come within a second and do a fixed number of requests each. @param {string} url @returns {Contender} */
export const artillery = (url) => ({
  name: 'Artillery',
  amounts: ARTILLERY_AMOUNTS,
  command: (count, folder) => {
    const script = join(folder, 'script.json');
    const get = { url: '/', name: 'read', expect: [{ statusCode: 200 }] };
    const flow = [{ loop: [{ get }], count }];
    const phases = [{ duration: 1, arrivalCount: CONNECTIONS }];
    writeFileSync(
      script,
      JSON.stringify({ config: { target: url.replace(/\/$/, ''), phases }, scenarios: [{ flow }] }),
    );
    const report = join(folder, 'report.json');
    const environment = ['env', 'ARTILLERY_DISABLE_TELEMETRY=true'];
    return [...environment, process.execPath, programPath('artillery'), 'run', '--quiet', '-o', report, script];
  },
  units: (_, folder) =>
    JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')).aggregate.counters['http.codes.200'],
});
