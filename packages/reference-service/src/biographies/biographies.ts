/**
 * Biographies: long jobs of a persistent queue, written chapter by chapter by the provider. They can be followed by
 * asking, by a stream of events, or by a webhook at the end.
 */
import { z } from 'zod';
import type { Scheduler } from '../clock/scheduler.ts';
import { ApiError, notFound } from '../http/errors.ts';
import type { Provider } from '../provider/provider.ts';
import type { Database } from '../storage/database.ts';
import { type Task, type TaskQueue, timingsOf } from '../tasks/queue.ts';
import { type TaskHandler, WorkerPool } from '../tasks/workers.ts';
import type { TruthLog } from '../truth/truth.ts';
import { type Chapter, createChapters } from './chapters.ts';
import { validateLength } from './length.ts';
import { deliver, type Webhook } from './webhook.ts';

const QUEUE = 'biographies';

export const newBiographySchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  chapters: z.int().min(1).max(40).default(5),
  wordsPerChapter: z.int().min(10).max(5000).default(400),
  /** Is told when the job is over. */
  webhook: z
    .union([
      z.url({ protocol: /^https?$/ }),
      z.strictObject({ url: z.url({ protocol: /^https?$/ }), secret: z.string().min(1).optional() }),
    ])
    .optional(),
  /** The job fails at this chapter, on purpose. */
  failAtChapter: z.int().min(1).optional(),
});
export type NewBiography = z.infer<typeof newBiographySchema>;

/** The states of a job, as its status tells them. */
const STATES: Readonly<Record<Task['status'], string>> = {
  queued: 'queued',
  running: 'running',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

const TITLES = [
  'Beginnings',
  'A House by the Road',
  'The First Journey',
  'Friends and Rivals',
  'The Long Winter',
  'Work',
  'A Turn',
  'Letters',
  'Late Light',
  'What Remains',
];

/** What happens to a job while somebody follows it. */
export type BiographyEvent = { readonly kind: 'chapter'; readonly chapter: Chapter } | { readonly kind: 'status' };

export interface BiographiesParts {
  readonly database: Database;
  readonly queue: TaskQueue;
  readonly provider: Provider;
  readonly scheduler: Scheduler;
  readonly workers: number;
  readonly truth?: TruthLog | undefined;
}

export class Biographies {
  readonly workers: WorkerPool;
  readonly #parts: BiographiesParts;
  readonly #chapters;
  readonly #followers = new Map<string, Set<(event: BiographyEvent) => void>>();
  readonly #closing = new AbortController();

  constructor(parts: BiographiesParts) {
    this.#parts = parts;
    this.#chapters = createChapters(parts.database);
    this.workers = new WorkerPool({
      queue: parts.queue,
      name: QUEUE,
      size: parts.workers,
      handlers: { biography: (task, signal) => this.#write(task, signal) },
      onChange: (id) => this.#changed(id),
      truth: parts.truth,
    });
  }

  start(wish: NewBiography) {
    return this.#describe(this.#parts.queue.add(QUEUE, 'biography', wish));
  }

  status(id: string) {
    return this.#describe(this.#find(id));
  }

  chapters(id: string): readonly Chapter[] {
    return this.#chapters.of(this.#find(id).id);
  }

  /** @throws ApiError 409 unless it is done. */
  result(id: string) {
    const task = this.#find(id);
    if (task.status !== 'succeeded') {
      throw new ApiError(
        409,
        'not_done',
        `The biography '${id}' is ${STATES[task.status]}; only a finished one can be read.`,
      );
    }
    const chapters = this.#chapters.of(id);
    const words = chapters.reduce((sum, chapter) => sum + chapter.words, 0);
    const { name } = task.payload as NewBiography;
    return { ...this.#describe(task), title: `The Life of ${name}`, words, text: chapters };
  }

  /** @throws ApiError 409 when it is over already. */
  cancel(id: string) {
    if (!this.workers.cancel(this.#find(id).id)) {
      throw new ApiError(409, 'biography_over', `The biography '${id}' is over and cannot be cancelled any more.`);
    }
    return this.status(id);
  }

  /** Calls back with what happens to a job; returns how to stop that. */
  follow(id: string, follower: (event: BiographyEvent) => void): () => void {
    const followers = this.#followers.get(id) ?? new Set();
    this.#followers.set(id, followers.add(follower));
    return () => {
      followers.delete(follower);
      if (followers.size === 0) this.#followers.delete(id);
    };
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The service ends.'));
    await this.workers.close();
  }

  #find(id: string): Task {
    const task = this.#parts.queue.find(id);
    if (task === undefined || task.queue !== QUEUE) throw notFound('biography', id);
    return task;
  }

  #describe(task: Task) {
    const { name, chapters } = task.payload as NewBiography;
    return {
      id: task.id,
      name,
      status: STATES[task.status],
      chapters: { done: this.#chapters.count(task.id), total: chapters },
      ...(task.status === 'queued' && { position: this.#parts.queue.position(task) }),
      ...(task.error !== null && { error: task.error }),
      timings: timingsOf(task),
    };
  }

  /** Chapters that were finished before the process ended are not written again. */
  readonly #write: TaskHandler = async ({ id, payload }, signal) => {
    const { name, chapters, wordsPerChapter, failAtChapter } = payload as NewBiography;
    const { provider, scheduler, truth } = this.#parts;
    for (let number = this.#chapters.count(id) + 1; number <= chapters; number++) {
      const startedMs = scheduler.now();
      const title = TITLES[(number - 1) % TITLES.length] as string;
      const { text } = await provider.complete(
        {
          prompt: `You write the life of ${name} in ${chapters} chapters. Write chapter ${number}, "${title}", in about ${wordsPerChapter} words.`,
          // About one token in ten is the end of a sentence.
          maxTokens: Math.ceil(wordsPerChapter * 1.1),
          ignoreEnd: true,
        },
        signal,
      );
      if (number === failAtChapter) throw new Error(`Chapter ${number} failed, as it was asked to.`);
      const { words } = validateLength({ text, tolerance: 0 });
      const chapter = { number, title, text, words, finishedAt: new Date().toISOString() };
      this.#chapters.add(id, chapter);
      truth?.time(`${QUEUE}.chapter`, scheduler.now() - startedMs);
      this.#tell(id, { kind: 'chapter', chapter });
    }
    return { chapters };
  };

  #changed(id: string): void {
    this.#tell(id, { kind: 'status' });
    const task = this.#find(id);
    const { webhook } = task.payload as NewBiography;
    if (webhook === undefined || task.finishedAt === null) return;
    const target: Webhook = typeof webhook === 'string' ? { url: webhook } : webhook;
    deliver(target, this.#describe(task), this.#parts.scheduler, this.#closing.signal).then((isDelivered) => {
      this.#parts.truth?.count(isDelivered ? 'biographies.webhook' : 'biographies.webhookLost');
    });
  }

  #tell(id: string, event: BiographyEvent): void {
    for (const follower of this.#followers.get(id) ?? []) follower(event);
  }
}
