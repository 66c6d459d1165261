/** `/__truth`: read, set and reset the ground truth. Served only when ground truth is asked for. */
import { z } from 'zod';
import { type Route, route } from '../http/route.ts';
import { distributionSchema } from '../random/distribution.ts';
import type { Truth } from './truth.ts';

const subject = 'truth';

const changeSchema = z.strictObject({
  seed: z.int().optional(),
  delays: z.record(z.string(), distributionSchema.nullable()).optional(),
});

const querySchema = z.object({ buckets: z.stringbool().default(false) });

export function truthRoutes(truth: Truth): readonly Route[] {
  return [
    route({
      method: 'GET',
      path: '/__truth',
      subject,
      summary: 'Delays scheduled and times held per route, and the series of the generative half',
      query: querySchema,
      answers: { 200: 'Quantiles in milliseconds; the histograms too with ?buckets=true.' },
      handle: ({ c, query }) => c.json(truth.report(query.buckets)),
    }),
    route({
      method: 'PUT',
      path: '/__truth',
      subject,
      summary: 'Set the delays of routes by name or pattern, and the seed; starts the measurement again',
      body: changeSchema,
      answers: { 200: 'The truth as it is now.' },
      handle: ({ c, body }) => {
        truth.configure(body);
        return c.json(truth.report(false));
      },
    }),
    route({
      method: 'DELETE',
      path: '/__truth',
      subject,
      summary: 'Forget what was measured and start the schedules again',
      answers: { 204: 'Done.' },
      handle: ({ c }) => {
        truth.reset();
        return c.body(null, 204);
      },
    }),
  ];
}
