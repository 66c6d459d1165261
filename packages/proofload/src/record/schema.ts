/**
 * The run record, `proofload.run/1`: one run and its verdict, from which every view is made.
 * All times are milliseconds (fractions allowed), sizes bytes, ratios 0 to 1, rates per second.
 */
import { z } from 'zod';
import { headerShape } from './schema/header.ts';
import {
  cacheSchema,
  checkSchema,
  definitionSchema,
  generatorSchema,
  metricSchema,
  resourceSchema,
  timelineSchema,
} from './schema/measurements.ts';
import { operationSchema } from './schema/operation.ts';
import { endSchema } from './schema/outcome.ts';
import { byName, durationMs, list, object, offsetMs } from './schema/values.ts';
import { verdictSchema } from './schema/verdict.ts';

const measuredShape = {
  ...headerShape,
  durationMs: durationMs.describe('From the first intended start to the last answer, grace included.'),
  end: endSchema,
  totals: operationSchema.describe(
    'All operations of protocols together; measured code, polls and health checks stand apart.',
  ),
  operations: list(operationSchema).describe('In the order in which they were first seen.'),
  checks: list(checkSchema),
  metrics: list(metricSchema),
  caches: list(cacheSchema),
  resources: list(resourceSchema),
  timeline: list(timelineSchema),
  definitions: byName(definitionSchema).optional().describe('What the trends of operations mean, by their names.'),
  generator: generatorSchema,
} as const;

/** A run before it was judged. */
export const measuredRunSchema = object(measuredShape);

export const runRecordSchema = object({
  ...measuredShape,
  warmup: object({ detectedMs: offsetMs.nullable(), settled: z.boolean().nullable() }).describe(
    'Where the run settled by itself, and whether it ever did; null where it was too short to say. Reported, not cut.',
  ),
  verdict: verdictSchema,
}).meta({ title: 'A Proofload run', description: 'One run and its verdict.' });

/** A run before it was judged. */
export type MeasuredRun = z.infer<typeof measuredRunSchema>;
/** One run and its verdict. */
export type RunRecord = z.infer<typeof runRecordSchema>;
