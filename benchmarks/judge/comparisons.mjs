/** Comparisons of runs that are equal, and of runs of which one is slower: false alarms, power, severities. */
import { clopperPearson, compareGroups, seededRandom } from 'proofload/stats';
import { table } from '../table.mjs';
import { METRICS, operationPool, simulateComparison } from './simulate.mjs';

const NOISE = [0.03, 0.08, 0.15];
const RUNS = [1, 2, 5];
const percent = (share, digits = 1) => `${(100 * share).toFixed(digits)} %`;
const isRegression = ({ status }) => status === 'regressed';

/** How often a whole comparison of equal runs has a regression, with its exact 95 % interval. */
export function equalRuns({ pairs, pool }) {
  const rows = [];
  for (const shared of [0, 0.5]) {
    for (const noise of NOISE) {
      for (const runs of RUNS) {
        const random = seededRandom(1000 * noise + runs + 100 * shared);
        let regressed = 0;
        let improved = 0;
        for (let i = 0; i < pairs; i += 1) {
          const found = compareGroups(simulateComparison({ noise, runs, shared }, pool, random));
          if (found.some(isRegression)) regressed += 1;
          if (found.some(({ status }) => status === 'improved')) improved += 1;
        }
        rows.push([
          percent(shared, 0),
          percent(noise, 0),
          `${runs}`,
          ...countCells(regressed, pairs),
          percent(improved / pairs, 2),
        ]);
      }
    }
  }
  const head = ['noise shared', 'noise', 'runs a side', 'regressed', 'rate', '95 % interval', 'improved'];
  return {
    title: `Equal runs: comparisons of 20 metrics with a false regression, of ${pairs}`,
    body: table(head, rows),
  };
}

function countCells(count, of) {
  const { lower, upper } = clopperPearson(count, of);
  return [`${count}`, percent(count / of, 2), `${percent(lower, 2)} to ${percent(upper, 2)}`];
}

/** The same, when runs are added and looked at up to three times. */
export function equalRunsLooks({ pairs, pool }) {
  const rows = NOISE.map((noise) => {
    const random = seededRandom(2000 * noise);
    let regressed = 0;
    for (let i = 0; i < pairs; i += 1) {
      const metrics = simulateComparison({ noise, runs: 6 }, pool, random);
      const alarm = [1, 2, 3].some((look) => {
        const cut = metrics.map((metric) => ({
          ...metric,
          before: metric.before.slice(0, 2 * look),
          after: metric.after.slice(0, 2 * look),
        }));
        return compareGroups(cut, { look: { look, of: 3 } }).some(isRegression);
      });
      if (alarm) regressed += 1;
    }
    return [percent(noise, 0), ...countCells(regressed, pairs)];
  });
  const head = ['noise', 'regressed', 'rate', '95 % interval'];
  return { title: `Equal runs, looked at after 2, 4 and 6 runs a side, of ${pairs}`, body: table(head, rows) };
}

/** How often a slowdown is found, and what it is called. */
export function slowdowns({ pairs, pool }) {
  const rows = [];
  for (const slowdown of [0.05, 0.15, 0.35, 0.7]) {
    for (const noise of NOISE) {
      for (const runs of RUNS) {
        const random = seededRandom(1e4 * slowdown + 1000 * noise + runs);
        const whole = detect({ noise, runs, shared: 0.5, slower: () => 1 + slowdown }, { pairs, pool }, random);
        const single = detect(
          { noise, runs, shared: 0.5, slower: (operation) => (operation === 0 ? 1 + slowdown : 1) },
          { pairs, pool },
          random,
        );
        rows.push([
          percent(slowdown, 0),
          percent(noise, 0),
          `${runs}`,
          percent(whole.found),
          percent(single.found),
          ...whole.named,
        ]);
      }
    }
  }
  const head = [
    'slower',
    'noise',
    'runs a side',
    'found: all 5 operations',
    'found: 1 of 5',
    'slight',
    'minor',
    'major',
    'critical',
  ];
  return {
    title: `Slowdowns found, of ${pairs}, and how the regressed metrics were called when all were slower`,
    body: table(head, rows),
  };
}

function detect(shape, { pairs, pool }, random) {
  const named = new Map(['slight', 'minor', 'major', 'critical'].map((severity) => [severity, 0]));
  let found = 0;
  for (let i = 0; i < pairs; i += 1) {
    const comparisons = compareGroups(simulateComparison(shape, pool, random));
    const affected = comparisons.filter((_, metric) => shape.slower(Math.floor(metric / METRICS.length)) > 1);
    const regressions = affected.filter(isRegression);
    if (regressions.length > 0) found += 1;
    for (const { severity } of regressions) named.set(severity, named.get(severity) + 1);
  }
  const all = [...named.values()].reduce((a, b) => a + b);
  return {
    found: found / pairs,
    named: [...named.values()].map((count) => (all === 0 ? '–' : percent(count / all, 0))),
  };
}

/** The operations that all of these draw from. */
export function comparisonPool(size) {
  return operationPool(size, seededRandom(1));
}
