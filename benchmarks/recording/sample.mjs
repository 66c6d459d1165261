/**
 * What recording takes of a request: time, and bytes that are allocated, once the code is warm. The space of young
 * objects must hold all that is allocated between two collections, so that the difference of the heap's size is it.
 *
 *   node --expose-gc --min-semi-space-size=64 --max-semi-space-size=64 sample.mjs      prints JSON
 */
import { VirtualClock } from '../../packages/proofload/dist/measure/clock.js';
import { Recorder } from '../../packages/proofload/dist/measure/recorder.js';
import { median } from '../table.mjs';
import { drawLatencies, recordRequest } from './traffic.mjs';

const WARM_UP_ROUNDS = 10;
const ROUNDS = 21;
const SAMPLES = 100_000;
/** A power of two, so that the next is found at no cost. */
const DRAWN = 4096;
const LAST = DRAWN - 1;
/** All within one second: packing it is no part of recording. */
const AT_MS = 500;

const latencies = drawLatencies(DRAWN);
const recorder = new Recorder({ clock: new VirtualClock(), startMs: 0 });
const operation = recorder.operation('GET /books', 'http');
const trend = operation.trend('ttft');

/** How many values of each go into a histogram, and a loop for each, as each has a place of its own in a run. */
const SORTS = [
  {
    name: 'a value of a trend',
    values: 1,
    loop: () => {
      for (let i = 0; i < SAMPLES; i += 1) trend.record(latencies[i & LAST]);
    },
  },
  {
    name: 'an answer',
    values: 2,
    loop: () => {
      for (let i = 0; i < SAMPLES; i += 1) operation.answered(AT_MS, latencies[i & LAST], latencies[i & LAST], 0);
    },
  },
  {
    name: 'all of a request',
    values: 5,
    loop: () => {
      for (let i = 0; i < SAMPLES; i += 1) recordRequest(recorder, operation, AT_MS, latencies[i & LAST]);
    },
  },
];

const measured = SORTS.map(({ name, values, loop }) => {
  const rounds = Array.from({ length: WARM_UP_ROUNDS + ROUNDS }, () => measure(loop)).slice(WARM_UP_ROUNDS);
  const typical = (figure) => median(rounds.map((round) => round[figure]));
  return { name, values, nanoseconds: typical('nanoseconds'), bytes: typical('bytes') };
});
console.log(JSON.stringify(measured));

/** Time and bytes of one sample. */
function measure(loop) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  const began = process.hrtime.bigint();
  loop();
  const nanoseconds = Number(process.hrtime.bigint() - began) / SAMPLES;
  const allocated = process.memoryUsage().heapUsed - before;
  if (allocated < 0) throw new Error('Memory was collected in between: the space of young objects is too small.');
  return { nanoseconds, bytes: allocated / SAMPLES };
}
