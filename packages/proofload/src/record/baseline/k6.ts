/**
 * The end-of-test summary of k6: the data that `handleSummary` gets, and the older file of `--summary-export`, whose
 * values stand in the metric itself. Thresholds are not read: in the older file `true` means that one failed.
 */
import { z } from 'zod';
import type { Figures } from '../figures.ts';
import type { ExportableOperation, ExportableRun } from './exportable.ts';
import { type ComparedRun, importedRun } from './schema.ts';

const k6MetricSchema = z.looseObject({ values: z.record(z.string(), z.number()).optional() });

export const k6SummarySchema = z.looseObject({
  metrics: z.record(z.string(), k6MetricSchema),
  state: z.looseObject({ testRunDurationMs: z.number() }).optional(),
});

/** The content of a k6 summary. */
export type K6Summary = z.infer<typeof k6SummarySchema>;

const DURATION = 'http_req_duration';
/** Of `http_req_duration{name:pay}` the tag by which k6 names requests. */
const NAMED = /^http_req_duration\{(?:name|url):(.+)\}$/;

/** Reads a summary: requests that have a threshold of their own by their names, and all together as `*`. */
export function readK6Summary(summary: K6Summary, id: string): ComparedRun {
  const durationMs = summary.state?.testRunDurationMs ?? null;
  const names = Object.keys(summary.metrics).flatMap((metric) => NAMED.exec(metric)?.[1] ?? []);
  const figures = (tags: string): Figures => {
    const times = valuesOf(summary, `${DURATION}${tags}`);
    const requests = valuesOf(summary, `http_reqs${tags}`);
    const failed = valuesOf(summary, `http_req_failed${tags}`);
    return definedFigures({
      min: times.min,
      mean: times.avg,
      p50: times.med ?? times['p(50)'],
      p75: times['p(75)'],
      p90: times['p(90)'],
      p95: times['p(95)'],
      p99: times['p(99)'],
      p999: times['p(99.9)'],
      max: times.max,
      rate: requests.rate,
      // The older file calls the share of failures `value`.
      errors: failed.rate ?? failed.value,
    });
  };
  const operation = (name: string, kind: string, tags: string): ComparedRun['operations'][number] => {
    const own = figures(tags);
    const count = valuesOf(summary, `http_reqs${tags}`).count ?? 0;
    return { name, kind, tags: {}, count, failed: Math.round(count * (own.errors?.[0] ?? 0)), figures: own };
  };
  return importedRun({
    id,
    source: 'k6',
    durationMs,
    operations: [operation('*', 'all', ''), ...names.map((name) => operation(name, 'http', `{name:${name}}`))],
  });
}

function valuesOf({ metrics }: K6Summary, name: string): Readonly<Record<string, number | undefined>> {
  const metric = metrics[name];
  if (metric === undefined) return {};
  if (metric.values !== undefined) return metric.values;
  return Object.fromEntries(
    Object.entries(metric).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  );
}

function definedFigures(values: Readonly<Record<string, number | undefined>>): Figures {
  const defined = Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== undefined);
  return Object.fromEntries(defined.map(([name, value]) => [name, [value, null] as const]));
}

/** The data that `handleSummary` would get of a run. */
export function writeK6Summary(record: ExportableRun): K6Summary {
  const named = record.operations.map((operation) => [`{name:${operation.name}}`, operation] as const);
  const all = [['', record.totals] as const, ...named];
  const passes = record.checks.reduce((sum, { passed }) => sum + passed, 0);
  const fails = record.checks.reduce((sum, { failed }) => sum + failed, 0);
  const checks = passes + fails === 0 ? {} : { checks: rate(passes, passes + fails) };
  return {
    metrics: { ...Object.fromEntries(all.flatMap(([tags, operation]) => metricsOf(tags, operation))), ...checks },
    root_group: {
      ...{ name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: [] },
      checks: record.checks.map(({ name, passed, failed }) => ({
        name,
        path: `::${name}`,
        id: name,
        passes: passed,
        fails: failed,
      })),
    },
    state: { testRunDurationMs: record.durationMs, isStdOutTTY: false, isStdErrTTY: false },
    options: {
      summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'],
      summaryTimeUnit: '',
      noColor: false,
    },
  };
}

function metricsOf(tags: string, { latency, count, failed, rate: perSecond }: ExportableOperation) {
  const trend = latency && {
    type: 'trend',
    contains: 'time',
    values: {
      avg: latency.mean,
      min: latency.min,
      med: latency.p50,
      max: latency.max,
      'p(90)': latency.p90,
      'p(95)': latency.p95,
      'p(99)': latency.p99,
    },
  };
  return [
    ...(trend === undefined ? [] : [[`${DURATION}${tags}`, trend] as const]),
    [`http_reqs${tags}`, { type: 'counter', contains: 'default', values: { count, rate: perSecond } }] as const,
    [`http_req_failed${tags}`, rate(failed, count)] as const,
  ];
}

/** As k6 has it: of what a rate is the rate of, `passes` are the hits. */
function rate(hits: number, count: number) {
  const values = { rate: count === 0 ? 0 : hits / count, passes: hits, fails: count - hits };
  return { type: 'rate', contains: 'default', values };
}
