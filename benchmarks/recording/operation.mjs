/**
 * What an operation holds of memory, in a worker and on the main thread: many of them with a thousand requests each,
 * all within one second, ten exemplars included.
 *
 *   node --expose-gc operation.mjs      prints JSON
 */
import { VirtualClock } from '../../packages/proofload/dist/measure/clock.js';
import { SliceMerger } from '../../packages/proofload/dist/measure/merge.js';
import { Recorder } from '../../packages/proofload/dist/measure/recorder.js';
import { Measurements } from '../../packages/proofload/dist/record/measurements.js';
import { heldBytes } from './held.mjs';
import { drawLatencies, recordRequest } from './traffic.mjs';

const OPERATIONS = 1000;
const REQUESTS = 1000;
const AT_MS = 500;

const latencies = drawLatencies(OPERATIONS * REQUESTS);
const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
const merger = new SliceMerger(1);
const measurements = new Measurements(0);

const atFirst = heldBytes();
for (let each = 0; each < OPERATIONS; each += 1) {
  const operation = recorder.operation(`GET /books/${each}`, 'http');
  for (let i = 0; i < REQUESTS; i += 1) {
    recordRequest(recorder, operation, AT_MS, latencies[each * REQUESTS + i]);
  }
}
const inWorker = heldBytes() - atFirst;
handOver();
const onMainThread = heldBytes() - atFirst - inWorker;
const perOperation = (bytes) => Math.round(bytes / OPERATIONS);
console.log(JSON.stringify({ worker: perOperation(inWorker), mainThread: perOperation(onMainThread) }));

/** As a worker posts its slices, which copies them. */
function handOver() {
  for (const slice of structuredClone(recorder.finish(1000))) {
    for (const merged of merger.add(0, slice)) measurements.add(merged);
  }
}
