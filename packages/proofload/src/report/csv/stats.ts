/** Locust's `_stats.csv`: a line for each operation, and one for all of them. */
import type { OperationRecord } from '../../record/schema/operation.ts';
import type { RunRecord } from '../../record/schema.ts';
import { readHistogram } from '../view/distribution.ts';
import { type Cell, csv } from './cells.ts';
import { AGGREGATED, PERCENTILE_HEADS, percentiles, typeAndName } from './operation.ts';

const HEAD = [
  'Type',
  'Name',
  'Request Count',
  'Failure Count',
  'Median Response Time',
  'Average Response Time',
  'Min Response Time',
  'Max Response Time',
  'Average Content Size',
  'Requests/s',
  'Failures/s',
  ...PERCENTILE_HEADS,
];

export function statsCsv({ operations, totals }: RunRecord): string {
  return csv([
    HEAD,
    ...operations.map((operation) => row(typeAndName(operation.name, operation.kind), operation)),
    row(AGGREGATED, totals),
  ]);
}

function row(
  { type, name }: { readonly type: string; readonly name: string },
  operation: OperationRecord,
): readonly Cell[] {
  const { count, failed, rate, bytesIn, latency } = operation;
  return [
    type,
    name,
    count,
    failed,
    latency?.p50,
    latency?.mean,
    latency?.min,
    latency?.max,
    count === 0 ? 0 : bytesIn / count,
    rate,
    count === 0 ? 0 : (rate * failed) / count,
    ...percentiles(readHistogram(latency)),
  ];
}
