/** How often the 95 % interval of a percentile contains the true one. */
import { binomialPercentileInterval, clopperPearson, sampleQuantiles, seededRandom } from 'proofload/stats';
import { table } from '../table.mjs';
import { intervalOf, simulateLatencies } from './simulate.mjs';

const PER_SECOND = 20;
const SHAPES = [
  { seconds: 300, phi: 0.5 },
  { seconds: 600, phi: 0.8 },
  { seconds: 120, phi: 0.5 },
  { seconds: 60, phi: 0.5 },
  { seconds: 30, phi: 0.5 },
  { seconds: 120, phi: 0.8 },
  { seconds: 60, phi: 0 },
];
const PERCENTILES = [0.5, 0.95, 0.99];

/** The percentiles of the latencies as such: phi changes only the order in which they come. */
function truth() {
  const random = seededRandom(3);
  return sampleQuantiles(simulateLatencies({ seconds: 200_000, perSecond: PER_SECOND, phi: 0 }, random));
}

export function coverage({ runs }) {
  const true_ = truth();
  const rows = [];
  for (const { seconds, phi } of SHAPES) {
    const random = seededRandom(seconds + 10 * phi);
    const tallies = PERCENTILES.map((p) => ({ p, value: true_.quantile(p), covered: 0, naive: 0, open: 0 }));
    for (let run = 0; run < runs; run += 1) {
      const latencies = simulateLatencies({ seconds, perSecond: PER_SECOND, phi }, random);
      for (const tally of tallies) {
        const found = intervalOf(latencies, PER_SECOND, tally.p);
        if (contains(found, tally.value)) tally.covered += 1;
        if (found.upper === undefined) tally.open += 1;
        if (contains(binomialPercentileInterval(tally.p, sampleQuantiles(latencies)), tally.value)) tally.naive += 1;
      }
    }
    for (const { p, covered, naive, open } of tallies) {
      const { lower, upper } = clopperPearson(covered, runs);
      const percent = (share) => `${(100 * share).toFixed(1)} %`;
      rows.push([
        `${seconds} s`,
        `${phi}`,
        `p${100 * p}`,
        percent(covered / runs),
        `${percent(lower)} to ${percent(upper)}`,
        percent(open / runs),
        percent(naive / runs),
      ]);
    }
  }
  const head = ['run', 'phi', 'percentile', 'covered', '95 % interval', 'no upper end', 'binomial interval covers'];
  return {
    title: `Coverage of the 95 % interval of a percentile, ${runs} runs of ${PER_SECOND} requests a second`,
    body: table(head, rows),
  };
}

function contains({ lower = 0, upper = Number.POSITIVE_INFINITY }, value) {
  return lower <= value && value <= upper;
}
