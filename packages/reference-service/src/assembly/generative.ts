/** The generative half of the service: the provider, contents, images, biographies, transformations and their caches. */
import { Biographies } from '../biographies/biographies.ts';
import { biographyRoutes } from '../biographies/routes.ts';
import { Caches, cacheRoutes } from '../cache/caches.ts';
import { createDocuments } from '../content/documents.ts';
import { createGenerator, type Generated } from '../content/generator.ts';
import { contentRoutes } from '../content/routes.ts';
import { type Image, Images } from '../images/images.ts';
import { imageRoutes } from '../images/routes.ts';
import { BATCH_QUEUE, createBatches } from '../provider/batches.ts';
import { batchRoutes } from '../provider/batchRoutes.ts';
import { createFiles } from '../provider/files.ts';
import { Gatekeeper } from '../provider/limits.ts';
import { Provider } from '../provider/provider.ts';
import { providerRoutes } from '../provider/routes.ts';
import { WorkerPool } from '../tasks/workers.ts';
import { transformationRoutes } from '../transformations/routes.ts';
import type { Foundation } from './foundation.ts';
import type { Half } from './plain.ts';

/** Batches that are worked on at once. */
const BATCH_WORKERS = 2;

export function assembleGenerative(foundation: Foundation): Half {
  const { seed, speed, models, database, queue, scheduler, metrics, truth, faults } = foundation;
  const now = (): number => scheduler.now();
  const isOff = (): boolean => faults?.settings.cacheOff ?? false;
  const caches = new Caches({ settings: models.cache, now, isOff, metrics, truth });

  const provider = new Provider({ settings: models.provider, scheduler, seed, speed, truth });
  const gate = new Gatekeeper(models.provider, now);
  const files = createFiles(database);
  const batches = createBatches({ provider, files, queue });
  const batchWorkers = new WorkerPool({
    queue,
    name: BATCH_QUEUE,
    size: BATCH_WORKERS,
    handlers: { batch: batches.handler },
    truth,
  });

  const documents = createDocuments(database);
  const generator = createGenerator({ provider, documents, cache: caches.open<Generated>('content') });
  const images = new Images({
    settings: models.images,
    scheduler,
    cache: caches.open<Image>('images'),
    seed,
    speed,
    truth,
  });
  const biographies = new Biographies({
    database,
    queue,
    provider,
    scheduler,
    workers: models.biographies.workers,
    truth,
  });

  metrics.gauge('provider_running', 'Generations that run.', () => provider.queue.running);
  metrics.gauge('provider_waiting', 'Generations that wait for a server.', () => provider.queue.waiting);
  metrics.gauge('images_running', 'Images that are being made.', () => images.queue.running);
  metrics.gauge('images_waiting', 'Images that wait to be made.', () => images.queue.waiting);
  metrics.gauge('biographies_running', 'Biographies that are being written.', () =>
    queue.count('biographies', 'running'),
  );
  metrics.gauge('biographies_waiting', 'Biographies that wait for a writer.', () =>
    queue.count('biographies', 'queued'),
  );

  return {
    routes: [
      ...providerRoutes({ provider, gate, faults }),
      ...batchRoutes({ batches, files, workers: batchWorkers, gate }),
      ...contentRoutes({ generator, documents, provider }),
      ...imageRoutes(images),
      ...transformationRoutes(),
      ...biographyRoutes(biographies, scheduler),
      ...cacheRoutes(caches),
    ],
    async close() {
      await Promise.all([batchWorkers.close(), biographies.close()]);
    },
  };
}
