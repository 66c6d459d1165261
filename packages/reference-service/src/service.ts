/**
 * Puts the service together from its parts and starts it.
 *
 * A request goes: Node's server, `http/front.ts` (name, delays, faults, metrics), hono, the endpoint.
 */
import { getRequestListener } from '@hono/node-server';
import { createAccounts } from './accounts/accounts.ts';
import { accountRoutes } from './accounts/routes.ts';
import { createTokens } from './accounts/tokens.ts';
import { createBooks } from './books/books.ts';
import { bookRoutes } from './books/routes.ts';
import { Scheduler } from './clock/scheduler.ts';
import { FaultInjector } from './faults/injector.ts';
import { faultRoutes } from './faults/routes.ts';
import { healthRoutes } from './health/routes.ts';
import { createApp } from './http/app.ts';
import { createFront } from './http/front.ts';
import { closeServer, listen } from './http/listen.ts';
import { documentationRoutes } from './http/openapi.ts';
import type { Route } from './http/route.ts';
import { createRouteTable } from './http/routeTable.ts';
import { Metrics } from './metrics/metrics.ts';
import { metricsRoutes } from './metrics/routes.ts';
import { DEFAULT_HOST, DEFAULT_SEED, type ServiceOptions } from './options.ts';
import { Gatekeeper } from './provider/limits.ts';
import { Provider } from './provider/provider.ts';
import { providerRoutes } from './provider/routes.ts';
import { randomOf } from './random/random.ts';
import { resolveModels } from './settings.ts';
import { openDatabase } from './storage/database.ts';
import { openDataFolder } from './storage/folder.ts';
import { createTaskHandlers } from './tasks/kinds.ts';
import { createTaskQueue } from './tasks/queue.ts';
import { taskRoutes } from './tasks/routes.ts';
import { WorkerPool } from './tasks/workers.ts';
import { truthRoutes } from './truth/routes.ts';
import { Truth } from './truth/truth.ts';
import { VERSION } from './version.ts';

/** Workers of the plain task queue. */
const TASK_WORKERS = 4;

/** A service that answers. */
export interface RunningService {
  /** `http://127.0.0.1:8000`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends every connection and lets go of everything; unfinished tasks stay in a named data folder. */
  close(): Promise<void>;
}

/** Everything behind the routes, and how to end it. */
interface Parts {
  readonly routes: readonly Route[];
  readonly scheduler: Scheduler;
  readonly metrics: Metrics;
  readonly truth: Truth | undefined;
  readonly faults: FaultInjector | undefined;
  close(): Promise<void>;
}

function createFaults(option: ServiceOptions['faults'], seed: number, now: () => number): FaultInjector | undefined {
  if (option === undefined || option === false) return undefined;
  const faults = new FaultInjector(seed, now);
  if (option !== true) faults.set(option);
  return faults;
}

function createParts(options: ServiceOptions): Parts {
  const { seed = DEFAULT_SEED, speed = 1 } = options;
  const models = resolveModels(options.models ?? {});
  const folder = openDataFolder(options.dataFolder);
  const database = openDatabase(folder.path);
  const scheduler = new Scheduler();
  const metrics = new Metrics();
  const truth = options.groundTruth ? new Truth(seed) : undefined;
  const faults = createFaults(options.faults, seed, () => scheduler.now());

  const accounts = createAccounts(database, createTokens(database));
  const books = createBooks(database, seed);
  const queue = createTaskQueue(database);
  const handlers = createTaskHandlers({ database, scheduler, random: randomOf(seed, 'tasks'), speed });
  const workers = new WorkerPool({ queue, name: 'tasks', size: TASK_WORKERS, handlers, truth });

  const provider = new Provider({ settings: models.provider, scheduler, seed, speed, truth });
  const gate = new Gatekeeper(models.provider, () => scheduler.now());
  metrics.gauge('provider_running', 'Generations that run.', () => provider.queue.running);
  metrics.gauge('provider_waiting', 'Generations that wait for a server.', () => provider.queue.waiting);

  metrics.gauge('task_queue_depth', 'Tasks that wait for a worker.', () => queue.count('tasks', 'queued'));
  metrics.gauge('task_queue_running', 'Tasks that are being worked on.', () => queue.count('tasks', 'running'));

  const declared = [
    ...healthRoutes({ database, version: VERSION }),
    ...accountRoutes(accounts),
    ...taskRoutes(queue, workers),
    ...bookRoutes(books, accounts),
    ...providerRoutes({ provider, gate, faults }),
    ...metricsRoutes(metrics),
    ...(truth ? truthRoutes(truth) : []),
    ...(faults ? faultRoutes(faults) : []),
  ];
  return {
    routes: [...declared, ...documentationRoutes(declared, VERSION)],
    scheduler,
    metrics,
    truth,
    faults,
    async close() {
      await workers.close();
      scheduler.close();
      metrics.close();
      database.close();
      folder.release();
    },
  };
}

/**
 * Starts the reference service in this process.
 *
 * @example
 * const service = await startService({ port: 0, groundTruth: true });
 * await fetch(`${service.url}/books/7`);
 * await service.close();
 * @throws SettingError for a constant that cannot be; ServiceStartError when it cannot listen or cannot keep its data.
 */
export async function startService(options: ServiceOptions = {}): Promise<RunningService> {
  const { host = DEFAULT_HOST, port = 0, onError = (error) => console.error(error) } = options;
  const parts = createParts(options);
  const app = createApp(parts.routes, onError);
  const front = createFront({
    application: getRequestListener((request, env) => app.fetch(request, env)),
    routeOf: createRouteTable(parts.routes),
    scheduler: parts.scheduler,
    metrics: parts.metrics,
    truth: parts.truth,
    faults: parts.faults,
  });
  try {
    const { server, port: actualPort } = await listen(front, port, host);
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
      port: actualPort,
      async close() {
        await closeServer(server);
        await parts.close();
      },
    };
  } catch (error) {
    await parts.close();
    throw error;
  }
}
