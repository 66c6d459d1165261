/** Locust's table of statistics, `PREFIX_stats.csv`: a row for each type and name, the last one for all together. */

import { histogramOf } from '../distribution.ts';
import type { Figures } from '../figures.ts';
import { formatCsv, parseCsv } from './csv.ts';
import type { ExportableLatency, ExportableOperation, ExportableRun } from './exportable.ts';
import { type ComparedRun, importedRun } from './schema.ts';

const PERCENTILES = ['50', '66', '75', '80', '90', '95', '98', '99', '99.9', '99.99', '100'] as const;

/** The heading of the table, by which it is known. */
export const LOCUST_HEADING: readonly string[] = [
  ...['Type', 'Name', 'Request Count', 'Failure Count', 'Median Response Time', 'Average Response Time'],
  ...['Min Response Time', 'Max Response Time', 'Average Content Size', 'Requests/s', 'Failures/s'],
  ...PERCENTILES.map((percent) => `${percent}%`),
];

const FIGURES: Readonly<Record<string, string>> = {
  min: 'Min Response Time',
  mean: 'Average Response Time',
  p50: '50%',
  p75: '75%',
  p90: '90%',
  p95: '95%',
  p99: '99%',
  p999: '99.9%',
  max: 'Max Response Time',
  rate: 'Requests/s',
};

/**
 * Reads the table; a type and a name become an operation as Proofload names it, `GET /books`.
 *
 * @throws {SyntaxError} when it is no such table
 */
export function readLocustCsv(text: string, id: string): ComparedRun {
  const [heading = [], ...rows] = parseCsv(text);
  const missing = ['Type', 'Name', 'Request Count', 'Failure Count'].filter((column) => !heading.includes(column));
  if (missing.length > 0) throw new SyntaxError(`the column ${missing[0]} is missing`);
  return importedRun({
    id,
    source: 'Locust',
    operations: rows.map((row) => {
      const field = (column: string) => row[heading.indexOf(column)] ?? '';
      const isAll = field('Type') === '' && field('Name') === 'Aggregated';
      const [count, failed] = [Number(field('Request Count')), Number(field('Failure Count'))];
      return {
        name: isAll ? '*' : `${field('Type')} ${field('Name')}`.trim(),
        kind: isAll ? 'all' : 'http',
        tags: {},
        count,
        failed,
        figures: { ...figuresOf(field), errors: [count === 0 ? 0 : failed / count, null] },
      };
    }),
  });
}

function figuresOf(field: (column: string) => string): Figures {
  const found = Object.entries(FIGURES).map(([figure, column]) => [figure, field(column)] as const);
  const numbers = found.filter(([, text]) => text !== '' && Number.isFinite(Number(text)));
  return Object.fromEntries(numbers.map(([figure, text]) => [figure, [Number(text), null] as const]));
}

/** The table of a run. */
export function writeLocustCsv(record: ExportableRun): string {
  const rows = record.operations.map((operation) => {
    const [type = '', name = operation.name] = /^([A-Z]+) (.+)$/s.exec(operation.name)?.slice(1) ?? [operation.kind];
    return rowOf(type, name, operation, record);
  });
  return formatCsv([LOCUST_HEADING, ...rows, rowOf('', 'Aggregated', record.totals, record)]);
}

function rowOf(
  type: string,
  name: string,
  operation: ExportableOperation,
  record: ExportableRun,
): readonly (string | number)[] {
  const { count, failed, rate, latency, bytesIn } = operation;
  const seconds = (record.durationMs - record.warmupMs) / 1000;
  const times = latency === undefined ? [0, 0, 0, 0] : [latency.p50, latency.mean, latency.min, latency.max];
  return [
    ...[type, name, count, failed, ...times, count === 0 ? 0 : bytesIn / count, rate],
    ...[seconds > 0 ? failed / seconds : 0, ...percentilesOf(latency)],
  ];
}

/** Locust writes `N/A` for what it does not know. */
function percentilesOf(latency: ExportableLatency | undefined): readonly (number | string)[] {
  if (latency === undefined) return PERCENTILES.map(() => 0);
  const { histogram } = latency;
  if (histogram !== undefined) {
    const whole = histogramOf({ ...latency, histogram });
    return PERCENTILES.map((percent) => whole.quantile(Number(percent) / 100));
  }
  return PERCENTILES.map((percent) => {
    const figure = percent === '100' ? 'max' : (`p${percent.replace('.', '')}` as keyof ExportableLatency);
    return latency[figure] ?? 'N/A';
  });
}
