/** `/biographies`: order a life, follow its writing, read it, cancel it; and `/api/v1/length/validate`. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Scheduler } from '../clock/scheduler.ts';
import { type Route, route, type ServiceContext } from '../http/route.ts';
import { type Biographies, newBiographySchema } from './biographies.ts';
import { streamBiography } from './events.ts';
import { lengthSchema, validateLength } from './length.ts';

const subject = 'biographies';
const idOf = (c: ServiceContext): string => c.req.param('id') ?? '';

export function biographyRoutes(biographies: Biographies, scheduler: Scheduler): readonly Route[] {
  return [
    route({
      method: 'POST',
      path: '/biographies',
      subject,
      summary: 'Order a biography; it is written in the background, chapter by chapter',
      body: newBiographySchema,
      answers: { 202: 'It is queued; Location says where to ask.' },
      handle: ({ c, body }) => {
        const job = biographies.start(body);
        return c.json(job, 202, { location: `/biographies/${job.id}/status` });
      },
    }),
    route({
      method: 'GET',
      path: '/biographies/:id/status',
      subject,
      summary: 'How far it is: queued, running, done, failed or cancelled, with the times of each step',
      answers: { 200: 'The status.', 404: 'No such biography.' },
      handle: ({ c }) => c.json(biographies.status(idOf(c))),
    }),
    route({
      method: 'GET',
      path: '/biographies/:id/events',
      subject,
      summary: 'What happens, as server-sent events: status, chapter, and at the end done, failed or cancelled',
      answers: { 200: 'A stream; Last-Event-ID skips chapters that are known.', 404: 'No such biography.' },
      handle: ({ c }) => {
        const afterChapter = Number(c.req.header('last-event-id') ?? 0);
        streamBiography(c.env.outgoing, biographies, scheduler, idOf(c), afterChapter);
        return RESPONSE_ALREADY_SENT;
      },
    }),
    route({
      method: 'GET',
      path: '/biographies/:id',
      subject,
      summary: 'The finished biography',
      answers: { 200: 'Its chapters.', 404: 'No such biography.', 409: 'It is not done (yet).' },
      handle: ({ c }) => c.json(biographies.result(idOf(c))),
    }),
    route({
      method: 'DELETE',
      path: '/biographies/:id',
      subject,
      summary: 'Cancel it',
      answers: { 200: 'It is cancelled.', 404: 'No such biography.', 409: 'It is over already.' },
      handle: ({ c }) => c.json(biographies.cancel(idOf(c))),
    }),
    route({
      method: 'POST',
      path: '/api/v1/length/validate',
      subject,
      summary: 'Whether a text has the length that was asked for',
      body: lengthSchema,
      answers: { 200: 'Its length, and what is wrong with it.' },
      handle: ({ c, body }) => c.json(validateLength(body)),
    }),
  ];
}
