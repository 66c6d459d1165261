/** What the judge found: requirements, comparisons, validity, and the status that follows from them. */
import { z } from 'zod';
import { count, durationMs, interval, list, object, offsetMs, ratio } from './values.ts';

export const statusSchema = z.enum(['passed', 'failed', 'inconclusive', 'invalid']);
export const severitySchema = z.enum(['none', 'slight', 'minor', 'major', 'critical']);

export const requirementResultSchema = object({
  key: z.string(),
  metric: z.string(),
  bound: z.string().describe('As it was written: `<100ms`.'),
  dimension: z
    .enum(['duration', 'rate', 'ratio', 'size', 'number', 'change'])
    .describe(
      'What `actual` and `interval` are: milliseconds, per second, a share, bytes, a number, a relative change.',
    ),
  severity: z.enum(['fail', 'warn']).describe('`warn` is shown and changes no verdict.'),
  actual: z.number().nullable().describe('The point estimate that decides; null when nothing was measured.'),
  interval: interval.nullable(),
  samples: count,
  needed: count.describe('The fewest samples that this metric can be judged by.'),
  status: z.enum(['passed', 'failed', 'inconclusive']),
  marginal: z.boolean().describe('Whether the interval straddles the bound.'),
  reason: z.string().describe('A sentence; empty where there is nothing to add to the figures.'),
  operations: list(z.string()).describe('What was judged together under this key.'),
  phase: z.string().optional(),
  windowMs: durationMs.optional(),
  worst: object({ startMs: offsetMs, endMs: offsetMs })
    .optional()
    .describe('Of a requirement with a window, the one that `actual` is of.'),
});

export const comparisonResultSchema = object({
  operation: z.string(),
  metric: z.string(),
  before: z.number(),
  after: z.number(),
  change: z.number().describe('after / before - 1; a difference for ratios such as `errors`.'),
  interval: interval.describe('Of `change`, 95 %.'),
  p: z.number().min(0).max(1).describe('Of the test for a regression, after the correction for many tests.'),
  severity: severitySchema,
  status: z.enum(['regressed', 'improved', 'no change', 'inconclusive']),
  sigmaRun: object({ value: z.number().nonnegative(), source: z.enum(['prior', 'history', 'pairs']) }).describe(
    'Run-to-run noise of the logarithm, and where it was learned; in pairs of blocks of one run there is none.',
  ),
  gate: z.boolean().describe('Whether it decides the exit code; others are only reported.'),
  needed: count.optional().describe('When inconclusive: how many more runs a side would probably decide.'),
  reason: z.string(),
});

export const validityNoteSchema = object({
  code: z.string().describe('Stable: programs may decide by it.'),
  level: z.enum(['invalid', 'warning']),
  message: z.string(),
  next: z.string().describe('The next thing to try.'),
});

export const baselineUsedSchema = object({
  reference: z.string().describe('As it was asked for: a name, a branch, a commit, an id.'),
  runs: list(z.string()).describe('Ids of its runs.'),
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  differences: list(z.string()).describe('How the environments differ, a sentence each.'),
  assessment: z.string().describe('The comparison as a whole, in a sentence.'),
});

export const findingSchema = object({
  name: z.string().describe('`breaking point`, `time to recover`, `latency drift` …'),
  value: z.number().nullable().describe('Null where it could not be told, or there was none.'),
  dimension: z.enum(['duration', 'rate', 'ratio', 'size', 'number', 'change']),
  text: z.string().describe('The finding as a sentence.'),
});

export const verdictSchema = object({
  status: statusSchema,
  score: ratio.nullable().describe('Gates passed / gates; null where there are none.'),
  gates: object({ passed: count, total: count }),
  ready: z
    .boolean()
    .optional()
    .describe(
      'Ready for production: score above 0.9, no critical regression, resources within limits. Absent without gates.',
    ),
  requirements: list(requirementResultSchema),
  comparisons: list(comparisonResultSchema),
  validity: list(validityNoteSchema),
  reasons: list(z.string()).describe('Why the status is what it is, a sentence each, the weightiest first.'),
  baseline: baselineUsedSchema.optional(),
  findings: list(findingSchema)
    .optional()
    .describe('What a scenario was made to find out: breaking point, recovery, drift.'),
}).meta({ id: 'Verdict', description: 'What the judge found.' });

export type VerdictStatus = z.infer<typeof statusSchema>;
export type RequirementResult = z.infer<typeof requirementResultSchema>;
export type ComparisonResult = z.infer<typeof comparisonResultSchema>;
export type ValidityNote = z.infer<typeof validityNoteSchema>;
/** What a scenario was made to find out. */
export type Finding = z.infer<typeof findingSchema>;
export type BaselineUsed = z.infer<typeof baselineUsedSchema>;
export type Verdict = z.infer<typeof verdictSchema>;
