/**
 * Recommended thresholds as rules of Prometheus: recorded percentiles, error ratios and rates, and alerts on them. Strings
 * are JSON's, which YAML takes as they are.
 *
 * Source: https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/
 */
import type { OperationRecommendation, Recommendations } from '../../judge/recommend.ts';
import { dimensionOf, formatQuantity } from '../view/quantity.ts';
import { rounded, shown } from './figures.ts';

/** The metrics that the rules look at; the names that Proofload itself exports, or the service's own. */
export interface RuleNames {
  /** Of latencies in seconds, without `_bucket`. */
  readonly histogram: string;
  /** Counters of requests and of failures. */
  readonly requests: string;
  readonly failures: string;
  /** The label that names the operation. */
  readonly label: string;
}

export const OWN_NAMES: RuleNames = {
  histogram: 'proofload_latency_seconds',
  requests: 'proofload_requests_total',
  failures: 'proofload_failures_total',
  label: 'operation',
};

/** Prometheus's own form of a metric's name and of a label's. */
export const METRIC_NAME = /^[A-Za-z_:][A-Za-z0-9_:]*$/;
export const LABEL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const WINDOW = '5m';
/** How long a threshold is exceeded before somebody hears of it. */
const PATIENCE = { warning: '10m', critical: '5m' } as const;

interface Rule {
  readonly fields: Readonly<Record<string, string>>;
  readonly maps?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A file of rules, for `rule_files` and `promtool check rules`. */
export function prometheusRules(found: Recommendations, names: RuleNames = OWN_NAMES): string {
  const operations = found.operations.filter(({ name }) => name !== '*');
  const alerts = operations.flatMap((operation) => alertsOf(operation, names));
  const suite = found.suites.join(', ') || 'proofload';
  return [
    '# Recommended by Proofload from the variation between runs: look them over before they wake anybody.',
    'groups:',
    ...group(`${suite}: recorded`, recorded(names)),
    ...(alerts.length === 0 ? [] : group(`${suite}: alerts`, alerts)),
    '',
  ].join('\n');
}

function recorded(names: RuleNames): readonly Rule[] {
  const { histogram, requests, failures, label } = names;
  const rate = (metric: string) => `sum by (${label}) (rate(${metric}[${WINDOW}]))`;
  const percentile = (p: number) =>
    `histogram_quantile(${p}, sum by (le, ${label}) (rate(${histogram}_bucket[${WINDOW}])))`;
  return [
    { fields: { record: recordOf('p95', names), expr: percentile(0.95) } },
    { fields: { record: recordOf('p99', names), expr: percentile(0.99) } },
    { fields: { record: recordOf('rate', names), expr: rate(requests) } },
    // Without any failure there is no series of failures; then the ratio is 0.
    {
      fields: {
        record: recordOf('errors', names),
        expr: `(${rate(failures)} or 0 * ${rate(requests)}) / (${rate(requests)} > 0)`,
      },
    },
  ];
}

const RECORDED: Readonly<Record<string, (names: RuleNames) => string>> = {
  p95: ({ histogram }) => `${histogram}:p95_${WINDOW}`,
  p99: ({ histogram }) => `${histogram}:p99_${WINDOW}`,
  rate: ({ requests }) => `${requests}:rate${WINDOW}`,
  errors: ({ failures }) => `${failures}:ratio_rate${WINDOW}`,
};

function recordOf(metric: string, names: RuleNames): string {
  return `${names.label}:${RECORDED[metric]?.(names) ?? metric}`;
}

function alertsOf({ name, figures }: OperationRecommendation, names: RuleNames): readonly Rule[] {
  // How much traffic production has is not known from a test, so that its rate is recorded but raises no alert.
  return figures
    .filter(({ metric }) => metric !== 'rate')
    .flatMap(({ metric, promise, alert, usual }) =>
      (['warning', 'critical'] as const).map((severity): Rule => {
        const threshold = severity === 'warning' ? promise : alert;
        const inUnits = metric === 'errors' ? rounded(threshold, metric) : rounded(threshold, metric) / 1000;
        const what = metric === 'errors' ? 'error ratio' : metric;
        return {
          fields: {
            alert: metric === 'errors' ? 'ErrorRatioHigh' : `Latency${metric.toUpperCase()}High`,
            expr: `${recordOf(metric, names)}{${names.label}=${JSON.stringify(name)}} > ${Number(inUnits.toPrecision(6))}`,
            for: PATIENCE[severity],
          },
          maps: {
            // Alerts of one name are told apart by their labels.
            labels: { severity, operation: inert(name) },
            annotations: {
              summary: inert(`${name}: ${what} above ${shown(threshold, metric)}`),
              description: inert(
                `In the tests it was ${formatQuantity(usual, dimensionOf(metric))}. Look into it as a regression.`,
              ),
            },
          },
        };
      }),
    );
}

/** Annotations are templates; a name must not begin one. */
function inert(text: string): string {
  return text.replaceAll('{{', '{ {').replaceAll('}}', '} }');
}

function group(name: string, rules: readonly Rule[]): readonly string[] {
  return [`  - name: ${JSON.stringify(name)}`, '    rules:', ...rules.flatMap(write)];
}

function write({ fields, maps = {} }: Rule): readonly string[] {
  const lines = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const nested = Object.entries(maps).flatMap(([key, map]) => [
    `${key}:`,
    ...Object.entries(map).map(([inner, value]) => `  ${inner}: ${JSON.stringify(value)}`),
  ]);
  return [...lines, ...nested].map((line, index) => `${index === 0 ? '      - ' : '        '}${line}`);
}
