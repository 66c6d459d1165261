/**
 * The distributions that a delay can follow, as they are written in JSON (`PUT /__truth`) and drawn from.
 * All parameters are milliseconds but `sigma` (of the logarithm) and `slowShare` (0 to 1).
 */
import { z } from 'zod';
import { logNormal, type Random } from './random.ts';

const milliseconds = z.number().min(0).max(3_600_000);

/** What `PUT /__truth` accepts for a route. */
export const distributionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), ms: milliseconds }),
  z
    .strictObject({ kind: z.literal('uniform'), minMs: milliseconds, maxMs: milliseconds })
    .refine((value) => value.minMs <= value.maxMs, { error: 'minMs must not be above maxMs', path: ['minMs'] }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: milliseconds }),
  z.strictObject({ kind: z.literal('lognormal'), medianMs: milliseconds.gt(0), sigma: z.number().min(0).max(5) }),
  z.strictObject({
    kind: z.literal('bimodal'),
    fastMs: milliseconds,
    slowMs: milliseconds,
    slowShare: z.number().min(0).max(1),
  }),
]);

/** A delay's distribution. */
export type Distribution = z.infer<typeof distributionSchema>;

/** One delay, in milliseconds. Every kind but the log-normal takes one draw, so that schedules stay comparable. */
export function drawMs(distribution: Distribution, random: Random): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.ms;
    case 'uniform':
      return distribution.minMs + random.next() * (distribution.maxMs - distribution.minMs);
    case 'exponential':
      return -distribution.meanMs * Math.log(1 - random.next());
    case 'lognormal':
      return logNormal(random, Math.log(distribution.medianMs), distribution.sigma);
    case 'bimodal':
      return random.next() < distribution.slowShare ? distribution.slowMs : distribution.fastMs;
  }
}
