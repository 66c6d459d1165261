/**
 * Batches: a file of requests, worked on in the background, its answers another file. A batch is a task of the
 * persistent queue, so one that was cut off by the end of the process starts again.
 */
import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import { ApiError, notFound } from '../http/errors.ts';
import { checked } from '../http/route.ts';
import type { Task, TaskQueue } from '../tasks/queue.ts';
import type { TaskHandler, WorkerPool } from '../tasks/workers.ts';
import { batchEndpoint } from './answers.ts';
import type { Files } from './files.ts';
import type { Provider } from './provider.ts';

export const BATCH_QUEUE = 'batches';
/** Requests of one batch that are with the provider at once. */
const AT_ONCE = 16;
const MAX_LINES = 50_000;

export const newBatchSchema = z.looseObject({
  input_file_id: z.string().min(1),
  endpoint: z.string().min(1),
  completion_window: z.string().default('24h'),
  metadata: z.record(z.string(), z.string()).nullish(),
});

interface Payload {
  readonly inputFileId: string;
  readonly endpoint: string;
  readonly window: string;
  readonly metadata: Readonly<Record<string, string>> | null;
}

interface Counts {
  total: number;
  completed: number;
  failed: number;
}

interface Result {
  readonly outputFileId: string | null;
  readonly errorFileId: string | null;
  readonly counts: Counts;
}

const lineSchema = z.looseObject({ custom_id: z.string(), url: z.string().optional(), body: z.unknown() });
type Line = z.infer<typeof lineSchema>;

/** A task's states in the words of OpenAI's batches. */
const STATUS: Readonly<Record<Task['status'], string>> = {
  queued: 'validating',
  running: 'in_progress',
  succeeded: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
};

const seconds = (timeMs: number | null): number | null => (timeMs === null ? null : Math.floor(timeMs / 1000));

/** @throws ApiError 400 that names the first line that is no request. */
function parseLines(text: string): Line[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0 || lines.length > MAX_LINES) {
    throw new ApiError(400, 'invalid_batch', `A batch has 1 to ${MAX_LINES} lines; this one has ${lines.length}.`);
  }
  return lines.map((line, index) => {
    try {
      return checked(lineSchema, JSON.parse(line));
    } catch (error) {
      throw new ApiError(
        400,
        'invalid_batch',
        `Line ${index + 1} of the batch is no request: ${(error as Error).message}`,
      );
    }
  });
}

export interface BatchParts {
  readonly provider: Provider;
  readonly files: Files;
  readonly queue: TaskQueue;
}

export type Batches = ReturnType<typeof createBatches>;

export function createBatches({ provider, files, queue }: BatchParts) {
  /** Of batches that run now; the counts of finished ones are in their results. */
  const progress = new Map<string, Counts>();

  const handler: TaskHandler = async ({ id, payload }, signal) => {
    const { inputFileId, endpoint } = payload as Payload;
    const lines = parseLines(files.content(inputFileId));
    const ask = batchEndpoint(endpoint);
    // Each request that is with the provider listens for the end of the batch; Node takes more than ten for a leak.
    setMaxListeners(AT_ONCE + 1, signal);
    const counts = { total: lines.length, completed: 0, failed: 0 };
    progress.set(id, counts);
    const good: string[] = [];
    const bad: string[] = [];
    let next = 0;
    const work = async (): Promise<void> => {
      for (let line = lines[next++]; line !== undefined; line = lines[next++]) {
        const entry = { id: `batch_req_${next}`, custom_id: line.custom_id };
        try {
          const body = await ask(provider, line.body, signal);
          good.push(
            JSON.stringify({ ...entry, response: { status_code: 200, request_id: entry.id, body }, error: null }),
          );
          counts.completed++;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
          const response = { status_code: error.status, request_id: entry.id, body: error.body() };
          bad.push(JSON.stringify({ ...entry, response, error: null }));
          counts.failed++;
        }
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, work));
    } finally {
      progress.delete(id);
    }
    const store = (name: string, written: readonly string[]): string | null =>
      written.length === 0 ? null : files.add(`${id}_${name}.jsonl`, 'batch_output', `${written.join('\n')}\n`).id;
    const result: Result = { outputFileId: store('output', good), errorFileId: store('error', bad), counts };
    return result;
  };

  const find = (id: string): Task => {
    const task = queue.find(id.replace(/^batch_/, ''));
    if (task === undefined || task.queue !== BATCH_QUEUE) throw notFound('batch', id);
    return task;
  };

  /** A batch as OpenAI's API describes it. */
  const describe = (task: Task) => {
    const { inputFileId, endpoint, window, metadata } = task.payload as Payload;
    const result = task.result as Result | null;
    const finishedAt = seconds(task.finishedAt);
    return {
      id: `batch_${task.id}`,
      object: 'batch',
      endpoint,
      errors: task.error === null ? null : { object: 'list', data: [{ code: 'batch_failed', message: task.error }] },
      input_file_id: inputFileId,
      completion_window: window,
      status: STATUS[task.status],
      output_file_id: result?.outputFileId ?? null,
      error_file_id: result?.errorFileId ?? null,
      created_at: seconds(task.queuedAt),
      in_progress_at: seconds(task.startedAt),
      completed_at: task.status === 'succeeded' ? finishedAt : null,
      failed_at: task.status === 'failed' ? finishedAt : null,
      cancelled_at: task.status === 'cancelled' ? finishedAt : null,
      request_counts: result?.counts ?? progress.get(task.id) ?? { total: 0, completed: 0, failed: 0 },
      metadata,
    };
  };

  return {
    handler,

    /** @throws ApiError for a file, an endpoint or lines that no batch can be made of. */
    create(wish: z.infer<typeof newBatchSchema>) {
      batchEndpoint(wish.endpoint);
      parseLines(files.content(wish.input_file_id));
      const payload: Payload = {
        inputFileId: wish.input_file_id,
        endpoint: wish.endpoint,
        window: wish.completion_window,
        metadata: wish.metadata ?? null,
      };
      return describe(queue.add(BATCH_QUEUE, 'batch', payload));
    },

    find: (id: string) => describe(find(id)),

    cancel(id: string, workers: WorkerPool) {
      workers.cancel(find(id).id);
      return describe(find(id));
    },
  };
}
