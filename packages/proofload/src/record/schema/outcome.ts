/** What is known of a run only at its end, beside what was measured each second. */
import { z } from 'zod';
import { loadSchema } from './header.ts';
import { pacingSchema, resourceSchema } from './measurements.ts';
import { byName, bytes, count, durationMs, instant, list, object, ratio } from './values.ts';

export const endSchema = z.enum(['completed', 'interrupted', 'killed', 'aborted']);

export const outcomeSchema = object({
  end: endSchema,
  durationMs: durationMs.describe('From the first intended start to the last answer, grace included.'),
  steal: ratio.optional(),
  otherLoad: ratio.optional(),
  memory: bytes.optional(),
  localErrors: byName(count).optional(),
  lost: byName(count).optional(),
  clockJumps: list(object({ at: instant, jumpMs: z.number() })).optional(),
  pacing: pacingSchema.optional(),
  notes: list(z.string()).optional(),
  load: loadSchema.optional().describe('The load as it really was, where it was changed while it ran.'),
  resources: list(resourceSchema).optional(),
});

/** How a run ended. */
export type RunEnd = z.infer<typeof endSchema>;
/** What is known of a run only at its end; all but how and when it ended may be left out. */
export type RunOutcome = z.infer<typeof outcomeSchema>;
