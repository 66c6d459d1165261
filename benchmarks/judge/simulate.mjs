/**
 * Simulated runs: latencies that are heavy-tailed within a second and autocorrelated from second to second.
 *
 * ln latency = level of the second + own part of the request. The level is AR(1); one request in fifty meets a pause that is
 * Pareto with exponent 2.5. A run's noise multiplies all of its latencies, which shifts their logarithms and leaves the
 * standard errors as they are: so operations are simulated once, into a pool, and each simulated run draws from it.
 */
import { blockRatio, normalSample, percentileInterval, sampleQuantiles } from 'proofload/stats';

const MEDIAN_MS = 100;
const LEVEL_SD = 0.15;
const OWN_SD = 0.4;
const PAUSES = 0.02;
const PARETO = 2.5;

/** Latencies in milliseconds, second after second. */
export function simulateLatencies({ seconds, perSecond, phi }, random) {
  const latencies = new Float64Array(seconds * perSecond);
  let level = normalSample(random);
  for (let second = 0; second < seconds; second += 1) {
    level = phi * level + Math.sqrt(1 - phi * phi) * normalSample(random);
    for (let i = 0; i < perSecond; i += 1) {
      const pause = random() < PAUSES ? (1 - random()) ** (-1 / PARETO) : 1;
      latencies[second * perSecond + i] =
        MEDIAN_MS * pause * Math.exp(LEVEL_SD * level + OWN_SD * normalSample(random));
    }
  }
  return latencies;
}

/** The interval of a percentile from such latencies. */
export function intervalOf(latencies, perSecond, p) {
  const total = sampleQuantiles(latencies);
  const bound = total.quantile(p);
  const seconds = latencies.length / perSecond;
  const counts = new Float64Array(seconds).fill(perSecond);
  const events = new Float64Array(seconds);
  latencies.forEach((latency, i) => {
    if (latency > bound) events[Math.floor(i / perSecond)] += 1;
  });
  return percentileInterval(p, total, { counts, events });
}

/** What a run says of the operation: ln of each metric with its standard error. */
function summary(latencies, perSecond) {
  const percentile = (p) => {
    const { estimate, standardErrorLog } = intervalOf(latencies, perSecond, p);
    return { log: Math.log(estimate), standardErrorLog };
  };
  const sums = new Float64Array(latencies.length / perSecond);
  latencies.forEach((latency, i) => {
    sums[Math.floor(i / perSecond)] += latency;
  });
  const { estimate, standardError } = blockRatio(sums, new Float64Array(sums.length).fill(perSecond));
  return {
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    mean: { log: Math.log(estimate), standardErrorLog: standardError / estimate },
  };
}

/** Summaries of independent runs of one operation, without noise from run to run. */
export function operationPool(size, random) {
  const perSecond = 20;
  const shape = { seconds: 120, perSecond, phi: 0.5 };
  return Array.from({ length: size }, () => summary(simulateLatencies(shape, random), perSecond));
}

export const METRICS = /** @type {const} */ (['p50', 'p95', 'p99', 'mean']);
export const OPERATIONS = 5;

/**
 * The metrics of two groups of runs, as `compareGroups` wants them. Of the variance from run to run, `shared` is common to
 * all metrics of a run. `slower` says by what factor an operation is slower after than before.
 */
export function simulateComparison({ noise, runs, shared = 0, slower = () => 1 }, pool, random) {
  const common = { before: [], after: [] };
  for (const side of ['before', 'after']) common[side] = Array.from({ length: runs }, () => normalSample(random));
  const value = (side, run, operation, metric) => {
    const { log, standardErrorLog } = pool[Math.floor(random() * pool.length)][metric];
    const own = Math.sqrt(shared) * common[side][run] + Math.sqrt(1 - shared) * normalSample(random);
    const factor = side === 'after' ? slower(operation) : 1;
    return { value: factor * Math.exp(log + noise * own), standardErrorLog };
  };
  const group = (side, operation, metric) =>
    Array.from({ length: runs }, (_, run) => value(side, run, operation, metric));
  return Array.from({ length: OPERATIONS }, (_, operation) =>
    METRICS.map((metric) => ({
      kind: metric === 'p95' || metric === 'p99' ? 'tail' : 'central',
      before: group('before', operation, metric),
      after: group('after', operation, metric),
    })),
  ).flat();
}
