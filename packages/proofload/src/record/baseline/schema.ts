/**
 * Baselines: one or more runs that later runs are held against, reduced to the figures that a comparison needs, so that
 * the file is small enough to commit. What was imported from another tool does not tell everything; what is not known
 * is null.
 */
import { z } from 'zod';
import { comparedFiguresOf } from '../figures.ts';
import { environmentSchema, loadSchema } from '../schema/header.ts';
import { figureSchema } from '../schema/operation.ts';
import { byName, count, durationMs, instant, list, object } from '../schema/values.ts';
import type { VerdictStatus } from '../schema/verdict.ts';
import type { RunRecord } from '../schema.ts';

/** The version of a baseline's form. */
export const BASELINE_SCHEMA = 'proofload.baseline/1';

const comparedOperationSchema = object({
  name: z.string(),
  kind: z.string(),
  tags: byName(z.string()),
  count,
  failed: count,
  figures: byName(figureSchema).describe(
    '`min`, `mean`, `p50` … in milliseconds, `rate` per second, `errors` as a share.',
  ),
});

export const comparedRunSchema = object({
  id: z.string().describe('Its number in the store, or the name of the file that it was imported from.'),
  source: z.string().describe('`proofload`, or the tool that measured it.'),
  startedAt: instant.nullable(),
  durationMs: durationMs.nullable(),
  suite: object({ name: z.string(), file: z.string(), hash: z.string() }).nullable(),
  scenario: z.string().nullable(),
  profile: z.string().nullable(),
  target: z.string().nullable(),
  load: loadSchema.nullable(),
  warmupMs: durationMs,
  users: list(object({ name: z.string(), weight: z.number(), count: z.number().optional() })).nullable(),
  environment: environmentSchema.nullable(),
  status: z.string().nullable().describe('Of its verdict.'),
  settled: z.boolean().nullable(),
  operations: list(comparedOperationSchema).describe('All of them together as `*`, then each.'),
  resources: list(object({ name: z.string(), metric: z.string(), mean: z.number(), max: z.number() })),
});

export const baselineSchema = object({
  schema: z.literal(BASELINE_SCHEMA),
  name: z.string(),
  savedAt: instant,
  pinned: z.boolean().describe('Whether it is kept from being replaced or removed.'),
  runs: list(comparedRunSchema).describe('The oldest first.'),
});

/** One operation of a run, reduced to what a comparison needs. */
export type ComparedOperation = z.infer<typeof comparedOperationSchema>;
/** A run, reduced to what a comparison needs. */
export type ComparedRun = z.infer<typeof comparedRunSchema>;
/** What is known of a run before it begins, by which runs are of one kind or not; null is not known. */
export type RunSetting = Pick<
  ComparedRun,
  'startedAt' | 'suite' | 'scenario' | 'target' | 'load' | 'warmupMs' | 'users' | 'environment'
>;
/** One or more runs that later runs are held against. */
export type Baseline = z.infer<typeof baselineSchema>;

/** A run reduced to what a comparison needs; one that is being judged has no status yet. */
export function comparedRunOf(run: Omit<RunRecord, 'verdict'>, status: VerdictStatus | null): ComparedRun {
  const { id, startedAt, durationMs, suite, scenario, profile, target, load, warmupMs, users, environment } = run;
  return {
    ...{ id, source: 'proofload', startedAt, durationMs, suite, scenario, profile, target, load, warmupMs, users },
    environment,
    status,
    settled: run.warmup.settled,
    operations: [run.totals, ...run.operations].map((operation) => ({
      name: operation.name,
      kind: operation.kind,
      tags: operation.tags,
      count: operation.count,
      failed: operation.failed,
      figures: comparedFiguresOf(operation),
    })),
    resources: run.resources.map(({ name, metric, mean, max }) => ({ name, metric, mean, max })),
  };
}

/** What is known of a run that another tool measured. */
export type ImportedRun = Pick<ComparedRun, 'id' | 'source' | 'operations'> & Partial<ComparedRun>;

/** A run that another tool measured: what that tool does not tell is null. */
export function importedRun(known: ImportedRun): ComparedRun {
  return {
    startedAt: null,
    durationMs: null,
    suite: null,
    scenario: null,
    profile: null,
    target: null,
    load: null,
    warmupMs: 0,
    users: null,
    environment: null,
    status: null,
    settled: null,
    resources: [],
    ...known,
  };
}
