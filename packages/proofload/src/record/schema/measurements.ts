/** What a run measured beside its operations: checks, custom metrics, caches, resources, time, and the generator itself. */
import { z } from 'zod';
import { distributionSchema } from './distribution.ts';
import {
  byName,
  bytes,
  count,
  durationMs,
  instant,
  interval,
  list,
  object,
  offsetMs,
  perSecond,
  ratio,
} from './values.ts';

export const checkSchema = object({
  name: z.string(),
  operation: z.string().nullable().describe('The operation that the check followed; null outside of any.'),
  passed: count,
  failed: count,
});

export const metricSchema = z.discriminatedUnion('type', [
  object({ name: z.string(), type: z.literal('counter'), value: z.number(), rate: z.number() }),
  object({ name: z.string(), type: z.literal('gauge'), last: z.number(), min: z.number(), max: z.number() }),
  object({ name: z.string(), type: z.literal('rate'), ratio, hits: count, count, interval: interval.optional() }),
  object({ name: z.string(), type: z.literal('trend'), distribution: distributionSchema }),
]);

const cachePhaseSchema = object({
  fromMs: offsetMs,
  answers: count,
  hitRatio: ratio.nullable(),
  interval: interval.optional(),
  latency: distributionSchema.optional().describe('Of all answers, however they came about.'),
});

export const cacheSchema = object({
  name: z.string(),
  hits: count,
  misses: count,
  stale: count,
  coalesced: count,
  hitRatio: ratio.nullable().describe('(hits + stale) / all answers; null where no answer could be classified.'),
  interval: interval.optional(),
  hit: distributionSchema.optional().describe('Latency of hits.'),
  miss: distributionSchema.optional().describe('Latency of misses.'),
  staleLatency: distributionSchema.optional().describe('Latency of stale answers.'),
  coalescedLatency: distributionSchema
    .optional()
    .describe('Latency of answers that waited for one that was being made.'),
  speedup: z.number().optional().describe('Median of misses / median of hits, each from the actual send.'),
  evictions: z.number().optional().describe('Entries evicted during the run, where the service tells.'),
  unmarked: count.optional().describe('Answers without the header by which hits are told from misses.'),
  problems: list(z.string()).optional().describe('What kept answers from being classified, a sentence each.'),
  cold: cachePhaseSchema.optional().describe('The beginning, while the hit ratio was below that of the latter half.'),
  warm: cachePhaseSchema.optional().describe('The rest; absent where there were too few answers to say.'),
});

export const resourceUnitSchema = z.enum(['bytes', 'ratio', 'number', 'ms', 'perSecond']);

export const resourceSchema = object({
  name: z.string().describe('The thing that was watched: `api`, `worker` …'),
  metric: z.string().describe('`memory`, `cpu`, `threads`, `descriptors`, or a name of its exposition.'),
  unit: resourceUnitSchema,
  last: z.number(),
  min: z.number(),
  mean: z.number(),
  max: z.number(),
  samples: count,
  points: list(z.tuple([z.number(), z.number()]).readonly()).describe(
    "Milliseconds since the run's start, and the value.",
  ),
});

export const timelineSchema = object({
  startMs: offsetMs,
  durationMs,
  users: count.describe('Virtual users at the end of the row.'),
  count,
  failed: count,
  rate: perSecond,
  p50: durationMs.nullable(),
  p95: durationMs.nullable(),
  p99: durationMs.nullable(),
  models: object({
    tokensPerSecond: perSecond.describe(
      'Output tokens: those of the whole run, spread over its seconds as the chunks with tokens came.',
    ),
    streams: count.describe('Answers that have given a token and not ended, at the end of the row.'),
    ttftP50: durationMs.nullable(),
    ttftP95: durationMs.nullable(),
  })
    .optional()
    .describe('Of language models, all together; absent where the run has none.'),
  openJobs: count.optional().describe('Jobs that were submitted and are not over, at the end of the row.'),
}).describe('A second of the run, or several where the run was longer than ten minutes: never more than 600 rows.');

export const pacingSchema = object({
  spunShare: ratio.describe('Share of the time for which workers spun before a send; else timers, up to 1 ms late.'),
  realTimeShare: ratio
    .optional()
    .describe('Share of the time for which no core was free and the system let the workers go before everything else.'),
  raisedPriority: z.boolean().describe('Whether the system let the workers go before other processes.'),
}).describe('By what means requests were sent on time.');

export const definitionSchema = object({
  unit: z.string().describe('`ms`, `tokens`, `tokens/s`, `items/s`, `currency`, `chunks`, `products`, or `1`.'),
  per: z.string().describe('What one value is about: `request`, `chunk`, `job` …'),
  definition: z.string(),
});

export const populationSchema = object({
  users: z.number().nonnegative().describe('Virtual users that were there, on average over the run.'),
  throughput: perSecond.describe('Iterations that they completed.'),
  iterationMs: durationMs.describe('Mean time that one took.'),
  betweenMs: durationMs.describe('Mean time from one to the next: waiting, in `start` and in `stop`.'),
}).describe("What Little's law speaks of: users = throughput (time of an iteration + time between), warm-up included.");

export const generatorSchema = object({
  workers: count,
  cpu: z.number().nonnegative().describe('Mean busy share of a worker, its spinning left out.'),
  saturated: ratio.describe('Share of the seconds in which a worker was busy for more than 90 %.'),
  loopLag: distributionSchema.optional().describe("Delay of the workers' event loops, in milliseconds."),
  sendLag: distributionSchema
    .optional()
    .describe("From when a request could be sent to when it was: the generator's fault."),
  dropped: count.describe(
    'Arrivals that were dropped because the plan asks for it, and of a number of iterations those that were never begun.',
  ),
  droppedUnasked: count.describe('Arrivals that were dropped for any other reason.'),
  steal: ratio.optional().describe("Share of the processor's time that other machines on the same host took."),
  denied: ratio.optional().describe('Share of the time in which a worker could have run and was not let.'),
  otherLoad: ratio.optional().describe("Share of the processor's time that other processes took."),
  localErrors: byName(count).describe('Failures of this machine, not of the target: `ports`, `descriptors` …'),
  clockJumps: list(object({ at: instant, jumpMs: z.number() })).describe('Where the clock or the machine slept.'),
  lost: byName(count)
    .optional()
    .describe('What reached no record, by kind: workers that died, lines that were corrupt.'),
  pacing: pacingSchema.optional(),
  population: populationSchema.optional().describe('Of closed loads, once the run is over.'),
  memory: bytes.optional().describe('Largest resident size of the process.'),
  notes: list(z.string()).optional(),
});

export type PacingRecord = z.infer<typeof pacingSchema>;
export type CheckRecord = z.infer<typeof checkSchema>;
export type MetricRecord = z.infer<typeof metricSchema>;
export type CacheRecord = z.infer<typeof cacheSchema>;
export type ResourceRecord = z.infer<typeof resourceSchema>;
export type TimelineRow = z.infer<typeof timelineSchema>;
export type GeneratorRecord = z.infer<typeof generatorSchema>;
