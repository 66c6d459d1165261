/**
 * What runs recommend for production: bounds to promise, thresholds to alert at, and how much load to plan for. A
 * threshold is beyond what equal runs differ by, and at least one step of severity above what is usual, so that an alert
 * means something:
 *
 *     usual    = geometric mean over the runs
 *     s        = sqrt(sigma_run^2 + mean of se^2), of ln of the figure
 *     promise  = usual * max(e^(2 s), 1.10)       a minor regression
 *     alert    = usual * max(e^(3 s), 1.25)       a major one
 *
 * Throughput is the mirror image. Of errors: the upper end of Wilson's interval of all runs together, plus 0.1 and 1 point.
 * Of a percentile that so few requests do not tell, and of an error ratio that may be anything up to 5 points higher,
 * nothing is recommended.
 */
import type { ComparedOperation, ComparedRun } from '../record/baseline/schema.ts';
import { standsApart } from '../record/kinds.ts';
import { type RunNoise, runNoise, samplesNeeded, scales, wilson } from '../stats/index.ts';

/** What is recommended for a figure of an operation. */
export interface Recommended {
  /** `p95`, `p99`, `errors`, `rate`. */
  readonly metric: string;
  readonly usual: number;
  /** A bound to promise, and to require of a run. */
  readonly promise: number;
  /** Where to wake somebody. */
  readonly alert: number;
  /** Run-to-run noise that it allows for; undefined for errors. */
  readonly noise: RunNoise | undefined;
}

/** One operation. */
export interface OperationRecommendation {
  readonly name: string;
  readonly requests: number;
  readonly figures: readonly Recommended[];
}

/** One run as capacity sees it. */
export interface LoadSeen {
  readonly id: string;
  readonly startedAt: string | null;
  readonly rate: number;
  readonly p95: number | undefined;
  readonly errors: number;
  /** Requests in progress at a time, by Little's law: rate times mean latency. */
  readonly concurrency: number | undefined;
}

/** Everything that is recommended. */
export interface Recommendations {
  readonly runs: number;
  readonly suites: readonly string[];
  readonly operations: readonly OperationRecommendation[];
  /** The oldest first. */
  readonly loads: readonly LoadSeen[];
  /** The load with the highest throughput of those with few errors. */
  readonly highest: LoadSeen | undefined;
  /** Requests a second to plan for, of an installation like the one tested. */
  readonly plannedRate: number | undefined;
  /** Sentences on what is missing. */
  readonly notes: readonly string[];
}

const LATENCIES = { p95: 0.95, p99: 0.99 } as const;
/** An error ratio is known where the upper end of its interval is no further away. */
const MOST_UNSURE = 0.05;
/** Room for peaks within a minute, a machine that fails and what was not tested. */
const HEADROOM = 0.7;
const MOST_ERRORS = 0.01;
const ENOUGH_RUNS = 5;
const MOST_TOLD = 8;

/**
 * Recommends.
 *
 * @param runs - of one service; more runs of one load tell more of its variation, other loads more of its capacity
 */
export function recommend(runs: readonly ComparedRun[]): Recommendations {
  const inOrder = runs.toSorted((a, b) => (a.startedAt ?? '').localeCompare(b.startedAt ?? ''));
  const names = [...new Set(inOrder.flatMap(({ operations }) => operations.filter(isJudged).map(({ name }) => name)))];
  const all = inOrder.flatMap(({ operations }) => operations.filter(isJudged));
  const loads = inOrder.flatMap(loadOf);
  const [highest] = loads.filter(({ errors }) => errors <= MOST_ERRORS).toSorted((a, b) => b.rate - a.rate);
  return {
    runs: runs.length,
    suites: [...new Set(inOrder.flatMap(({ suite }) => suite?.name ?? []))],
    operations: names.map((name) =>
      ofOperation(
        name,
        all.filter((operation) => operation.name === name),
      ),
    ),
    loads,
    highest,
    plannedRate: highest && highest.rate * HEADROOM,
    notes: notesOn(inOrder, loads, all),
  };
}

function isJudged({ kind, count }: ComparedOperation): boolean {
  return count > 0 && (kind === 'all' || !standsApart(kind));
}

function ofOperation(name: string, found: readonly ComparedOperation[]): OperationRecommendation {
  const requests = found.reduce((sum, { count }) => sum + count, 0);
  const failed = found.reduce((sum, operation) => sum + operation.failed, 0);
  const { upper } = wilson(failed, requests);
  const { tolerance, major } = scales.ratio;
  const errors = { metric: 'errors', usual: failed / requests, noise: undefined };
  return {
    name,
    requests,
    figures: [
      ...Object.entries(LATENCIES).flatMap(([metric, p]) =>
        requests < samplesNeeded(p) ? [] : ofFigure(metric, found, 1),
      ),
      ...(upper - errors.usual > MOST_UNSURE
        ? []
        : [{ ...errors, promise: Math.min(1, upper + tolerance), alert: Math.min(1, upper + major) }]),
      ...ofFigure('rate', found, -1),
    ],
  };
}

/** @param worse - 1 where more is worse, -1 where less is */
function ofFigure(metric: string, found: readonly ComparedOperation[], worse: 1 | -1): readonly Recommended[] {
  const values = found.flatMap(({ figures }) => {
    const [value, error] = figures[metric] ?? [0, null];
    return value > 0 ? [{ value: Math.log(value), standardError: error ?? 0 }] : [];
  });
  if (values.length === 0) return [];
  const scale = scales[metric === 'rate' ? 'central' : 'tail'];
  const centre = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  const within = values.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / values.length;
  const noise = runNoise([values], scale.prior);
  const spread = Math.sqrt(noise.value ** 2 + within);
  const beyond = (deviations: number, step: number) => Math.exp(centre + worse * Math.max(deviations * spread, step));
  return [{ metric, usual: Math.exp(centre), promise: beyond(2, scale.minor), alert: beyond(3, scale.major), noise }];
}

function loadOf({ id, startedAt, operations }: ComparedRun): readonly LoadSeen[] {
  const total = operations.find(({ kind }) => kind === 'all');
  const rate = total?.figures.rate?.[0];
  if (total === undefined || rate === undefined) return [];
  const { figures, failed, count } = total;
  const mean = figures.mean?.[0];
  const concurrency = mean === undefined ? undefined : (rate * mean) / 1000;
  return [{ id, startedAt, rate, p95: figures.p95?.[0], errors: count === 0 ? 0 : failed / count, concurrency }];
}

function notesOn(
  runs: readonly ComparedRun[],
  loads: readonly LoadSeen[],
  operations: readonly ComparedOperation[],
): readonly string[] {
  const invalid = runs.filter(({ status }) => status === 'invalid').map(({ id }) => id);
  const rates = loads.map(({ rate }) => rate);
  const spread = rates.length === 0 ? 1 : Math.max(...rates) / Math.min(...rates);
  return [
    ...(runs.length < ENOUGH_RUNS
      ? [
          `${runs.length === 1 ? 'One run tells' : `${runs.length} runs tell`} little of how much equal runs differ; an experienced guess stands in. Give ${ENOUGH_RUNS} or more.`,
        ]
      : []),
    ...(invalid.length > 0
      ? [`Invalid, so that their figures are partly the load generator's: ${invalid.join(', ')}.`]
      : []),
    ...fewNote(operations),
    ...(spread < 1.5
      ? ['No other load was tested, so that nothing is known of a higher one: find the limit with proofload capacity.']
      : []),
  ];
}

/** The operations of which a p99 is not known yet; those of which a p95 is not are among them. */
function fewNote(operations: readonly ComparedOperation[]): readonly string[] {
  const needed = samplesNeeded(LATENCIES.p99);
  const requests = new Map<string, number>();
  for (const { name, count } of operations) requests.set(name, (requests.get(name) ?? 0) + count);
  const few = [...requests].flatMap(([name, count]) => (count < needed ? `${name} (${count})` : []));
  if (few.length === 0) return [];
  const told = few.slice(0, MOST_TOLD).join(', ');
  const more = few.length > MOST_TOLD ? ` and ${few.length - MOST_TOLD} more` : '';
  return [`Too few requests for all that could be recommended, a p99 takes ${needed}: ${told}${more}. Run for longer.`];
}
