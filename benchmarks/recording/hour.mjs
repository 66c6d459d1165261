/**
 * A long run of many operations on a clock that is told to advance, through all that measures it: from the recorder of
 * a worker, slice by slice, to what the main thread holds and writes down.
 *
 *   node --expose-gc hour.mjs OPERATIONS SECONDS      prints JSON
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '../../packages/proofload/dist/measure/clock.js';
import { SliceMerger } from '../../packages/proofload/dist/measure/merge.js';
import { Recorder } from '../../packages/proofload/dist/measure/recorder.js';
import { Measurements } from '../../packages/proofload/dist/record/measurements.js';
import { SeriesWriter } from '../../packages/proofload/dist/record/series.js';
import { heldBytes } from './held.mjs';
import { drawLatencies, recordRequest } from './traffic.mjs';

const [operations, seconds] = process.argv.slice(2).map(Number);
/** Not a multiple of the operations, so that each meets all of them. */
const DRAWN = 99_991;

// Held to the end, as in a run.
const clock = new VirtualClock();
const recorder = new Recorder({ clock, startMs: 0 });
const merger = new SliceMerger(1);
const measurements = new Measurements(0);

const folder = mkdtempSync(join(tmpdir(), 'proofload-recording-'));
try {
  const latencies = drawLatencies(DRAWN);
  const beforeBytes = process.memoryUsage.rss();
  const began = process.cpuUsage();
  const path = await record(latencies);
  const { user, system } = process.cpuUsage(began);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  check(measurements.counted);
  console.log(
    JSON.stringify({
      beforeBytes,
      peakBytes,
      heldBytes: heldBytes(),
      diskBytes: statSync(path).size,
      cpuMsPerSecond: (user + system) / 1000 / seconds,
    }),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function record(latencies) {
  const series = await SeriesWriter.create(folder, { schema: 'proofload.run/1' });
  const recorders = Array.from({ length: operations }, (_, each) => recorder.operation(`GET /books/${each}`, 'http'));
  let drawn = 0;
  for (let second = 0; second < seconds; second += 1) {
    for (let each = 0; each < operations; each += 1) {
      const atMs = (second + each / operations) * 1000;
      recordRequest(recorder, recorders[each], atMs, latencies[drawn]);
      drawn = (drawn + 1) % DRAWN;
    }
    recorder.iterations = operations;
    clock.advance(1000);
    const health = { busyShare: 0.1, activeUsers: operations, waiting: 0 };
    // As a worker posts them, which copies them.
    for (const slice of structuredClone(recorder.takeSlices(clock.now(), health))) {
      for (const merged of merger.add(0, slice)) {
        measurements.add(merged);
        await series.append(merged);
      }
    }
  }
  await series.close();
  return series.path;
}

/** What weighs little because it lost something is no result. */
function check({ operations: kept }) {
  const count = kept.reduce((sum, { counts }) => sum + counts.count, 0);
  if (kept.length !== operations || count !== operations * seconds) {
    throw new Error(`${count} requests of ${kept.length} operations were kept.`);
  }
}
