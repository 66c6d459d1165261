/**
 * The flat baseline file of one scenario, as a harness in Python writes it: times in milliseconds, the duration in
 * seconds, a time stamp without a zone.
 */
import { z } from 'zod';
import type { ExportableOperation, ExportableRun } from './exportable.ts';
import { type ComparedRun, importedRun } from './schema.ts';

const number = z.number().nonnegative();

export const flatFileSchema = z.object({
  operation: z.string(),
  environment: z.string().optional(),
  version: z.string().optional(),
  timestamp: z.string(),
  response_time_mean: number,
  response_time_median: number,
  response_time_p95: number,
  response_time_p99: number,
  response_time_max: number,
  requests_per_second: number,
  concurrent_users: number,
  total_requests: z.int().nonnegative(),
  error_rate: z.number().min(0).max(1),
  error_count: z.int().nonnegative(),
  test_duration: number,
  raw_data: z.object({
    endpoints: z.record(z.string(), z.unknown()),
    timeline: z.array(z.unknown()),
    errors: z.array(z.unknown()),
  }),
});

/** The flat baseline file's content. */
export type FlatFile = z.infer<typeof flatFileSchema>;

/** Reads the file's content, as all operations together; its time stamp is taken as UTC. */
export function readFlatFile(file: FlatFile): ComparedRun {
  const moment = new Date(/[zZ]|[+-]\d\d:?\d\d$/.test(file.timestamp) ? file.timestamp : `${file.timestamp}Z`);
  return importedRun({
    id: file.operation,
    source: 'flat file',
    startedAt: Number.isNaN(moment.getTime()) ? null : moment.toISOString(),
    durationMs: file.test_duration * 1000,
    operations: [
      {
        name: '*',
        kind: 'all',
        tags: {},
        count: file.total_requests,
        failed: file.error_count,
        figures: {
          mean: [file.response_time_mean, null],
          p50: [file.response_time_median, null],
          p95: [file.response_time_p95, null],
          p99: [file.response_time_p99, null],
          max: [file.response_time_max, null],
          rate: [file.requests_per_second, null],
          errors: [file.error_rate, null],
        },
      },
    ],
  });
}

/** The file's content for an operation of a run, or for all together. */
export function writeFlatFile(record: ExportableRun, operation: ExportableOperation, name: string): FlatFile {
  const { latency } = operation;
  return {
    operation: name,
    environment: record.environment.host,
    version: record.environment.git?.commit ?? record.environment.proofload,
    timestamp: record.startedAt.replace(/Z$/, ''),
    response_time_mean: latency?.mean ?? 0,
    response_time_median: latency?.p50 ?? 0,
    response_time_p95: latency?.p95 ?? 0,
    response_time_p99: latency?.p99 ?? 0,
    response_time_max: latency?.max ?? 0,
    requests_per_second: operation.rate,
    concurrent_users: record.timeline.reduce((most, { users }) => Math.max(most, users), 0),
    total_requests: operation.count,
    error_rate: operation.count === 0 ? 0 : operation.failed / operation.count,
    error_count: operation.failed,
    test_duration: record.durationMs / 1000,
    raw_data: {
      endpoints: Object.fromEntries(record.operations.map((each) => [each.name, endpointOf(each)])),
      timeline: [...record.timeline],
      errors: record.operations.flatMap(({ name: endpoint, errors }) =>
        errors.map((error) => ({ endpoint, ...error })),
      ),
    },
  };
}

function endpointOf({ count, failed, rate, latency }: ExportableOperation) {
  const times =
    latency === undefined
      ? {}
      : { mean: latency.mean, median: latency.p50, p95: latency.p95, p99: latency.p99, max: latency.max };
  return { requests: count, failures: failed, requests_per_second: rate, ...times };
}
