/** What a suite can use, each by itself beside a request that uses nothing. */
import { CONNECTIONS } from '../contender.mjs';
import { RATE } from './trace.mjs';

/**
 * @typedef {object} Feature the parts of a suite that use it, as `suiteText` takes them, and
 * @property {string} task
 * @property {string} [top]
 * @property {string} [target]
 * @property {string} [user]
 * @property {string} [suite]
 * @property {readonly string[]} [load] flags, in place of those of a closed load
 * @property {boolean} [isTimed] `false` where the suite says itself how long it runs
 * @property {boolean} [isFree] it is no part of a request, so that none may cost more
 */

const GET = "await http.get('/');";
const USERS = ['-u', `${CONNECTIONS}`];
const OPEN_LOAD = ['--rate', `${RATE}/s`, '--max-users', `${CONNECTIONS}`];

/** @type {Feature} */
const BARE = { task: GET };

/** @type {Readonly<Record<string, Feature>>} beside a bare request in a closed load */
const FEATURES = {
  'the same once more': { task: GET, isFree: true },
  'a name': { task: "await http.get('/', { name: 'read' });" },
  'an expected status': { task: "await http.get('/', { expect: 200 });" },
  tags: { top: "const tags = { area: 'books' };", task: "await http.get('/', { tags });" },
  'a check': { task: "const { ok } = await http.get('/'); check('is right', ok);" },
  'the body read': { task: "(await http.get('/')).json();" },
  'a counter and a trend': { task: `${GET} metrics.counter('reads').add(1); metrics.trend('size').add(7);` },
  'a group': { task: "await group('both', () => http.get('/'));" },
  'measured code': { task: "await measure('whole', () => http.get('/'));" },
  'a query': { task: "await http.get('/', { query: { id: 7 }, name: 'read' });" },
  'a feeder': { top: 'const rows = proofload.feeder([1, 2, 3]);', task: `rows.take(vu); ${GET}` },
  'a cache': {
    task: GET,
    suite: "caches: { pages: { hit: ({ headers }) => headers.get('content-type') === 'application/json' } }",
  },
  'a line of 10 Gbit/s': { task: GET, target: "bandwidth: '10Gbit/s'" },
  'shared connections': { task: GET, target: "connections: 'shared'" },
  'looked up by name': {
    task: GET,
    target: "url: process.env.TARGET.replace('127.0.0.1', 'localhost'), dns: { family: 4, ttl: '10s' }",
    isFree: true,
  },
  requirements: { task: GET, suite: "requirements: { '*': { p95: '<1s', errors: '<1%' } }", isFree: true },
  'one on each window': {
    task: GET,
    suite: "requirements: { '*': { p95: { bound: '<1s', window: '1s' } } }",
    isFree: true,
  },
  'one on a phase': {
    task: GET,
    suite: "requirements: { '*': { p95: { bound: '<1s', phase: 'steady' } } }",
    isFree: true,
  },
  'abort conditions': {
    task: GET,
    suite: "abort: ['errors > 50% for 2s', 'p99 > 10s']",
    isFree: true,
  },
  'two loads at once': {
    task: GET,
    top: `const half = { users: ${CONNECTIONS / 2}, runTime: process.env.SECONDS };`,
    suite: 'load: [half, half]',
    load: [],
    isTimed: false,
    isFree: true,
  },
  'a filter of tags and names': {
    task: GET,
    user: "tags: ['books'],",
    load: [...USERS, '-T', 'books', '-k', 'read'],
    isFree: true,
  },
};

/** @type {Feature} */
const OPEN = { task: GET, load: OPEN_LOAD };

/** Beside an open load of so many a second. @param {string} trace its file @returns {Readonly<Record<string, Feature>>} */
const openFeatures = (trace) => ({
  'a replayed trace, beside a rate': {
    task: GET,
    suite: `load: { replay: ${JSON.stringify(trace)}, maxUsers: ${CONNECTIONS}, loops: 100 }`,
    load: [],
    isTimed: false,
  },
  'Poisson arrivals, beside constant': { task: GET, load: [...OPEN_LOAD, '--arrivals', 'poisson'] },
});

/**
 * All features, each with what it is held against.
 *
 * @param {string} trace a file to replay
 * @returns {readonly (Feature & { readonly name: string, readonly beside: Feature })[]}
 */
export function featuresWith(trace) {
  const listed = (features, beside) => Object.entries(features).map(([name, parts]) => ({ ...parts, name, beside }));
  return [...listed(FEATURES, BARE), ...listed(openFeatures(trace), OPEN)];
}
