/** What of an operation is compared, and in which form: which figures, whether they gate, and how certain each is. */
import type { ComparedOperation, ComparedRun } from '../record/baseline/schema.ts';
import type { Figure } from '../record/schema/operation.ts';
import { learnedTolerance, type Metric, type PositiveValue, type ShareValue, samplesNeeded } from '../stats/index.ts';
import { type FailOn, mayFail } from './fail-on.ts';
import type { HistoryRun, OperationPair } from './pairs.ts';

/** One figure of one operation, ready to be compared. */
export interface ComparedMetric {
  readonly name: string;
  readonly figure: string;
  readonly metric: Metric;
  /** Whether every run tells how certain its figure is. */
  readonly sure: boolean;
}

interface FigureRule {
  readonly figure: string;
  readonly kind: 'tail' | 'central';
  readonly gates: boolean;
  /** The share of a percentile, which takes samples enough. */
  readonly p?: number;
}

/** The mean says little that the others do not, and more metrics make each harder to prove. */
const RULES: readonly FigureRule[] = [
  { figure: 'mean', kind: 'central', gates: false },
  { figure: 'p50', kind: 'central', gates: true, p: 0.5 },
  { figure: 'p75', kind: 'central', gates: false, p: 0.75 },
  { figure: 'p90', kind: 'tail', gates: false, p: 0.9 },
  { figure: 'p95', kind: 'tail', gates: true, p: 0.95 },
  { figure: 'p99', kind: 'tail', gates: true, p: 0.99 },
  { figure: 'p999', kind: 'tail', gates: false, p: 0.999 },
];

/** What metrics are made with. */
export interface MetricContext {
  readonly failOn: FailOn;
  readonly history: readonly (readonly HistoryRun[])[];
  /** The runs after. */
  readonly runs: readonly ComparedRun[];
}

/** The figures of an operation that are compared: of those by default and those that a rule names. */
export function metricsOf(pair: OperationPair, context: MetricContext): readonly ComparedMetric[] {
  const { failOn } = context;
  const shown = RULES.filter(({ figure, gates }) => gates || figure === 'mean' || mayFail(failOn, figure, false));
  const latencies = shown.flatMap((rule) => latencyMetric(pair, rule, context) ?? []);
  return [...latencies, ...errorsMetric(pair, failOn), ...rateMetric(pair, context)];
}

function latencyMetric(pair: OperationPair, rule: FigureRule, context: MetricContext): ComparedMetric | undefined {
  const { figure, kind, gates, p } = rule;
  const all = [...pair.before, ...pair.after];
  const few = p !== undefined && all.some(({ count }) => count < samplesNeeded(p));
  if (few || !all.every(({ figures }) => (figures[figure]?.[0] ?? 0) > 0)) return undefined;
  return positive(pair, figure, { kind, gates: pair.gates && mayFail(context.failOn, figure, gates) }, context);
}

/** An open load sets the rate itself, so that it is no achievement of the target. */
function rateMetric(pair: OperationPair, context: MetricContext): readonly ComparedMetric[] {
  const all = [...pair.before, ...pair.after];
  if (!all.every(({ figures }) => (figures.rate?.[0] ?? 0) > 0)) return [];
  const achieved = context.runs.every(
    ({ load }) => load === null || !['open', 'several', 'replay'].includes(load.model),
  );
  const gates = pair.gates && mayFail(context.failOn, 'rate', achieved);
  return [positive(pair, 'rate', { kind: 'central', gates, worse: 'lower' }, context)];
}

/** A latency or a rate of an operation, ready to be compared. */
export function positive(
  pair: OperationPair,
  figure: string,
  parts: { readonly kind: 'tail' | 'central'; readonly gates: boolean; readonly worse?: 'lower' },
  { history }: Pick<MetricContext, 'history'>,
): ComparedMetric {
  const values = (operations: readonly ComparedOperation[], others: readonly ComparedOperation[]) =>
    operations.map((operation) => positiveValue(operation, figure, others));
  const [before, after] = [values(pair.before, pair.after), values(pair.after, pair.before)];
  const groups = history.map((runs) => historyValues(runs, pair, figure)).filter(({ length }) => length > 1);
  const tolerance = learnedTolerance([before, ...groups].map((group) => group.map(({ value }) => Math.log(value))));
  const sure = [...before, ...after].every(({ standardErrorLog }) => standardErrorLog !== undefined);
  return { name: pair.name, figure, sure, metric: { ...parts, before, after, history: groups, tolerance } };
}

/**
 * Another tool does not tell how certain its figures are. Its run is taken to be as certain as those of the other side,
 * by as many requests as it had.
 */
function positiveValue(
  { count, figures }: ComparedOperation,
  figure: string,
  others: readonly ComparedOperation[],
): PositiveValue {
  const [value, standardError] = figures[figure] as Figure;
  if (standardError !== null) return { value, standardErrorLog: standardError };
  const other = others.find((each) => (each.figures[figure]?.[1] ?? null) !== null);
  const known = other?.figures[figure]?.[1] ?? undefined;
  return {
    value,
    standardErrorLog: known === undefined ? undefined : known * Math.sqrt((other?.count ?? count) / count),
  };
}

function historyValues(
  runs: readonly HistoryRun[],
  { name, kind }: OperationPair,
  figure: string,
): readonly PositiveValue[] {
  return runs.flatMap(({ operations }) => {
    const found = operations.find((operation) => operation.name === name && operation.kind === kind)?.figures[figure];
    return found === undefined || !(found[0] > 0) || found[1] === null
      ? []
      : [{ value: found[0], standardErrorLog: found[1] }];
  });
}

/** The errors of an operation, ready to be compared; nothing where no run tells of them. */
export function errorsMetric(pair: OperationPair, failOn: FailOn): readonly ComparedMetric[] {
  const gates = pair.gates && mayFail(failOn, 'errors', true);
  const [before, after] = [pair.before.flatMap(shareValue), pair.after.flatMap(shareValue)];
  if (before.length === 0 || after.length === 0) return [];
  return [{ name: pair.name, figure: 'errors', sure: true, metric: { kind: 'ratio', gates, before, after } }];
}

/** As many independent requests as tell as much: share (1 - share) / SE^2. */
function shareValue({ count, figures }: ComparedOperation): readonly ShareValue[] {
  const [share, standardError] = figures.errors ?? [undefined, null];
  if (share === undefined) return [];
  const spread = share * (1 - share);
  const effective = standardError === null || standardError === 0 || spread === 0 ? count : spread / standardError ** 2;
  return [{ share, effectiveCount: Math.max(1, Math.min(count, effective)) }];
}
