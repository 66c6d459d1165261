/**
 * What a suite does not use costs it nothing: CPU of a bare request, and of the same request with each feature by itself.
 * Each row is what that feature adds to who uses it; the first row has none of them, and is what all others pay.
 */
import { CONNECTIONS, proofloadContender, suiteText } from '../contender.mjs';
import { costTable, measuredHow, slopeOptions } from '../cost-table.mjs';
import { startNginx } from '../nginx.mjs';
import { SERVER_CORE, slopes } from '../slopes.mjs';

export const programs = ['nginx'];

const BARE = 'a bare request';
const GET = "await http.get('/');";

/** The parts of a suite that use each feature. */
const FEATURES = {
  [BARE]: { task: GET },
  'a name': { task: "await http.get('/', { name: 'read' });" },
  'an expected status': { task: "await http.get('/', { expect: 200 });" },
  tags: { top: "const tags = { area: 'books' };", task: "await http.get('/', { tags });" },
  'a check': { task: "const { ok } = await http.get('/'); check('is right', ok);" },
  'the body read': { task: "(await http.get('/')).json();" },
  'a counter and a trend': { task: `${GET} metrics.counter('reads').add(1); metrics.trend('size').add(7);` },
  'a group': { task: "await group('both', () => http.get('/'));" },
  'measured code': { task: "await measure('whole', () => http.get('/'));" },
  'a feeder': {
    top: 'const rows = proofload.feeder([{ id: 1 }, { id: 2 }, { id: 3 }]);',
    task: "await http.get('/', { query: { id: rows.take(vu).id }, name: 'read' });",
  },
  'a cache': {
    task: GET,
    suite: "caches: { pages: { hit: (response) => response.headers.get('x-cache') === 'HIT' } }",
  },
  requirements: { task: GET, suite: "requirements: { '*': { p95: '<1s', errors: '<1%' } }" },
};

/** @param {readonly string[]} args `--rounds N --seconds N` */
export async function run(args) {
  const options = slopeOptions(args);
  const { url, stop } = await startNginx({ core: SERVER_CORE });
  try {
    const contenders = Object.entries(FEATURES).map(([name, parts]) =>
      proofloadContender({ name, url, suite: suiteText(parts) }),
    );
    const costs = slopes(contenders, options);
    console.log(`${CONNECTIONS} connections, closed loop, ${measuredHow(options)}\n`);
    console.log(costTable(costs, { beside: BARE }));
  } finally {
    await stop();
  }
}
