/** One operation of a run: everything that was measured under one name. */
import { z } from 'zod';
import { distributionSchema, precisionSchema } from './distribution.ts';
import { byName, bytes, count, durationMs, instant, interval, list, object, offsetMs, perSecond } from './values.ts';

export const exemplarSchema = object({
  intendedMs: offsetMs,
  sentMs: offsetMs.optional().describe("Milliseconds since the run's start; absent when it was never sent."),
  latencyMs: durationMs.optional().describe('From the intended start; absent when there was no answer.'),
  serviceMs: durationMs.optional().describe('From the actual send; absent when there was no answer.'),
  status: z.string().optional().describe('As the protocol has it: `200`.'),
  user: count.optional().describe('Number of the virtual user.'),
  task: z.string().optional(),
  traceId: z.string().optional(),
  error: z.string().optional().describe('Why it counts as failed.'),
  excerpt: z.string().optional().describe('The beginning of the answer, bounded and redacted.'),
}).meta({ id: 'Exemplar', description: 'One exchange, kept to explain a percentile or a failure.' });

export const errorGroupSchema = object({
  type: z.string().describe('A stable code: `status`, `timeout`, `refused`, `reset`, `expect` …'),
  message: z.string(),
  count,
  first: instant,
  last: instant,
}).meta({ id: 'ErrorGroup', description: 'Failures of one kind.' });

export const figureSchema = z
  .tuple([z.number(), z.number().nonnegative().nullable()])
  .readonly()
  .describe('A value and its standard error: of its logarithm, of a share of the value itself; null where unknown.');

export const operationSchema = object({
  name: z.string(),
  kind: z.string().describe('`http`, `code`, `poll`, `health`, or the protocol; `all` for the totals.'),
  tags: byName(z.string()),
  count: count.describe('Requests that ended, failed ones included.'),
  failed: count,
  rate: perSecond.describe('`count` per second of the time that was measured.'),
  bytesIn: bytes,
  bytesOut: bytes,
  latency: distributionSchema.optional().describe('From the intended start, in milliseconds.'),
  service: distributionSchema.optional().describe('From the actual send, in milliseconds.'),
  queueWait: distributionSchema.optional().describe('From the intended start to a free virtual user, in milliseconds.'),
  phases: byName(distributionSchema).describe('`connect`, `tls`, `firstByte`, `download`, in milliseconds.'),
  trends: byName(distributionSchema).describe('Measures of its kind by name: `ttft`, `queue` …'),
  status: byName(count).describe('Answers by status.'),
  censored: count.describe('Unsent or unanswered when the run and its grace ended.'),
  withCensored: object({ p50: durationMs.nullable(), p95: durationMs.nullable(), p99: durationMs.nullable() })
    .optional()
    .describe(
      'Of a job: percentiles of its latency with what was cut off taken into account (Kaplan and Meier); null where too many were. Absent where none was.',
    ),
  perHour: z.number().nonnegative().optional().describe('Of a job: how many ended well in an hour of the steady part.'),
  intervals: byName(interval).optional().describe('Of `rate` and `errors`.'),
  precision: byName(precisionSchema).optional().describe('By statistic, as `intervals`.'),
  steady: byName(figureSchema)
    .optional()
    .describe('Its figures without the warm-up that was detected, for comparisons; absent where none was.'),
  exemplars: object({
    slowest: list(exemplarSchema),
    failed: list(exemplarSchema),
  }),
  errors: list(errorGroupSchema),
}).meta({ id: 'Operation', description: 'Everything that was measured under one name.' });

/** A value and its standard error, as comparisons need them. */
export type Figure = z.infer<typeof figureSchema>;
export type Exemplar = z.infer<typeof exemplarSchema>;
export type ErrorGroup = z.infer<typeof errorGroupSchema>;
export type OperationRecord = z.infer<typeof operationSchema>;
