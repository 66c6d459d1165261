/**
 * Whether a run that goes on has told enough: for `-t auto`, which ends it once every gate is certain, and for
 * requirements with `abort`, which end it once they are certainly broken.
 *
 * Looking again and again at data that grow would find any certainty in the end. So a run is looked at only at 10, 13,
 * 16, 20 … seconds, each time a quarter later, and look k may err with a chance of 0.01 / (k (k + 1)), which sums to 0.01.
 */
import type { Measurements } from '../record/measurements.ts';
import type { MeasuredRun } from '../record/schema.ts';
import { binomialCdf, blockVariance, earlyStoppingPasses, normalQuantile, ratioInterval } from '../stats/index.ts';
import { satisfies } from '../units/bound.ts';
import type { Limit, Requirement } from './decide.ts';
import { SeriesEvidence, sourceOf } from './evidence.ts';
import { certaintyOfMean, certaintyOfRate } from './intervals.ts';
import type { Named } from './keys.ts';
import { parseMetric, type StatisticMetric } from './metric.ts';
import { isLimit, judgeRequirements, operationsOf, requirementOf } from './requirements.ts';
import { columnsOf } from './seconds.ts';

/** What is certain of a requirement so far. */
type Certain = 'met' | 'broken' | 'open';

const FIRST_LOOK_S = 10;
const LATER_BY = 1.25;
const CHANCE = 0.01;
/** Seconds at which a run is looked at before the first look, for what is hopeless. */
const HOPELESS_AT_S: readonly number[] = [4, 7];
/** Few seconds tell little of how values hang together, so that only what is broken by so much is hopeless. */
const HOPELESS_FACTOR = 2;
const HOPELESS_CHANCE = 0.001;

/** Whether every gate is certain, at the few moments at which that is asked; false at all others. */
export function isDecided(run: MeasuredRun, measurements: Measurements): boolean {
  const look = lookAt(run, measurements);
  const gates = look?.limits.filter(({ severity }) => severity === 'fail') ?? [];
  return look !== undefined && gates.every((limit) => certaintyOf(limit, look) !== 'open');
}

/**
 * Whether a requirement with `abort` is certainly broken: one on windows as soon as a whole window broke it, since that
 * is what it asks and nothing later mends it; others at the few moments at which that is asked.
 */
export function isBroken(run: MeasuredRun, measurements: Measurements): boolean {
  const requirements = run.requirements.map(requirementOf);
  const windowed = requirements.filter(isLimit).filter(({ abort, windowMs }) => abort && windowMs !== undefined);
  if (windowed.length > 0) {
    const now = { run, evidence: new SeriesEvidence(measurements), requirements };
    if (windowed.some((limit) => certaintyByResult(limit, now) === 'broken')) return true;
  }
  const look = lookAt(run, measurements);
  return look?.limits.some((limit) => limit.abort && certaintyOf(limit, look) === 'broken') ?? false;
}

/**
 * Whether a requirement with `abort` is broken by so much that the seconds before the first look tell: of a latency or of
 * failures even twice the bound is. For runs that only find out what a target can bear.
 */
export function isHopeless(run: MeasuredRun, measurements: Measurements): boolean {
  if (!HOPELESS_AT_S.includes(measurements.seconds - measurements.firstSecond)) return false;
  const look = lookWith(run, measurements, HOPELESS_CHANCE);
  return look.limits.some((limit) => {
    const { kind } = parseMetric(limit.metric);
    if (!limit.abort || !isUpper(limit) || (kind !== 'statistic' && kind !== 'errors')) return false;
    const doubled = { ...limit, bound: { ...limit.bound, value: HOPELESS_FACTOR * limit.bound.value } };
    return certaintyOf(doubled, look) === 'broken';
  });
}

/** One look at a run. */
interface Look {
  readonly run: MeasuredRun;
  readonly evidence: SeriesEvidence;
  readonly requirements: readonly Requirement[];
  readonly limits: readonly Limit[];
  /** How rarely it may err. */
  readonly chance: number;
}

function lookAt(run: MeasuredRun, measurements: Measurements): Look | undefined {
  const number = lookNumber(measurements.seconds - measurements.firstSecond);
  if (number === undefined) return undefined;
  return lookWith(run, measurements, CHANCE / (number * (number + 1)));
}

function lookWith(run: MeasuredRun, measurements: Measurements, chance: number): Look {
  const requirements = run.requirements.map(requirementOf);
  return {
    run,
    evidence: new SeriesEvidence(measurements),
    requirements,
    limits: requirements.filter(isLimit),
    chance,
  };
}

/** The number of the look at this second, from 1; undefined where none is due. */
export function lookNumber(second: number): number | undefined {
  for (let number = 1, due = FIRST_LOOK_S; due <= second; number += 1, due = Math.ceil(due * LATER_BY)) {
    if (due === second) return number;
  }
  return undefined;
}

function certaintyOf(limit: Limit, look: Look): Certain {
  const { evidence, requirements } = look;
  const metric = parseMetric(limit.metric);
  const operations = operationsOf(limit, evidence.operations, requirements);
  const partial = limit.windowMs !== undefined || limit.phase !== undefined;
  if (operations.length === 0 || partial || limit.bound.dimension === 'change') return certaintyByResult(limit, look);
  switch (metric.kind) {
    case 'statistic':
      return certaintyOfStatistic(limit, metric, operations, look);
    case 'errors':
    case 'success':
      return certaintyOfFailures(limit, metric.kind, operations, look);
    case 'rate':
      return certaintyOfThroughput(limit, operations, look);
    default:
      return certaintyByResult(limit, look);
  }
}

/** What has no statistics of its own: met is taken as it is; what is not met yet may still be. */
function certaintyByResult(
  limit: Limit,
  { run, evidence, requirements }: Pick<Look, 'run' | 'evidence' | 'requirements'>,
): Certain {
  // A baseline is held against the finished run only.
  if (limit.bound.dimension === 'change') return 'met';
  const freed = requirements.filter((requirement) => !isLimit(requirement));
  const [result] = judgeRequirements([limit, ...freed], run, evidence, { strict: false });
  if (result === undefined || result.marginal || result.status === 'inconclusive') return 'open';
  if (result.status === 'passed') return 'met';
  // What was not seen yet may still come.
  if (result.actual === null) return 'open';
  // A count and a largest value only grow, so that a limit from above stays broken.
  return isUpper(limit) || limit.windowMs !== undefined ? 'broken' : 'open';
}

function isUpper({ bound }: Limit): boolean {
  return bound.operator === '<' || bound.operator === '<=';
}

function certaintyOfStatistic(
  limit: Limit,
  { source, statistic }: StatisticMetric,
  operations: readonly Named[],
  look: Look,
): Certain {
  const { evidence, chance } = look;
  const total = sourceOf(evidence.merged(operations), source);
  // Perhaps it is a metric of the suite's own.
  if (total === undefined || total.count === 0) return certaintyByResult(limit, look);
  const spans = [evidence.seconds];
  const columns = columnsOf(evidence, { operations, spans, source, thresholds: [limit.bound.value] });
  if (statistic.kind === 'percentile') {
    const slices = { counts: columns.values, events: columns.above[0]! };
    const designEffect = Math.max(1, blockVariance(slices)?.designEffect ?? 1);
    const above = total.countAbove(limit.bound.value);
    return certaintyOfPercentile(isUpper(limit), statistic.p, total.count / designEffect, above / designEffect, chance);
  }
  if (statistic.kind === 'mean') {
    const { standardError } = certaintyOfMean(total, columns).precision;
    return outside(limit, total.mean, (standardError ?? 0) * total.mean, chance);
  }
  const met = satisfies(limit.bound, total[statistic.kind]);
  if (met) return 'met';
  return (statistic.kind === 'max') === isUpper(limit) ? 'broken' : 'open';
}

/**
 * Of n values that count as independent, so many above the bound: certain when a percentile on the other side of the
 * bound would make that as rare as the chance allows. Passing is MLPerf's early stopping.
 */
export function certaintyOfPercentile(upper: boolean, p: number, n: number, above: number, chance: number): Certain {
  const [count, most, fewest] = [Math.floor(n), Math.ceil(above), Math.floor(above)];
  const isBelow = earlyStoppingPasses(Math.max(0, count - most), most, p, 1 - chance);
  const isAbove = fewest >= 2 && 1 - binomialCdf(fewest - 1, Math.max(count, fewest), 1 - p) <= chance;
  if (isBelow) return upper ? 'met' : 'broken';
  if (isAbove) return upper ? 'broken' : 'met';
  return 'open';
}

function certaintyOfFailures(
  limit: Limit,
  kind: 'errors' | 'success',
  operations: readonly Named[],
  { evidence, chance }: Look,
): Certain {
  const { requests, failed } = columnsOf(evidence, {
    operations,
    spans: [evidence.seconds],
    source: 'latency',
    thresholds: [],
  });
  if (!requests.some((count) => count > 0)) return 'open';
  const { lower, upper } = ratioInterval({ counts: requests, events: failed }, { confidence: 1 - 2 * chance });
  return kind === 'errors' ? bySides(limit, lower, upper) : bySides(limit, 1 - upper, 1 - lower);
}

function certaintyOfThroughput(limit: Limit, operations: readonly Named[], { evidence, chance }: Look): Certain {
  const { from, to } = evidence.seconds;
  const columns = columnsOf(evidence, { operations, spans: [evidence.seconds], source: 'latency', thresholds: [] });
  const rate = evidence.merged(operations).count / (to - from);
  return outside(limit, rate, (certaintyOfRate(rate, columns).precision.standardError ?? 0) * rate, chance);
}

function outside(limit: Limit, estimate: number, standardError: number, chance: number): Certain {
  const reach = normalQuantile(1 - chance) * standardError;
  return bySides(limit, estimate - reach, estimate + reach);
}

function bySides({ bound }: Limit, lower: number, upper: number): Certain {
  const [low, high] = [satisfies(bound, lower), satisfies(bound, upper)];
  return low && high ? 'met' : low || high ? 'open' : 'broken';
}
