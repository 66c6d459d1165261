/** The operations, worst first, and all of them together. */
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { type DurationUnit, durationUnitFor, formatDuration } from '../../units/duration.ts';
import { formatCount, formatSignificant, NO_VALUE } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import type { Mark } from './words.ts';

/** The columns of figures, in the order in which they stand. */
export const OPERATION_COLUMNS = ['requests', 'fail%', 'rate', 'p50', 'p95', 'p99', 'max'] as const;

export type OperationColumn = (typeof OPERATION_COLUMNS)[number];

/** One figure: as a number to sort by, and as it is shown, in the unit of its column. */
export interface Figure {
  readonly value: number | undefined;
  readonly text: string;
}

export interface OperationView {
  /** How its requirements came out, those on `*` left aside, since they say nothing of one operation. */
  readonly mark: Mark;
  readonly name: string;
  /** What kind of thing it is, unless it is what most are: a request over HTTP. */
  readonly kind: string | undefined;
  readonly figures: Readonly<Record<OperationColumn, Figure>>;
  readonly record: OperationRecord;
}

export interface OperationsView {
  /** Worst first: a broken requirement, then the failing share, then p95. */
  readonly rows: readonly OperationView[];
  /** All operations of protocols together; named `*`, as in requirements. */
  readonly totals: OperationView;
}

const RATE_PERIODS = [
  { suffix: '/s', seconds: 1 },
  { suffix: '/m', seconds: 60 },
  { suffix: '/h', seconds: 3600 },
] as const;

const PERCENTILES = ['p50', 'p95', 'p99', 'max'] as const;

export function operationsOf(run: RunRecord): OperationsView {
  const marks = marksOf(run);
  const units = unitsOf([...run.operations, run.totals]);
  const isShared = (name: string): boolean => run.operations.filter((each) => each.name === name).length > 1;
  const viewOf = (record: OperationRecord, mark: Mark): OperationView => ({
    mark,
    name: isShared(record.name) ? taggedName(record) : record.name,
    kind: record.kind === 'http' || record.kind === 'all' ? undefined : record.kind,
    figures: figuresOf(record, units),
    record,
  });
  const rows = run.operations.map((record) => viewOf(record, marks.get(record.name) ?? 'none'));
  return { rows: rows.sort(worstFirst), totals: { ...viewOf(run.totals, 'none'), name: '*' } };
}

/** Operations of one name are told apart by their tags. */
function taggedName({ name, tags }: OperationRecord): string {
  const shown = Object.entries(tags).map(([tag, value]) => `${tag}=${value}`);
  return shown.length === 0 ? name : `${name} [${shown.join(', ')}]`;
}

const SEVERITY: readonly Mark[] = ['failed', 'warning', 'inconclusive', 'passed', 'none'];

function worstFirst(a: OperationView, b: OperationView): number {
  const rankOf = ({ mark }: OperationView) => Math.min(SEVERITY.indexOf(mark), SEVERITY.indexOf('inconclusive') + 1);
  const figureOf = ({ figures }: OperationView, column: OperationColumn) => figures[column].value ?? -1;
  return (
    rankOf(a) - rankOf(b) ||
    figureOf(b, 'fail%') - figureOf(a, 'fail%') ||
    figureOf(b, 'p95') - figureOf(a, 'p95') ||
    (a.name < b.name ? -1 : 1)
  );
}

function marksOf({ verdict }: RunRecord): ReadonlyMap<string, Mark> {
  const marks = new Map<string, Mark>();
  for (const { key, status, severity, operations } of verdict.requirements) {
    if (key === '*') continue;
    const mark: Mark = severity === 'warn' && status === 'failed' ? 'warning' : status;
    for (const name of operations) {
      const before = marks.get(name);
      if (before === undefined || SEVERITY.indexOf(mark) < SEVERITY.indexOf(before)) marks.set(name, mark);
    }
  }
  return marks;
}

interface Units {
  readonly durations: Readonly<Record<(typeof PERCENTILES)[number], DurationUnit>>;
  readonly rate: (typeof RATE_PERIODS)[number];
}

function unitsOf(operations: readonly OperationRecord[]): Units {
  const unitFor = (key: (typeof PERCENTILES)[number]) =>
    durationUnitFor(operations.flatMap(({ latency }) => (latency === undefined ? [] : [latency[key]])));
  const fastest = operations.reduce((most, { rate }) => Math.max(most, rate), 0);
  const rate = RATE_PERIODS.find(({ seconds }) => fastest * seconds >= 0.1);
  return {
    durations: { p50: unitFor('p50'), p95: unitFor('p95'), p99: unitFor('p99'), max: unitFor('max') },
    rate: fastest === 0 || rate === undefined ? RATE_PERIODS[0] : rate,
  };
}

/** The share of requests that failed; undefined where there were none. */
export function failingShare({
  count,
  failed,
}: {
  readonly count: number;
  readonly failed: number;
}): number | undefined {
  return count === 0 ? undefined : failed / count;
}

function figuresOf(record: OperationRecord, { durations, rate }: Units): Readonly<Record<OperationColumn, Figure>> {
  const share = failingShare(record);
  const percentile = (key: (typeof PERCENTILES)[number]): Figure => {
    const value = record.latency?.[key];
    return { value, text: value === undefined ? NO_VALUE : formatDuration(value, durations[key]) };
  };
  return {
    requests: { value: record.count, text: formatCount(record.count) },
    'fail%': { value: share, text: share === undefined ? NO_VALUE : formatPercent(share) },
    rate: { value: record.rate, text: `${formatSignificant(record.rate * rate.seconds)}${rate.suffix}` },
    p50: percentile('p50'),
    p95: percentile('p95'),
    p99: percentile('p99'),
    max: percentile('max'),
  };
}
