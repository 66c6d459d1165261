/**
 * What is known of a run before it begins. It is the first line of the series, so that a run that was killed can be
 * rebuilt and judged from the series alone, and it opens the record.
 */
import { z } from 'zod';
import { byName, count, durationMs, instant, list, object, perSecond } from './values.ts';

/** The version of the record's form; a reader refuses any other major version. */
export const RUN_SCHEMA = 'proofload.run/1';

export const environmentSchema = object({
  host: z.string(),
  cpu: z.string().describe('Model of the processor.'),
  cores: count,
  memory: z.number().nonnegative().describe('Bytes.'),
  os: z.string(),
  node: z.string(),
  proofload: z.string().describe('Version of Proofload.'),
  git: object({ commit: z.string(), branch: z.string().nullable(), dirty: z.boolean() })
    .nullable()
    .describe('Of the working directory; null where it is no repository.'),
  ci: object({ name: z.string(), build: z.string().nullable(), url: z.string().nullable() }).nullable(),
});

const arrivals = z.union([z.enum(['constant', 'poisson']), object({ gamma: z.number() })]);

const singleLoads = [
  object({
    model: z.literal('closed'),
    startUsers: z.number(),
    stages: list(object({ durationMs, users: z.number() })),
  }),
  object({
    model: z.literal('open'),
    startRate: perSecond,
    stages: list(object({ durationMs, rate: perSecond })),
    maxUsers: z.number(),
    arrivals,
    overflow: z.enum(['wait', 'drop']),
  }),
  object({
    model: z.literal('iterations'),
    users: z.number(),
    spawnRate: z.number().optional(),
    iterations: z.number(),
    shared: z.boolean(),
    maxDurationMs: durationMs,
  }),
] as const;

export const loadSchema = z.discriminatedUnion('model', [
  ...singleLoads,
  object({
    model: z.literal('replay'),
    file: z.string().describe('The trace.'),
    rows: z.number(),
    speed: z.number().describe('2 goes twice as fast as the trace.'),
    loops: z.number(),
    peakRate: perSecond.describe('The most arrivals in a second.'),
    maxUsers: z.number(),
    overflow: z.enum(['wait', 'drop']),
  }),
  object({
    model: z.literal('several'),
    parts: list(
      object({
        startMs: durationMs.describe("When it begins, since the run's start."),
        runTimeMs: durationMs,
        users: list(z.string()).describe('The kinds of users that take part.'),
        load: z.discriminatedUnion('model', singleLoads),
      }),
    ).describe('Loads that run at once.'),
  }),
]);

export const plannedRequirementSchema = object({
  key: z.string().describe('An operation, a pattern, a tag, a thing or `*`.'),
  metric: z.string(),
  bound: z.string().describe('As it was written: `<100ms`.'),
  severity: z.enum(['fail', 'warn']),
  windowMs: durationMs.optional().describe('Every window of this length is judged, and the worst reported.'),
  phase: z.string().optional(),
  abort: z.boolean(),
});

export const headerShape = {
  schema: z.literal(RUN_SCHEMA),
  id: z.string().describe('The number of the run in its store, at least four digits: `0007`.'),
  suite: object({ name: z.string(), file: z.string(), hash: z.string() }),
  startedAt: instant,
  target: z.string().describe('Address, without credentials.'),
  scenario: z.string().nullable(),
  profile: z.string().nullable(),
  seed: z.number(),
  objectives: list(z.string()),
  leftOut: byName(z.string()).describe('What the suite leaves out on purpose, with the reason.'),
  environment: environmentSchema,
  load: loadSchema,
  users: list(object({ name: z.string(), weight: z.number(), count: z.number().optional() })),
  warmupMs: durationMs.describe('Cut from the beginning of what is judged, of the operations and of the totals.'),
  strict: z.boolean(),
  requirements: list(plannedRequirementSchema),
  plan: byName(object({ value: z.unknown(), source: z.string(), from: z.string() })).describe(
    'Every option as resolved, with where it came from; secrets are redacted.',
  ),
} as const;

export const headerSchema = object(headerShape).describe('What is known of a run before it begins.');

export type Environment = z.infer<typeof environmentSchema>;
export type RecordedLoad = z.infer<typeof loadSchema>;
export type PlannedRequirement = z.infer<typeof plannedRequirementSchema>;
/** What is known of a run before it begins. */
export type RunHeader = z.infer<typeof headerSchema>;
