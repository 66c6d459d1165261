/** The plain half of the service: probes, accounts, background tasks and the bookshop. */
import { createAccounts } from '../accounts/accounts.ts';
import { accountRoutes } from '../accounts/routes.ts';
import { createTokens } from '../accounts/tokens.ts';
import { createBooks } from '../books/books.ts';
import { bookRoutes } from '../books/routes.ts';
import { healthRoutes } from '../health/routes.ts';
import type { Route } from '../http/route.ts';
import { randomOf } from '../random/random.ts';
import { createTaskHandlers } from '../tasks/kinds.ts';
import { taskRoutes } from '../tasks/routes.ts';
import { WorkerPool } from '../tasks/workers.ts';
import { VERSION } from '../version.ts';
import type { Foundation } from './foundation.ts';

/** Workers of the plain task queue. */
const TASK_WORKERS = 4;

/** A half of the service: its endpoints, and how to end what runs behind them. */
export interface Half {
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

export function assemblePlain({ seed, speed, database, queue, scheduler, metrics, truth }: Foundation): Half {
  const accounts = createAccounts(database, createTokens(database));
  // The books come before the workers: a task that was left over from an earlier process may read them at once.
  const books = createBooks(database, seed);
  const handlers = createTaskHandlers({ database, scheduler, random: randomOf(seed, 'tasks'), speed });
  const workers = new WorkerPool({ queue, name: 'tasks', size: TASK_WORKERS, handlers, truth });
  metrics.gauge('task_queue_depth', 'Tasks that wait for a worker.', () => queue.count('tasks', 'queued'));
  metrics.gauge('task_queue_running', 'Tasks that are being worked on.', () => queue.count('tasks', 'running'));
  return {
    routes: [
      ...healthRoutes({ database, version: VERSION }),
      ...accountRoutes(accounts),
      ...taskRoutes(queue, workers),
      ...bookRoutes(books, accounts),
    ],
    close: () => workers.close(),
  };
}
