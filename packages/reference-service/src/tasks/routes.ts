/** `/api/v1/tasks`: hand in work for the background, follow it, fetch its result, cancel it; and watch the workers. */
import { z } from 'zod';
import { ApiError, notFound } from '../http/errors.ts';
import { type Route, route } from '../http/route.ts';
import { newTaskSchema } from './kinds.ts';
import { type Task, type TaskQueue, timingsOf } from './queue.ts';
import type { WorkerPool } from './workers.ts';

const subject = 'tasks';
const QUEUE = 'tasks';

export function taskRoutes(queue: TaskQueue, workers: WorkerPool): readonly Route[] {
  const find = (id: string): Task => {
    const task = queue.find(id);
    if (task === undefined || task.queue !== QUEUE) throw notFound('task', id);
    return task;
  };
  const status = (task: Task) => ({
    id: task.id,
    kind: task.kind,
    status: task.status,
    attempts: task.attempts,
    ...(task.status === 'queued' && { position: queue.position(task) }),
    ...(task.error !== null && { error: task.error }),
    timings: timingsOf(task),
  });
  const cancel = (id: string) => {
    const wasOpen = workers.cancel(find(id).id);
    if (!wasOpen) throw new ApiError(409, 'task_over', `The task '${id}' is over and cannot be cancelled any more.`);
    return status(find(id));
  };

  return [
    route({
      method: 'GET',
      path: '/api/v1/tasks/health',
      subject,
      summary: 'Whether tasks are being worked on',
      answers: { 200: 'They are: workers and the length of the queue.' },
      handle: ({ c }) =>
        c.json({ status: 'healthy', workers: workers.statistics().length, queued: queue.count(QUEUE, 'queued') }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/tasks/workers/stats',
      subject,
      summary: 'What each worker does and has done',
      answers: { 200: 'A list of workers, and how many tasks are in which state.' },
      handle: ({ c }) =>
        c.json({
          workers: workers.statistics(),
          tasks: {
            queued: queue.count(QUEUE, 'queued'),
            running: queue.count(QUEUE, 'running'),
            succeeded: queue.count(QUEUE, 'succeeded'),
            failed: queue.count(QUEUE, 'failed'),
            cancelled: queue.count(QUEUE, 'cancelled'),
          },
        }),
    }),
    route({
      method: 'GET',
      path: '/api/v1/tasks/active',
      subject,
      summary: 'Queued and running tasks, the oldest first',
      query: z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
      answers: { 200: 'The tasks.' },
      handle: ({ c, query }) => c.json({ tasks: queue.active(QUEUE, query.limit).map(status) }),
    }),
    route({
      method: 'POST',
      path: '/api/v1/tasks',
      subject,
      summary: 'Hand in a task: report, digest, email or sleep',
      body: newTaskSchema,
      answers: { 202: 'It is queued; Location says where to ask.' },
      handle: ({ c, body }) => {
        const task = queue.add(QUEUE, body.kind, body);
        return c.json(status(task), 202, { location: `/api/v1/tasks/${task.id}` });
      },
    }),
    ...['/api/v1/tasks/:id', '/api/v1/tasks/:id/status'].map((path) =>
      route({
        method: 'GET',
        path,
        subject,
        summary: 'How far a task is',
        answers: { 200: 'Its status and timings.', 404: 'No such task.' },
        handle: ({ c }) => c.json(status(find(c.req.param('id') ?? ''))),
      }),
    ),
    route({
      method: 'GET',
      path: '/api/v1/tasks/:id/result',
      subject,
      summary: 'What a finished task gave',
      answers: { 200: 'The result.', 404: 'No such task.', 409: 'It has not succeeded (yet).' },
      handle: ({ c }) => {
        const task = find(c.req.param('id') ?? '');
        if (task.status !== 'succeeded') {
          throw new ApiError(
            409,
            'no_result',
            `The task '${task.id}' is ${task.status}; only one that succeeded has a result.`,
          );
        }
        return c.json({ ...status(task), result: task.result });
      },
    }),
    route({
      method: 'DELETE',
      path: '/api/v1/tasks/:id',
      subject,
      summary: 'Cancel a task',
      answers: { 200: 'It is cancelled.', 404: 'No such task.', 409: 'It was over already.' },
      handle: ({ c }) => c.json(cancel(c.req.param('id') ?? '')),
    }),
    route({
      method: 'POST',
      path: '/api/v1/tasks/:id/cancel',
      subject,
      summary: 'Cancel a task',
      answers: { 200: 'It is cancelled.', 404: 'No such task.', 409: 'It was over already.' },
      handle: ({ c }) => c.json(cancel(c.req.param('id') ?? '')),
    }),
  ];
}
