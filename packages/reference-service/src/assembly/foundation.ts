/** What every subject stands on: the database, the clock, metrics, ground truth and faults, made from the options. */
import { Scheduler } from '../clock/scheduler.ts';
import { FaultInjector } from '../faults/injector.ts';
import { Metrics } from '../metrics/metrics.ts';
import { DEFAULT_SEED, type ServiceOptions } from '../options.ts';
import { type ModelSettings, resolveModels } from '../settings.ts';
import { type Database, openDatabase } from '../storage/database.ts';
import { openDataFolder } from '../storage/folder.ts';
import { createTaskQueue, type TaskQueue } from '../tasks/queue.ts';
import { Truth } from '../truth/truth.ts';

export interface Foundation {
  readonly seed: number;
  readonly speed: number;
  readonly models: ModelSettings;
  readonly database: Database;
  readonly queue: TaskQueue;
  readonly scheduler: Scheduler;
  readonly metrics: Metrics;
  readonly truth: Truth | undefined;
  readonly faults: FaultInjector | undefined;
  /** Comes last, when nothing uses it any more. */
  close(): void;
}

function createFaults(option: ServiceOptions['faults'], seed: number, now: () => number): FaultInjector | undefined {
  if (option === undefined || option === false) return undefined;
  const faults = new FaultInjector(seed, now);
  if (option !== true) faults.set(option);
  return faults;
}

/** @throws SettingError, ServiceStartError */
export function layFoundation(options: ServiceOptions): Foundation {
  const { seed = DEFAULT_SEED, speed = 1 } = options;
  const models = resolveModels(options.models ?? {});
  const folder = openDataFolder(options.dataFolder);
  const database = openDatabase(folder.path);
  const scheduler = new Scheduler();
  const metrics = new Metrics();
  return {
    seed,
    speed,
    models,
    database,
    queue: createTaskQueue(database),
    scheduler,
    metrics,
    truth: options.groundTruth ? new Truth(seed) : undefined,
    faults: createFaults(options.faults, seed, () => scheduler.now()),
    close() {
      scheduler.close();
      metrics.close();
      database.close();
      folder.release();
    },
  };
}
