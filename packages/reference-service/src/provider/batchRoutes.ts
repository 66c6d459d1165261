/** `/v1/files` and `/v1/batches`: many requests as one job. */
import { ApiError } from '../http/errors.ts';
import { type Route, route } from '../http/route.ts';
import type { WorkerPool } from '../tasks/workers.ts';
import { type Batches, newBatchSchema } from './batches.ts';
import type { Files } from './files.ts';
import type { Gatekeeper } from './limits.ts';
import { subject } from './routes.ts';

export interface BatchRouteParts {
  readonly batches: Batches;
  readonly files: Files;
  readonly workers: WorkerPool;
  readonly gate: Gatekeeper;
}

export function batchRoutes({ batches, files, workers, gate }: BatchRouteParts): readonly Route[] {
  const guarded: typeof route = (declaration) =>
    route({
      ...declaration,
      handle: (call) => {
        gate.identify(call.c.req.header('authorization'));
        return declaration.handle(call);
      },
    });
  return [
    guarded({
      method: 'POST',
      path: '/v1/files',
      subject,
      summary: 'Upload a file of requests, one in JSON per line (multipart: file, purpose)',
      answers: { 200: 'The file.' },
      handle: async ({ c }) => {
        const { file, purpose } = await c.req.parseBody();
        if (!(file instanceof File)) {
          throw new ApiError(400, 'no_file', 'Send the file as the part `file` of a multipart form.');
        }
        return c.json(files.add(file.name, typeof purpose === 'string' ? purpose : 'batch', await file.text()));
      },
    }),
    guarded({
      method: 'GET',
      path: '/v1/files/:id',
      subject,
      summary: 'What is known of a file',
      answers: { 200: 'The file.', 404: 'No such file.' },
      handle: ({ c }) => c.json(files.find(c.req.param('id') ?? '')),
    }),
    guarded({
      method: 'GET',
      path: '/v1/files/:id/content',
      subject,
      summary: 'The lines of a file',
      answers: { 200: 'JSON, one per line.', 404: 'No such file.' },
      handle: ({ c }) => c.body(files.content(c.req.param('id') ?? ''), 200, { 'content-type': 'application/jsonl' }),
    }),
    guarded({
      method: 'POST',
      path: '/v1/batches',
      subject,
      summary: 'Work on a file of requests in the background',
      body: newBatchSchema,
      answers: { 200: 'The batch.', 404: 'No such file.' },
      handle: ({ c, body }) => c.json(batches.create(body)),
    }),
    guarded({
      method: 'GET',
      path: '/v1/batches/:id',
      subject,
      summary: 'How far a batch is: validating, in_progress, completed, failed or cancelled',
      answers: { 200: 'The batch.', 404: 'No such batch.' },
      handle: ({ c }) => c.json(batches.find(c.req.param('id') ?? '')),
    }),
    guarded({
      method: 'POST',
      path: '/v1/batches/:id/cancel',
      subject,
      summary: 'Cancel a batch',
      answers: { 200: 'The batch.', 404: 'No such batch.' },
      handle: ({ c }) => c.json(batches.cancel(c.req.param('id') ?? '', workers)),
    }),
  ];
}
