/** Workers: each takes the longest-waiting task of its queue, one at a time, and keeps statistics of what it did. */
import type { TruthLog } from '../truth/truth.ts';
import type { Task, TaskQueue } from './queue.ts';

/** Does a task's work; what it returns is the result. It ends soon once the signal is aborted. */
export type TaskHandler = (task: Task, signal: AbortSignal) => Promise<unknown>;

export interface WorkerStatistics {
  readonly name: string;
  readonly status: 'idle' | 'busy';
  readonly task: string | null;
  readonly processed: number;
  readonly failed: number;
  /** The share of time since the start that was spent on tasks, 0 to 1. */
  readonly utilisation: number;
}

interface Worker {
  readonly name: string;
  task: Task | undefined;
  takenMs: number;
  abort: AbortController;
  processed: number;
  failed: number;
  busyMs: number;
}

export interface WorkerPoolParts {
  readonly queue: TaskQueue;
  /** The queue's name, also the prefix of its series in the ground truth. */
  readonly name: string;
  readonly size: number;
  readonly handlers: Readonly<Record<string, TaskHandler>>;
  /** Is told of a task that was started or is over. */
  readonly onChange?: ((id: string) => void) | undefined;
  readonly truth?: TruthLog | undefined;
}

const CANCELLED = new Error('The task was cancelled.');

export class WorkerPool {
  readonly #parts: WorkerPoolParts;
  readonly #workers: Worker[];
  readonly #startedMs = performance.now();
  readonly #running = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: WorkerPoolParts) {
    this.#parts = parts;
    this.#workers = Array.from({ length: parts.size }, (_, index) => ({
      name: `${parts.name}-${index + 1}`,
      task: undefined,
      takenMs: 0,
      abort: new AbortController(),
      processed: 0,
      failed: 0,
      busyMs: 0,
    }));
    // Not at once: whoever adds a task gets to say that it is queued before it runs.
    parts.queue.onAdded(parts.name, () => queueMicrotask(() => this.#wake()));
    this.#wake();
  }

  statistics(): readonly WorkerStatistics[] {
    const now = performance.now();
    return this.#workers.map(({ name, task, takenMs, processed, failed, busyMs }) => ({
      name,
      status: task ? 'busy' : 'idle',
      task: task?.id ?? null,
      processed,
      failed,
      utilisation: (busyMs + (task ? now - takenMs : 0)) / Math.max(now - this.#startedMs, 1),
    }));
  }

  /** Cancels a task, queued or running; says whether it was still open. */
  cancel(id: string): boolean {
    const wasOpen = this.#parts.queue.cancel(id);
    for (const worker of this.#workers) if (worker.task?.id === id) worker.abort.abort(CANCELLED);
    if (wasOpen) this.#parts.onChange?.(id);
    return wasOpen;
  }

  /** Stops without settling what runs, so that it is queued again at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const worker of this.#workers) worker.abort.abort(CANCELLED);
    await Promise.all(this.#running);
  }

  #wake(): void {
    for (const worker of this.#workers) {
      if (this.#closed) return;
      if (worker.task !== undefined) continue;
      const task = this.#parts.queue.claim(this.#parts.name, worker.name);
      if (task === undefined) return;
      const run = this.#work(worker, task).finally(() => this.#running.delete(run));
      this.#running.add(run);
    }
  }

  /** Works task after task until the queue is empty. */
  async #work(worker: Worker, first: Task): Promise<void> {
    const { queue, name, handlers, truth, onChange } = this.#parts;
    for (
      let task: Task | undefined = first;
      task !== undefined;
      task = this.#closed ? undefined : queue.claim(name, worker.name)
    ) {
      worker.task = task;
      worker.takenMs = performance.now();
      worker.abort = new AbortController();
      truth?.time(`${name}.queue`, (task.startedAt ?? task.queuedAt) - task.queuedAt);
      onChange?.(task.id);
      try {
        const handler = handlers[task.kind];
        if (handler === undefined) throw new Error(`No worker knows the kind '${task.kind}'.`);
        const result = await handler(task, worker.abort.signal);
        if (!this.#closed) queue.succeed(task.id, result);
      } catch (error) {
        if (!this.#closed && error !== CANCELLED) {
          worker.failed++;
          queue.fail(task.id, error instanceof Error ? error.message : String(error));
        }
      }
      const tookMs = performance.now() - worker.takenMs;
      worker.busyMs += tookMs;
      worker.processed++;
      truth?.time(`${name}.run`, tookMs);
      worker.task = undefined;
      // A task that was cancelled told so already.
      if (!this.#closed && !worker.abort.signal.aborted) onChange?.(task.id);
    }
  }
}
