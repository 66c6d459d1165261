/**
 * Hit ratios of many seeded runs: whether each counted what the service's cache counted, and whether its interval holds the
 * ratio that the cache has in the long run, as simulated apart: least recently used, keys by the law of Zipf.
 */
import { proofload } from '../proofload.mjs';
import { table } from '../table.mjs';
import { withService } from './service.mjs';

const KEYS = 300;
const EXPONENT = 0.9;
const ENTRIES = 60;
/** The cache is in its long run from the first counted answer on. */
const WARM_UP = 3_000;
const DRAWS = 1_000_000;
const AIM = 0.9;

/** @param {number} runs @param {number} seconds each */
export async function caches(runs, seconds) {
  const truth = longRunRatio();
  const flags = ['--speed', '1000', '--set', `cache.entries=${ENTRIES}`, '--set', 'images.coldShare=0'];
  return withService(flags, async ({ url }) => {
    const counts = async () => (await (await fetch(`${url}/api/v1/cache/stats`)).json()).images;
    await warmUp(url);
    let [exact, covered, width, hits, all] = [0, 0, 0, 0, 0];
    for (let seed = 1; seed <= runs; seed += 1) {
      process.stderr.write(`\rcaches, run ${seed} of ${runs} … `);
      const before = await counts();
      const args = ['run', '-u', '2', '-t', `${seconds}s`, '--seed', `${seed}`, '--no-health-check'];
      const { record } = await proofload(args, { suite: suiteFor(url) });
      const after = await counts();
      const [cache] = record.caches;
      const isExact = ['hits', 'misses', 'coalesced'].every((state) => cache[state] === after[state] - before[state]);
      const [lower, upper] = cache.interval;
      if (isExact) exact += 1;
      if (lower <= truth && truth <= upper) covered += 1;
      width += (upper - lower) / runs;
      hits += cache.hits;
      all += cache.hits + cache.misses + cache.coalesced;
    }
    process.stderr.write('\r                         \r');
    const percent = (share) => `${(share * 100).toFixed(2)} %`;
    const row = [
      `${runs}`,
      `${exact}`,
      percent(truth),
      percent(hits / all),
      percent(width),
      `${covered}`,
      covered >= AIM * runs ? 'yes' : 'no',
    ];
    return [
      `### Caches: ${runs} seeded runs of ${seconds} s, ${ENTRIES} of ${KEYS} keys kept`,
      table(
        [
          'runs',
          'counted as the service did',
          'long-run ratio',
          'of all runs',
          'mean width',
          'intervals that hold it',
          '9 of 10',
        ],
        [row],
      ),
    ].join('\n\n');
  });
}

async function warmUp(url) {
  const draw = zipfDraws(1);
  for (let turn = 0; turn < WARM_UP; turn += 1) {
    await (await fetch(`${url}/api/v1/images/item?size=32&seed=${draw()}`)).arrayBuffer();
  }
}

function longRunRatio() {
  const draw = zipfDraws(2);
  const kept = new Set();
  let hits = 0;
  for (let turn = 0; turn < DRAWS + WARM_UP; turn += 1) {
    const key = draw();
    if (kept.delete(key) && turn >= WARM_UP) hits += 1;
    kept.add(key);
    if (kept.size > ENTRIES) kept.delete(kept.values().next().value);
  }
  return hits / DRAWS;
}

/** Ranks from 0 by the law, from a sum of weights: another way than the one under test. */
function zipfDraws(seed) {
  const sums = [];
  for (let rank = 1; rank <= KEYS; rank += 1) sums.push((sums.at(-1) ?? 0) + rank ** -EXPONENT);
  let state = seed;
  return () => {
    // Park and Miller's minimal standard generator.
    state = (state * 48_271) % 2_147_483_647;
    const wanted = (state / 2_147_483_647) * sums.at(-1);
    return sums.findIndex((sum) => sum >= wanted);
  };
}

const suiteFor = (url) => `
import { constant, defineSuite, user, zipf } from 'proofload';
const key = zipf(${KEYS}, ${EXPONENT});
const visitor = user('Visitor', {
  wait: constant('4ms'),
  tasks: { look: ({ http, vu }) => http.get('/api/v1/images/item', { name: 'item', query: { seed: key(vu), size: 32 } }) },
});
export default defineSuite({
  name: 'caches', target: '${url}', users: [visitor],
  caches: { images: { hit: (response) => response.headers.get('x-cache') ?? undefined, operations: 'item' } },
});
`;
