/**
 * The entry of a worker thread: loads the suite's bundle, waits for the word to go, runs its share of the load, and
 * sends what it measured once a second.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Suite } from '../suite/types.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import { raisePriority } from './thread-priority.ts';
import { traceAt } from './traces.ts';
import { WorkerRun } from './worker-run.ts';

const port = parentPort;
if (port === null) throw new Error('This module is the entry of a worker thread and does nothing by itself.');
process.setSourceMapsEnabled(true);
const raisedPriority = raisePriority();

const input = workerData as WorkerInput;
const send = (message: FromWorker): void => port.postMessage(message);
const own = { ...input, send, raisedPriority, environment: process.env };
let run: WorkerRun | undefined;

/** What was thrown where no task could catch it, until there is a run to count it. */
const early: unknown[] = [];
function stray(thrown: unknown): void {
  if (run === undefined) early.push(thrown);
  else run.stray(thrown);
}

// A promise that the suite let go of, in its tasks or as it is loaded, must not take the whole worker with it.
process.on('unhandledRejection', stray);
process.on('uncaughtException', stray);
const suite = await load().catch((error: unknown) => {
  // But a suite that cannot be loaded does.
  process.off('unhandledRejection', stray);
  process.off('uncaughtException', stray);
  throw error;
});

async function load(): Promise<Suite> {
  const module = (await import(input.bundle)) as { readonly default: Suite };
  if (input.plan.load.model === 'replay') traceAt(input.plan.load.file);
  return module.default;
}

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'go':
      run = new WorkerRun({ ...own, suite, startMs: message.startMs });
      for (const thrown of early.splice(0)) run.stray(thrown);
      void run.done.then((end) => {
        send({ type: 'done', ...end });
        port.close();
      });
      break;
    case 'load':
      run?.change(message.load, message.fromMs);
      break;
    case 'stop':
      run?.stop();
      break;
    case 'abort':
      run?.abort();
      break;
  }
});
send({ type: 'ready', raisedPriority });
