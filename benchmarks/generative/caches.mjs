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

/** Each run needs little of the machine. */
const TOGETHER = 5;

/** @param {number} runs @param {number} seconds each; from ten on the interval allows for seconds that depend on one another */
export async function caches(runs, seconds) {
  const truth = longRunRatio();
  const left = Array.from({ length: runs }, (_, index) => index + 1);
  const found = (await Promise.all(Array.from({ length: TOGETHER }, () => measureAll(left, seconds)))).flat();
  process.stderr.write('\r                         \r');
  const count = (holds) => found.filter(holds).length;
  const mean = (value) => found.reduce((sum, each) => sum + value(each), 0) / runs;
  const covered = count(({ interval: [lower, upper] }) => lower <= truth && truth <= upper);
  const percent = (share) => `${(share * 100).toFixed(2)} %`;
  const row = [
    `${runs}`,
    `${count(({ isExact }) => isExact)}`,
    percent(truth),
    percent(mean(({ hitRatio }) => hitRatio)),
    percent(mean(({ interval: [lower, upper] }) => upper - lower)),
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
        'mean of the runs',
        'mean width',
        'intervals that hold it',
        '9 of 10',
      ],
      [row],
    ),
  ].join('\n\n');
}

/** Takes seeds until none is left, with a service of its own. */
function measureAll(left, seconds) {
  const flags = ['--speed', '1000', '--set', `cache.entries=${ENTRIES}`, '--set', 'images.coldShare=0'];
  return withService(flags, async ({ url }) => {
    const counts = async () => (await (await fetch(`${url}/api/v1/cache/stats`)).json()).images;
    await warmUp(url);
    const found = [];
    for (let seed = left.pop(); seed !== undefined; seed = left.pop()) {
      process.stderr.write(`\rcaches, ${left.length} runs left … `);
      const before = await counts();
      const args = ['run', '-u', '2', '-t', `${seconds}s`, '--seed', `${seed}`, '--no-health-check'];
      const { record } = await proofload(args, { suite: suiteFor(url) });
      const after = await counts();
      const [{ hitRatio, interval, ...answers }] = record.caches;
      const isExact = ['hits', 'misses', 'coalesced'].every((state) => answers[state] === after[state] - before[state]);
      found.push({ hitRatio, interval, isExact });
    }
    return found;
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
