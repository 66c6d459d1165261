/**
 * Prometheus's text exposition (format 0.0.4): counters, a classic histogram and a summary for each operation, gauges for
 * the verdict. The histogram's bounds are powers of two of a second, at which the record's buckets merge exactly.
 */
import type { OperationRecord } from '../record/schema/operation.ts';
import type { RunRecord } from '../record/schema.ts';
import { readHistogram } from './view/distribution.ts';

/** A line of a metric. */
interface Sample {
  /** What follows the metric's name: `_bucket`, `_sum`. */
  readonly suffix?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** From 2^-11 s (0.49 ms) to 2^7 s (128 s). */
const LOWEST_POWER = -11;
const HIGHEST_POWER = 7;

const QUANTILES = [
  ['0.5', 'p50'],
  ['0.75', 'p75'],
  ['0.9', 'p90'],
  ['0.95', 'p95'],
  ['0.99', 'p99'],
  ['0.999', 'p999'],
] as const;

const STATUSES = ['passed', 'failed', 'inconclusive', 'invalid'] as const;

/**
 * The run as text that Prometheus scrapes, or that its Pushgateway and `promtool` take.
 *
 * @example
 * response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8').end(prometheusReport(run));
 */
export function prometheusReport(run: RunRecord): string {
  const base = baseLabels(run);
  return [...operationMetrics(run, base), ...trendMetrics(run, base), ...verdictMetrics(run, base)]
    .filter(({ samples }) => samples.length > 0)
    .map(write)
    .join('');
}

function baseLabels({ suite, scenario, profile }: RunRecord): Readonly<Record<string, string>> {
  return {
    suite: suite.name,
    ...(scenario === null ? {} : { scenario }),
    ...(profile === null ? {} : { profile }),
  };
}

type Labels = Readonly<Record<string, string>>;

function operationMetrics({ operations }: RunRecord, base: Labels): readonly Metric[] {
  const each = (samplesOf: (operation: OperationRecord, labels: Labels) => readonly Sample[]) =>
    operations.flatMap((operation) =>
      samplesOf(operation, { ...base, operation: operation.name, kind: operation.kind }),
    );
  return [
    {
      name: 'proofload_requests_total',
      type: 'counter',
      help: 'Requests that ended, failed ones included.',
      samples: each(({ count }, labels) => [{ labels, value: count }]),
    },
    {
      name: 'proofload_failures_total',
      type: 'counter',
      help: 'Requests that failed.',
      samples: each(({ failed }, labels) => [{ labels, value: failed }]),
    },
    {
      name: 'proofload_responses_total',
      type: 'counter',
      help: 'Answers by status.',
      samples: each(({ status }, labels) =>
        Object.entries(status).map(([code, value]) => ({ labels: { ...labels, status: code }, value })),
      ),
    },
    {
      name: 'proofload_latency_seconds',
      type: 'histogram',
      help: 'Time from the intended start of a request to its answer.',
      samples: each(histogramSamples),
    },
    {
      name: 'proofload_latency_quantile_seconds',
      type: 'summary',
      help: 'Quantiles of the time from the intended start of a request to its answer.',
      samples: each(({ latency }, labels) => summarySamples(latency, labels)),
    },
    {
      name: 'proofload_service_quantile_seconds',
      type: 'summary',
      help: 'Quantiles of the time from the actual send of a request to its answer.',
      samples: each(({ service }, labels) => summarySamples(service, labels)),
    },
  ];
}

function histogramSamples({ latency }: OperationRecord, labels: Labels): readonly Sample[] {
  const histogram = readHistogram(latency);
  if (histogram === undefined) return [];
  const { buckets, zeroCount } = histogram.downscale(0);
  const samples: Sample[] = [];
  let next = 0;
  let count = zeroCount;
  for (let power = LOWEST_POWER; power <= HIGHEST_POWER; power += 1) {
    // The bucket of index i ends at 2^(i + 1) seconds.
    for (; buckets[next] !== undefined && buckets[next]![0] < power; next += 1) count += buckets[next]![1];
    samples.push({ suffix: '_bucket', labels: { ...labels, le: String(2 ** power) }, value: count });
  }
  return [
    ...samples,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: histogram.count },
    { suffix: '_sum', labels, value: histogram.sum / 1000 },
    { suffix: '_count', labels, value: histogram.count },
  ];
}

function summarySamples(distribution: OperationRecord['latency'], labels: Labels, perUnit = 1000): readonly Sample[] {
  if (distribution === undefined) return [];
  const { count, mean } = distribution;
  return [
    ...QUANTILES.map(([quantile, key]) => ({ labels: { ...labels, quantile }, value: distribution[key] / perUnit })),
    { suffix: '_sum', labels, value: (mean * count) / perUnit },
    { suffix: '_count', labels, value: count },
  ];
}

/** The figures of models, jobs and batches that have a definition, which is their help; times in seconds. */
function trendMetrics({ operations, definitions = {} }: RunRecord, base: Labels): readonly Metric[] {
  return Object.entries(definitions).map(([trend, { unit, definition }]) => {
    const isTime = unit === 'ms';
    const name = trend.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return {
      name: `proofload_${name}_quantile${isTime ? '_seconds' : ''}`,
      type: 'summary',
      help: definition,
      samples: operations.flatMap(({ name: operation, kind, trends }) =>
        summarySamples(trends[trend], { ...base, operation, kind }, isTime ? 1000 : 1),
      ),
    };
  });
}

function verdictMetrics({ verdict, durationMs, startedAt, generator }: RunRecord, base: Labels): readonly Metric[] {
  const gauge = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    type: 'gauge',
    help,
    samples,
  });
  const one = (value: number | null): readonly Sample[] => (value === null ? [] : [{ labels: base, value }]);
  const results = verdict.requirements.map((result, index) => ({
    ...result,
    // Two requirements may differ in their circumstances alone.
    labels: { ...base, requirement: String(index + 1), key: result.key, metric: result.metric, bound: result.bound },
  }));
  return [
    gauge(
      'proofload_verdict',
      'The verdict: 1 for the status that it is, 0 for the others.',
      STATUSES.map((status) => ({ labels: { ...base, status }, value: status === verdict.status ? 1 : 0 })),
    ),
    gauge('proofload_score', 'Gates passed / gates.', one(verdict.score)),
    gauge(
      'proofload_requirement_passed',
      'Whether a requirement is met: 1, 0, or absent where it is undecided.',
      results
        .filter(({ status }) => status !== 'inconclusive')
        .map(({ labels, status }) => ({ labels, value: status === 'passed' ? 1 : 0 })),
    ),
    gauge(
      'proofload_requirement_actual',
      'What was measured for a requirement, in seconds, per second, as a ratio, in bytes or as a number.',
      results.flatMap(({ labels, actual, dimension }) =>
        actual === null ? [] : [{ labels, value: dimension === 'duration' ? actual / 1000 : actual }],
      ),
    ),
    gauge('proofload_run_duration_seconds', 'How long the run took.', one(durationMs / 1000)),
    gauge('proofload_run_start_timestamp_seconds', 'When the run began.', one(Date.parse(startedAt) / 1000)),
    gauge('proofload_generator_cpu_ratio', "Mean busy share of the load generator's workers.", one(generator.cpu)),
  ];
}

function write({ name, type, help, samples }: Metric): string {
  const lines = samples.map(
    ({ suffix = '', labels, value }) => `${name}${suffix}${writeLabels(labels)} ${writeValue(value)}\n`,
  );
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function writeLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('"', '\\"')
    .replace(/\p{Surrogate}/gu, '�');
}

function writeValue(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return String(value);
}
